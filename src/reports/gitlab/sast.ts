import type { Finding, FindingFix, Severity } from '../../schemas/report.generated.js';
import { cleanText } from '../clean-text.js';
import { fixText } from '../fix-text.js';
import { findingPlaces, stepPlaces } from '../finding-place.js';
import { jsonText } from '../json-text.js';
import { idsOf, shortNames } from '../names.js';
import { lookUp, type Reporter } from '../options.js';
import { markdownText } from '../markdown/text.js';
import { stepList } from '../markdown/step-list.js';
import { remarkLines } from '../remarks.js';
import { mostSevereFirst } from '../severity.js';

/** The version of GitLab's schema that is written. */
const VERSION = '15.0.7';

const SAST: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  note: 'Info',
};

/** Bounds of the schema. */
const LONGEST_NAME = 255;
const LONGEST_SOLUTION = 7000;

/**
 * GitLab's SAST report, for its vulnerability page and merge requests
 * (https://docs.gitlab.com/development/integrations/secure/#report).
 */
export const gitlabSast: Reporter = (report, options) => {
  const placeOf = findingPlaces(report, options);
  const stepPlaceOf = stepPlaces(report, options);
  const name = shortNames(
    idsOf(report.findings),
    report.inputs.flatMap(({ accounts }) => accounts),
  );
  const time = new Date(options.time).toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length);
  const tool = {
    id: report.tool.name,
    name: report.tool.name,
    version: report.tool.version,
    vendor: { name: report.tool.name },
  };
  const vulnerability = (finding: Finding): unknown => {
    const { path: file, line } = placeOf(finding);
    const rule = lookUp(options.rules, finding.ruleId);
    // GitLab shows descriptions and solutions as Markdown.
    const paragraphs = [
      markdownText(finding.message),
      ...(finding.paths.length === 0 ? [] : [stepList(finding, name, stepPlaceOf)]),
      ...remarkLines(finding, name).map(markdownText),
    ];
    return {
      id: cleanText(finding.fingerprint),
      name: cleanText(rule?.title ?? finding.ruleId).slice(0, LONGEST_NAME),
      description: paragraphs.join('\n\n'),
      severity: SAST[finding.severity],
      solution: solution(finding.fix).slice(0, LONGEST_SOLUTION),
      location: { file: cleanText(file), start_line: line },
      // The first one names the vulnerability from one pipeline to the next.
      identifiers: [
        {
          type: 'iam_miner_lint_path',
          name: `Path ${cleanText(finding.fingerprint)}`,
          value: cleanText(finding.fingerprint),
        },
        { type: 'iam_miner_lint_rule', name: cleanText(finding.ruleId), value: cleanText(finding.ruleId) },
      ],
      ...(rule === undefined || rule.references.length === 0 ? {} : { links: rule.references.map((url) => ({ url })) }),
    };
  };
  return jsonText({
    version: VERSION,
    scan: { analyzer: tool, scanner: tool, type: 'sast', start_time: time, end_time: time, status: 'success' },
    vulnerabilities: mostSevereFirst(report.findings).map(vulnerability),
    remediations: mostSevereFirst(report.findings).flatMap(remediation),
  });
};

/** The catalogue's own words are Markdown; the names in a fix that was tried are somebody else's. */
function solution(fix: FindingFix): string {
  return fix.closing === undefined ? cleanText(fix.summary) : markdownText(fixText(fix));
}

/** A patch of the sources, for `git apply`. */
function remediation({ fingerprint, fix: { closing } }: Finding): unknown[] {
  if (typeof closing?.patch !== 'string') return [];
  const diff = Buffer.from(closing.patch).toString('base64');
  return [{ fixes: [{ id: cleanText(fingerprint) }], summary: cleanText(closing.summary), diff }];
}
