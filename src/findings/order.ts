import type { Finding, ReportLocation, Severity } from '../schemas/report.generated.js';
import { CONFIDENCES, SEVERITIES, STATUSES } from '../schemas/report-values.generated.js';

/** The severity one step up; the worst stays what it is. */
export function oneStepUp(severity: Severity): Severity {
  return SEVERITIES[SEVERITIES.indexOf(severity) - 1] ?? severity;
}

/** Compares lists of numbers by their first difference, as a sort asks for it. */
export function byNumbers(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Findings most severe first, then surest, then by rule and place: the same input always gives the same order. */
export function orderFindings(findings: readonly Finding[]): Finding[] {
  const key = (finding: Finding): string =>
    [
      SEVERITIES.indexOf(finding.severity),
      STATUSES.indexOf(finding.status),
      CONFIDENCES.indexOf(finding.confidence),
      finding.ruleId,
      placeKey(finding.location),
      finding.fingerprint,
    ].join(' ');
  return findings
    .map((finding) => ({ finding, key: key(finding) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ finding }) => finding);
}

function placeKey({ uri, startLine, startColumn }: ReportLocation): string {
  return [uri, ...[startLine, startColumn ?? 0].map((position) => String(position).padStart(9, '0'))].join(' ');
}
