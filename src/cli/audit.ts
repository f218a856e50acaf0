import { existsSync } from 'node:fs';
import type { AuditResult, AuditStatus } from '../inputs/live/audit.js';
import { AuditProgress, elapsedTime } from './audit-progress.js';
import { coverageLine, summaryTable } from './audit-summary.js';
import { HELP } from './help.js';
import { prepareReport, readReportOptions, REPORT_OPTIONS } from './lint.js';
import { type ParsedOptions, parseOptions } from './options.js';
import { EXIT, type StopSignal, type Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';
import { version } from './version.js';
import { checkFolders } from './write-whole.js';

// What is said of the inputs of other commands says nothing of an account that is read.
const { account: _, 'input-kind': __, plan: ___, 'source-root': ____, with: _____, ...REPORT } = REPORT_OPTIONS;

/** Options of `audit`. */
export const AUDIT_OPTIONS = {
  ...REPORT,
  accounts: { type: 'string', multiple: true },
  ous: { type: 'string', multiple: true },
  profile: { type: 'string' },
  quiet: { type: 'boolean', short: 'q' },
  region: { type: 'string', multiple: true },
  'require-complete': { type: 'boolean' },
  resume: { type: 'boolean' },
  'role-name': { type: 'string' },
  snapshot: { type: 'string' },
} as const;

type AuditValues = ParsedOptions<typeof AUDIT_OPTIONS>['values'];

/** The codes are those of a shell: 128 and the signal's number. */
const STOP: readonly (readonly [StopSignal, number])[] = [
  ['SIGINT', EXIT.interrupted],
  ['SIGTERM', EXIT.terminated],
];

/** `iam-miner-lint audit`: reads an account or an organization, saves what it read, and lints it. */
export async function auditCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseOptions(args, AUDIT_OPTIONS);
  if (values.help === true) {
    terminal.stdout.write(HELP.audit);
    return EXIT.clean;
  }
  if (positionals.length > 0) throw new UsageError(`audit takes no input, got \`${positionals[0] ?? ''}\``);
  const { targets } = readReportOptions(values);
  if (values['only-new'] === true && values.baseline === undefined)
    throw new UsageError('--only-new has nothing to compare with: expected --baseline');
  const choice = whatToRead(values);
  // Here it is the audit that goes on, not a search for activity.
  const { resume, ...rest } = values;
  // An audit takes its time: what would be refused after it is refused before.
  const report = await prepareReport(rest, terminal);
  await checkFolders(targets);
  const began = Date.now();
  const result = await collect({ ...choice, resume: resume === true }, values, terminal);
  if (typeof result === 'number') return result;
  if (values.quiet !== true) terminal.stderr.write(summaryTable(result));
  terminal.stderr.write(coverageLine(result, elapsedTime(Date.now() - began)));
  const code = await report([result.path]);
  return code === EXIT.clean && values['require-complete'] === true && result.failed > 0 ? EXIT.gaps : code;
}

/** The exit code when the audit was interrupted, which the user has been told. */
async function collect(
  choice: ReturnType<typeof whatToRead> & { readonly resume: boolean },
  values: AuditValues,
  terminal: Terminal,
): Promise<AuditResult | number> {
  // Which Node the SDK's next versions will want does not concern whoever runs this one.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const { audit, InterruptedError } = await import('../inputs/live/audit.js');
  const counts = { calls: 0, failed: 0, resumed: 0, accounts: 0, accountsDone: 0, regions: 0 };
  const status: AuditStatus = { ...counts, path: null, since: null };
  const stop = new AbortController();
  const stopped: { code?: number } = {};
  const listeners = STOP.map(([signal, code]) => {
    const onStop = (): void => {
      stopped.code ??= code;
      stop.abort();
    };
    return [signal, onStop] as const;
  });
  const { stderr } = terminal;
  const progress = new AuditProgress(status, stderr, values.quiet === true);
  for (const [signal, onStop] of listeners) terminal.on?.(signal, onStop);
  progress.start();
  // The SDK prints some of its errors before it throws them; they are told as gaps.
  const { console: output } = globalThis;
  const print = output.error.bind(output);
  output.error = () => undefined;
  try {
    return await audit({
      ...choice,
      profile: values.profile ?? null,
      path: values.snapshot ?? null,
      signal: stop.signal,
      now: clock(terminal),
      version: version(),
      status,
    });
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    progress.stop();
    stderr.write(`iam-miner-lint: the audit was interrupted: ${error.message}${goOn(status)}\n`);
    return stopped.code ?? EXIT.usage;
  } finally {
    output.error = print;
    progress.stop();
    for (const [signal, onStop] of listeners) terminal.off?.(signal, onStop);
  }
}

/** Throws {@link UsageError} for what does not fit together. */
function whatToRead(values: AuditValues) {
  const accounts = listOf(values.accounts);
  const ous = listOf(values.ous);
  const regions = listOf(values.region);
  const roleName = values['role-name'] ?? null;
  if (roleName === null && accounts.length + ous.length > 0)
    throw new UsageError('--accounts and --ous need --role-name, the role to assume in each account');
  const wrong = accounts.find((account) => !/^\d{12}$/.test(account));
  if (wrong !== undefined) throw new UsageError(`--accounts: expected ids of twelve digits, got \`${wrong}\``);
  const wrongUnit = ous.find((unit) => !/^(?:ou|r)-[a-z0-9-]+$/.test(unit));
  if (wrongUnit !== undefined)
    throw new UsageError(`--ous: expected ids such as \`ou-abcd-12345678\`, got \`${wrongUnit}\``);
  if (roleName !== null && !/^[\w+=,.@/-]{1,512}$/.test(roleName))
    throw new UsageError(`--role-name: expected the name of a role, got \`${roleName}\``);
  const wrongRegion = regions.find((region) => !/^[a-z]{2,}(?:-[a-z0-9]+)+$|^all$/.test(region));
  if (wrongRegion !== undefined) throw new UsageError(`--region: expected a region or all, got \`${wrongRegion}\``);
  if (regions.includes('all') && regions.length > 1) throw new UsageError('--region: either all or named regions');
  const chosen = regions.includes('all') ? ('all' as const) : regions;
  return { accounts, ous, roleName, regions: chosen.length === 0 ? null : chosen };
}

/** Options that may be repeated, and whose values may be lists with commas. */
function listOf(values: readonly string[] = []): readonly string[] {
  return values.flatMap((value) => value.split(',')).filter((value) => value !== '');
}

/** The time of the snapshot; https://reproducible-builds.org/specs/source-date-epoch/ fixes it. */
function clock({ env }: Terminal): number {
  const seconds = env['SOURCE_DATE_EPOCH'];
  return seconds !== undefined && /^\d{1,12}$/.test(seconds) ? Number(seconds) * 1000 : Date.now();
}

function goOn({ path, calls, accounts }: AuditStatus): string {
  if (path === null) return '';
  const kept = accounts > 1 || calls > 0 ? `; what ${String(calls)} calls read is kept` : '';
  return `${kept}. The same command with --resume goes on from there${existsSync(path) ? ` (${path})` : ''}`;
}
