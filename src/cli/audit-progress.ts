import type { AuditStatus } from '../inputs/live/audit.js';
import type { Output } from './terminal.js';

const TERMINAL_MS = 200;
const LOG_MS = 60_000;

/** Shows how far an audit is: on one line of a terminal that is written over, or as a line a minute in a log. */
export class AuditProgress {
  readonly #began = Date.now();
  #timer: NodeJS.Timeout | null = null;
  #shown = 0;

  constructor(
    readonly status: AuditStatus,
    readonly output: Output,
    readonly quiet: boolean,
  ) {}

  start(): void {
    if (this.quiet) return;
    const interval = this.output.isTTY === true ? TERMINAL_MS : LOG_MS;
    this.#timer = setInterval(() => {
      this.#show();
    }, interval).unref();
  }

  /** Takes the line away again. May be called twice. */
  stop(): void {
    if (this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
    if (this.#shown > 0 && this.output.isTTY === true) this.output.write(`\r${' '.repeat(this.#shown)}\r`);
  }

  #show(): void {
    const line = progressLine(this.status, Date.now() - this.#began);
    if (this.output.isTTY !== true) {
      this.output.write(`${line}\n`);
      return;
    }
    // A terminal that does not know its width says 0.
    const { columns = 0 } = this.output;
    const width = (columns > 0 ? columns : 80) - 1;
    const text = line.slice(0, width).padEnd(Math.min(this.#shown, width));
    this.output.write(`\r${text}`);
    this.#shown = line.length;
  }
}

/** One line of progress; `elapsed` is in milliseconds. */
export function progressLine(status: AuditStatus, elapsed: number): string {
  const { accounts, accountsDone, regions, calls, failed, resumed } = status;
  const done = `${String(accountsDone)} of ${String(accounts)} accounts`;
  return [
    // An account of an organization is read in each region that was chosen.
    accounts === 0 ? 'audit: looking for accounts' : `audit: ${done} read`,
    ...(accounts === 1 ? [`${String(regions)} regions`] : []),
    `${String(calls)} calls${resumed > 0 ? ` (${String(resumed)} from before)` : ''}`,
    ...(failed > 0 ? [`${String(failed)} not answered`] : []),
    elapsedTime(elapsed),
  ].join(', ');
}

/** A number of milliseconds as minutes and seconds. */
export function elapsedTime(elapsed: number): string {
  const seconds = Math.floor(elapsed / 1000);
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
}
