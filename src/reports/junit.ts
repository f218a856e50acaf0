import type { Finding, Report } from '../schemas/report.generated.js';
import { cleanText } from './clean-text.js';
import { fixText } from './fix-text.js';
import { findingPlaces, placeText, type StepPlacer, stepPlaces } from './finding-place.js';
import { gapGroups } from './gap-groups.js';
import { idsOf, type Namer, shortNames } from './names.js';
import type { Reporter, ReportOptions } from './options.js';
import { pathBlock, pathLine } from './path-text.js';
import { remarkLines } from './remarks.js';
import { mostSevereFirst } from './severity.js';

/**
 * JUnit XML as CI systems read it: a suite a rule, a failure a finding; a rule that found nothing has passed. Gaps are
 * skipped tests, so that they are seen and fail nothing.
 */
export const junit: Reporter = (report, options) => {
  const name = shortNames(
    idsOf(report.findings),
    report.inputs.flatMap(({ accounts }) => accounts),
  );
  const ids = new Set([...Object.keys(options.rules), ...report.findings.map(({ ruleId }) => ruleId)]);
  const suites = [...ids].map((id) => ruleSuite(id, report, options, name));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${report.tool.name}">`,
    ...suites,
    ...(report.gaps.length === 0 ? [] : [gapSuite(report)]),
    '</testsuites>',
    '',
  ].join('\n');
};

function ruleSuite(id: string, report: Report, options: ReportOptions, name: Namer): string {
  const findings = mostSevereFirst(report.findings.filter(({ ruleId }) => ruleId === id));
  const placeOf = findingPlaces(report, options);
  const stepPlaceOf = stepPlaces(report, options);
  const cases = findings.map((finding) => {
    const [best] = finding.paths;
    const title = best === undefined ? finding.message : pathLine(best, finding.entry, name);
    return [
      `    <testcase classname="${attribute(id)}" name="${attribute(title)}">`,
      `      <failure type="${finding.severity}" message="${attribute(finding.message)}">${content(failureText(finding, name, placeText(placeOf(finding)), stepPlaceOf))}</failure>`,
      '    </testcase>',
    ].join('\n');
  });
  const passed = `    <testcase classname="${attribute(id)}" name="no path to compute"/>`;
  return suite(id, cases.length === 0 ? [passed] : cases, { failures: cases.length, skipped: 0 });
}

function failureText(finding: Finding, name: Namer, place: string, placeOf: StepPlacer): string {
  const { paths, entry, severity, confidence, status, fix } = finding;
  const [path] = paths;
  return [
    `${severity}, ${status}, ${confidence} at ${cleanText(place)}`,
    ...(path === undefined ? [] : [pathBlock(path, entry, name, placeOf)]),
    ...remarkLines(finding, name),
    `fix: ${cleanText(fixText(fix))}`,
  ].join('\n');
}

function gapSuite({ gaps }: Report): string {
  const cases = gapGroups(gaps).map(({ kind, address, reason }) =>
    [
      `    <testcase classname="${attribute(kind)}" name="${attribute(address)}">`,
      `      <skipped message="${attribute(reason)}"/>`,
      '    </testcase>',
    ].join('\n'),
  );
  return suite('gaps', cases, { failures: 0, skipped: cases.length });
}

function suite(
  name: string,
  cases: readonly string[],
  { failures, skipped }: Record<'failures' | 'skipped', number>,
): string {
  return [
    `  <testsuite name="${attribute(name)}" tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}">`,
    ...cases,
    '  </testsuite>',
  ].join('\n');
}

function attribute(text: string): string {
  return escape(cleanText(text)).replaceAll('"', '&quot;');
}

function content(text: string): string {
  return escape(text);
}

/** Two characters that are assigned to nothing are not allowed in XML at all. */
function escape(text: string): string {
  return text
    .replace(/[\uFFFE\uFFFF]/g, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
