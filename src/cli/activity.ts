import type { LoadedInput } from '../inputs/index.js';
import { lint } from '../pipeline/lint.js';
import type { Report } from '../schemas/report.generated.js';
import { ACTIVITY_OPTIONS, readActivity } from './activity-options.js';
import { FILTER_OPTIONS, readFilters } from './filter-options.js';
import { HELP } from './help.js';
import { INPUT_OPTIONS, parseOptions } from './options.js';
import { outputTargets } from './outputs.js';
import { printReports } from './print-reports.js';
import { openSession } from './session.js';
import { EXIT, type Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';
import { version } from './version.js';

const GRAVE: readonly string[] = ['likely', 'confirmed-by-image'];

/** Options of `activity`. */
export const ACTIVITY_COMMAND_OPTIONS = {
  ...INPUT_OPTIONS,
  ...ACTIVITY_OPTIONS,
  ...FILTER_OPTIONS,
  format: { type: 'string', multiple: true },
  output: { type: 'string', multiple: true, short: 'o' },
  snapshot: { type: 'string', multiple: true },
} as const;

/** `iam-miner-lint activity`: who launched compute, through what, and was it reachable by an outsider. */
export async function activityCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseOptions(args, ACTIVITY_COMMAND_OPTIONS);
  if (values.help === true) {
    terminal.stdout.write(HELP.activity);
    return EXIT.clean;
  }
  const targets = outputTargets(values.format ?? [], values.output ?? []);
  const inputs = [...positionals, ...(values.snapshot ?? [])];
  // Without an account there are no paths, but still calls and who made them.
  const session = await openSession(inputs, values, terminal, { mayBeEmpty: true });
  const filters = readFilters(values, session.catalogue);
  const now = Date.now();
  const log = await readActivity(values, terminal, now);
  if (log === null) throw new UsageError('activity: expected --activity with a source');
  const { trust, suppressions, severities } = session.configuration;
  const { threatModel, catalogue } = session;
  const loaded: readonly LoadedInput[] = session.inputs;
  const { report } = lint(loaded, {
    trust,
    catalogue,
    threatModel,
    suppressions,
    severities,
    ...filters,
    activity: log,
    now,
    version: version(),
  });
  const used = onlyUsed(report);
  await printReports(used, loaded, targets, { verbose: values.verbose === true, catalogue }, terminal);
  return isGrave(used) ? EXIT.findings : EXIT.clean;
}

/** The findings whose paths were used; the others are for `lint`. */
function onlyUsed(report: Report): Report {
  const findings = report.findings.filter(({ activity }) => activity !== null);
  const counts = { critical: 0, high: 0, medium: 0, low: 0, note: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  const leftOut = report.summary.leftOut + report.findings.length - findings.length;
  return { ...report, summary: { ...report.summary, ...counts, leftOut, gaps: 0 }, findings, fixed: [], gaps: [] };
}

function isGrave({ findings, activity }: Report): boolean {
  return (
    findings.some((finding) => GRAVE.includes(finding.activity?.verdict ?? '')) ||
    activity?.elsewhere.some(({ verdict }) => GRAVE.includes(verdict)) === true
  );
}
