import type { Severity } from '../schemas/report.generated.js';
import { cleanText } from './clean-text.js';
import { fixText } from './fix-text.js';
import { findingPlaces, sourceFiles } from './finding-place.js';
import { idsOf, shortNames } from './names.js';
import { openingText } from './opening-text.js';
import { lookUp, type Reporter } from './options.js';
import { pathLine } from './path-text.js';
import { remarkLines } from './remarks.js';
import { mostSevereFirst } from './severity.js';

/** GitHub shows this many annotations of a step. */
const MOST_ANNOTATIONS = 10;

const COMMANDS: Readonly<Record<Severity, string>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'notice',
  note: 'notice',
};

/**
 * Workflow commands that annotate the lines of a pull request, for runs that may not upload SARIF
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands): the worst ten findings, then a line
 * that says how many there are.
 */
export const github: Reporter = (report, options) => {
  const name = shortNames(
    idsOf(report.findings),
    report.inputs.flatMap(({ accounts }) => accounts),
  );
  const placeOf = findingPlaces(report, options);
  const isSource = sourceFiles(report);
  const commands = mostSevereFirst(report.findings)
    .slice(0, MOST_ANNOTATIONS)
    .map((finding) => {
      const { ruleId, severity, status, message, entry, location, fix } = finding;
      const [path] = finding.paths;
      const { path: file, line, column } = placeOf(finding);
      const opening = openingText(finding);
      const properties = {
        // A place that is no file would be shown at the first line of the workflow.
        ...(isSource(location) ? { file, line, col: column } : {}),
        title: `${severity}: ${lookUp(options.rules, ruleId)?.title ?? ruleId}`,
      };
      const text = [
        message,
        ...(path === undefined ? [] : [pathLine(path, entry, name)]),
        ...(opening === null ? [] : [`Why ${status}: ${opening}.`]),
        ...remarkLines(finding, name),
        `Fix: ${fixText(fix)}`,
        `More: iam-miner-lint explain ${ruleId}`,
      ];
      const values = Object.entries(properties).map(([key, value]) => `${key}=${property(String(value))}`);
      return `::${COMMANDS[severity]} ${values.join(',')}::${data(text.map(cleanText).join('\n'))}\n`;
    });
  const number = report.findings.length;
  const rest = number - commands.length;
  const summary = `iam-miner-lint: ${number} ${number === 1 ? 'finding' : 'findings'}, ${report.gaps.length} ${report.gaps.length === 1 ? 'gap' : 'gaps'}`;
  return `${commands.join('')}${summary}${rest > 0 ? `; the worst ${commands.length} are annotated, ${rest} are not` : ''}\n`;
};

/** The runner takes these for the end of a command; `##[` begins one of its older form wherever it stands in a line. */
function data(text: string): string {
  return text.replaceAll('##[', '## [').replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(cleanText(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
