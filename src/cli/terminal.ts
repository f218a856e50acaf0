import type { Readable } from 'node:stream';

/** What a command may use of the process. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  cwd(): string;
  /** Signals of whoever wants the command to stop; absent where there are none. */
  on?(signal: StopSignal, listener: () => void): unknown;
  off?(signal: StopSignal, listener: () => void): unknown;
}

export type StopSignal = 'SIGINT' | 'SIGTERM';

/** A stream that is written to, and perhaps a terminal. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Exit codes; docs/architecture.md explains them. */
export const EXIT = {
  clean: 0,
  findings: 1,
  usage: 2,
  internal: 3,
  gaps: 4,
  interrupted: 130,
  terminated: 143,
} as const;
