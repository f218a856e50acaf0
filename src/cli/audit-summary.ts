import type { AuditedAccount, AuditResult } from '../inputs/live/audit.js';

const MOST_ROWS = 40;
const MOST_NAMED = 3;

/** A row for each account, of many for those that are not complete, as far as they fit on a screen; and what many have in common. */
export function summaryTable({ accounts, missing: ofOrganization }: Pick<AuditResult, 'accounts' | 'missing'>): string {
  // Those that were not read first, then those of which the most is missing.
  const isWhole = (row: AuditedAccount): boolean => !isUnread(row) && !hasGaps(row);
  const incomplete = accounts
    .filter((row) => !isWhole(row))
    .sort((a, b) => Number(isUnread(b)) - Number(isUnread(a)) || (b.failed ?? 0) - (a.failed ?? 0));
  const shown = accounts.length > MOST_ROWS ? incomplete.slice(0, MOST_ROWS) : accounts;
  const rows = shown.map(({ account, name = '', calls = 0, failed = 0, problem }) => [
    account,
    clean(name),
    String(calls),
    String(failed),
    problem === undefined ? (failed === 0 ? 'complete' : 'with gaps') : clean(problem),
  ]);
  const table = [['account', 'name', 'calls', 'failed', ''], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    row
      .map((cell, column) =>
        column === 2 || column === 3 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  const whole = accounts.filter(isWhole).length - shown.filter(isWhole).length;
  const cut = accounts.length - shown.length - whole;
  const others = [
    ...(cut > 0 ? [`and ${String(cut)} others ${shown.some(isUnread) ? 'that are not complete' : 'with gaps'}`] : []),
    ...(whole > 0 ? [`and ${String(whole)} accounts that were read completely`] : []),
  ];
  const said = [
    ...ofOrganization.map((permission) => `missing permission: ${clean(permission)}, to read the organization`),
    ...together(accounts, ({ missing = [] }) => missing).map(
      ([permission, where]) => `missing permission: ${clean(permission)} in ${where}`,
    ),
    ...together(accounts, ({ notes = [] }) => notes).map(([note, where]) => `note: ${where}: ${clean(note)}`),
  ];
  return `${[...lines, ...others, ...said].join('\n')}\n`;
}

/** What share of the calls was answered, and where the snapshot is; `time` is how long it took. */
export function coverageLine({ path, accounts, calls, failed, since }: AuditResult, time: string): string {
  const answered = calls === 0 ? 100 : Math.floor(((calls - failed) / calls) * 1000) / 10;
  const read = accounts.filter(({ file }) => file !== undefined).length;
  const unanswered = failed === 1 ? '1 was not' : `${String(failed)} were not`;
  const before = since === null ? '' : `; begun ${new Date(since).toISOString().slice(0, 16)}Z`;
  return `coverage: ${String(answered)} % of ${String(calls)} calls were answered, ${unanswered}; ${String(read)} of ${String(accounts.length)} accounts; ${time}${before}; saved as ${path}\n`;
}

function isUnread({ file }: AuditedAccount): boolean {
  return file === undefined;
}

function hasGaps({ failed = 0 }: AuditedAccount): boolean {
  return failed > 0;
}

/** Each thing that is said of accounts, with those of which it is: of five hundred accounts it is a line, not five hundred. */
function together(
  accounts: readonly AuditedAccount[],
  saidOf: (row: AuditedAccount) => readonly string[],
): readonly (readonly [string, string])[] {
  const bySaying = new Map<string, string[]>();
  for (const row of accounts)
    for (const said of saidOf(row)) bySaying.set(said, [...(bySaying.get(said) ?? []), row.account]);
  return [...bySaying].map(([said, ids]) => {
    const others = ids.length - MOST_NAMED;
    const named = others > 1 ? `${ids.slice(0, MOST_NAMED).join(', ')} and ${String(others)} others` : ids.join(', ');
    return [said, named];
  });
}

/** Names of accounts are text that somebody typed. */
function clean(text: string): string {
  return text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '?').slice(0, 100);
}
