import { execFile, type ExecFileException } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { InputError } from '../../input-error.js';
import { readArchive } from './archive.js';

/** How a saved plan is turned into JSON. */
export interface ShowPlanOptions {
  /** The program; without it `terraform` or, when the plan's providers come from OpenTofu's registry, `tofu`. */
  readonly program?: string;
  /** The folder that `terraform init` was run in; without it the plan's own, or the working directory if only that shows it. */
  readonly directory?: string;
  readonly timeoutMilliseconds?: number;
  readonly maxBytes?: number;
}

const TIMEOUT = 300_000;
/** One string in Node.js holds no more. */
const MAX_BYTES = 2 ** 29 - 25;
const LOCK_FILE = '.terraform.lock.hcl';

/**
 * The JSON of a saved plan, by `terraform show -json`. Terraform starts the providers' plugins for it, which
 * `terraform init` has put into the folder. Throws {@link InputError} when there is no Terraform or it fails.
 */
export async function showPlan(path: string, options: ShowPlanOptions = {}): Promise<string> {
  const directory = options.directory ?? initializedFolder(path);
  const programs = options.program === undefined ? await likelyPrograms(path) : [options.program];
  for (const program of programs) {
    const json = await run(program, path, directory, options);
    if (json !== null) return json;
  }
  const names = programs.map((program) => `\`${program}\``).join(' or ');
  throw new InputError(path, '', `${names} is needed to read a saved plan and is not there; ${ADVICE}`);
}

const ADVICE = 'give the output of `terraform show -json` as the input and the saved plan beside it';

async function likelyPrograms(path: string): Promise<readonly string[]> {
  const locks = (await readArchive(path, (name) => name === LOCK_FILE)).get(LOCK_FILE);
  return locks?.includes('"registry.opentofu.org/') === true ? ['tofu', 'terraform'] : ['terraform', 'tofu'];
}

function initializedFolder(path: string): string {
  const own = dirname(resolve(path));
  return [own, resolve('.')].find((folder) => existsSync(join(folder, '.terraform'))) ?? own;
}

/** Null when there is no such program. */
function run(program: string, path: string, directory: string, options: ShowPlanOptions): Promise<string | null> {
  const { timeoutMilliseconds: timeout = TIMEOUT, maxBytes: maxBuffer = MAX_BYTES } = options;
  return new Promise((resolveJson, reject) => {
    execFile(
      program,
      // An absolute path, since it cannot be taken for an option and does not depend on the folder.
      ['show', '-json', '-no-color', resolve(path)],
      { cwd: directory, timeout, maxBuffer, killSignal: 'SIGKILL', windowsHide: true },
      (error, stdout, stderr) => {
        if (error === null) resolveJson(stdout);
        else if (error.code === 'ENOENT' && existsSync(directory)) resolveJson(null);
        else
          reject(new InputError(path, '', `\`${program} show -json\` ${explain(error, stderr, directory, timeout)}`));
      },
    );
  });
}

/** What Terraform says when the plugins that wrote a plan are not in the folder. */
const NO_PLUGINS = ['Failed to load plugin schemas', 'there is no package for', 'Required plugins are not installed'];

function explain(error: ExecFileException, stderr: string, directory: string, timeout: number): string {
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'prints more text than can be held in memory at once';
  if (error.killed === true) return `did not end within ${Math.ceil(timeout / 1_000)} s`;
  if (error.code === 'ENOENT') return `cannot run in \`${directory}\`: no such directory`;
  if (typeof error.code === 'string') return `cannot be started (${error.code})`;
  if (NO_PLUGINS.some((text) => stderr.includes(text))) {
    return `misses the plan's providers in \`${directory}\`; run \`terraform init\` there, or ${ADVICE}`;
  }
  const [, message = ''] = stderr.split(/\bError: /, 2);
  const line = message.replaceAll(/\s+/g, ' ').trim();
  return line === '' ? `failed with exit code ${String(error.code)}` : `failed: ${line}`;
}
