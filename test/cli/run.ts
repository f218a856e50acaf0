import { Readable } from 'node:stream';
import { main } from '../../src/cli/main.js';

export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command in this process, as from the project's folder. */
export async function run(args: readonly string[], input = '', stdin: { isTTY?: boolean } = {}): Promise<Run> {
  let out = '';
  let err = '';
  const code = await main(args, {
    stdin: Object.assign(Readable.from([Buffer.from(input)]), stdin),
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    env: {},
    cwd: () => process.cwd(),
  });
  return { code, out, err };
}
