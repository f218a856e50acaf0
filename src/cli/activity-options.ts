import { type ActivityLog, collectActivity, openSource, parseMoment } from '../activity/index.js';
import { loadCatalogue } from '../catalogue/catalogue.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

/** Options of the commands that look at recorded activity. */
export const ACTIVITY_OPTIONS = {
  activity: { type: 'string', multiple: true },
  since: { type: 'string' },
  until: { type: 'string' },
  principal: { type: 'string', multiple: true },
  resume: { type: 'string' },
} as const;

/** Values of {@link ACTIVITY_OPTIONS}. */
export interface ActivityOptionValues {
  readonly activity?: readonly string[] | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly principal?: readonly string[] | undefined;
  readonly resume?: string | undefined;
}

const DEFAULT_SPAN = '30d';

/** What the options ask for, of which nothing is read yet; null when they name no source. Throws {@link UsageError}. */
export function openActivity(values: ActivityOptionValues, now: number) {
  const uris = values.activity ?? [];
  if (uris.length === 0) {
    const alone = (['since', 'until', 'principal'] as const).find((option) => values[option] !== undefined);
    if (alone !== undefined)
      throw new UsageError(
        `--${alone} says ${alone === 'principal' ? 'whose calls' : 'when to look'}, and nothing where: expected --activity`,
      );
    return null;
  }
  const sources = uris.map((uri) => openSource(uri, { journal: values.resume ?? null }));
  const since = values.since ?? (sources.some(({ needsSpan }) => needsSpan) ? DEFAULT_SPAN : null);
  const span = {
    since: since === null ? 0 : moment('since', since, now),
    until: values.until === undefined ? now : moment('until', values.until, now),
    principals: principalsOf(values),
  };
  if (span.since >= span.until) throw new UsageError('--since: expected a moment before --until');
  return { sources, span };
}

/** Reads the sources that the options name; null when they name none. Throws `InputError` or {@link UsageError}. */
export async function readActivity(
  values: ActivityOptionValues,
  terminal: Terminal,
  now: number,
): Promise<ActivityLog | null> {
  const asked = openActivity(values, now);
  if (asked === null) return null;
  // Progress is for who waits at a terminal, not for a log.
  const tell = (message: string): void => {
    if (terminal.stderr.isTTY === true) terminal.stderr.write(`\r\u001b[K${message}`);
  };
  const log = await collectActivity(asked.sources, loadCatalogue(), asked.span, tell);
  tell('');
  return log;
}

function principalsOf({ principal: arns }: ActivityOptionValues): ReadonlySet<string> | null {
  if (arns === undefined) return null;
  const wrong = arns.find((arn) => !/^arn:aws[a-z-]*:iam::\d{12}:(?:root$|(?:user|role)\/.)/.test(arn));
  if (wrong !== undefined)
    throw new UsageError(
      `--principal: expected the ARN of a user or role, with its path, or of a root user, got \`${wrong}\``,
    );
  return new Set(arns);
}

function moment(option: string, text: string, now: number): number {
  const found = parseMoment(text, now);
  if (found === null) {
    throw new UsageError(
      `--${option}: expected a time as 30d, 12h, 2026-11-24 or 2026-11-24T08:00:00Z, got \`${text}\``,
    );
  }
  return found;
}
