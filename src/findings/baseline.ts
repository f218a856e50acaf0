import type { BaselineFinding } from '../schemas/baseline.generated.js';
import type { Finding, Report } from '../schemas/report.generated.js';
import { CONFIDENCES, SEVERITIES } from '../schemas/report-values.generated.js';

/**
 * What is new since an earlier report: a finding that it did not have is `new`, one that it had as less severe or less
 * sure is `worse`, any other `existing`.
 */
export function sinceBaseline(findings: readonly Finding[], baseline: readonly BaselineFinding[]): readonly Finding[] {
  const earlier = new Map(baseline.map((finding) => [finding.fingerprint, finding]));
  return findings.map((finding) => ({ ...finding, status: statusOf(finding, earlier.get(finding.fingerprint)) }));
}

function statusOf(finding: Finding, earlier: BaselineFinding | undefined): Finding['status'] {
  if (earlier === undefined) return 'new';
  const severity = SEVERITIES.indexOf(finding.severity) - SEVERITIES.indexOf(earlier.severity);
  const confidence = CONFIDENCES.indexOf(finding.confidence) - CONFIDENCES.indexOf(earlier.confidence);
  return severity < 0 || (severity === 0 && confidence < 0) ? 'worse' : 'existing';
}

/**
 * What the earlier report had and `findings` has no more. An account that was not read this time is not fixed by that:
 * of accounts other than `accounts` nothing is said.
 */
export function fixedSince(
  findings: readonly Finding[],
  baseline: readonly BaselineFinding[],
  accounts: readonly string[],
): Report['fixed'] {
  const open = new Set(findings.map(({ fingerprint }) => fingerprint));
  const read = new Set(accounts);
  return baseline
    .filter(({ fingerprint, reaches = [] }) => {
      const [first] = reaches;
      return !open.has(fingerprint) && (first === undefined || read.has(first.split(':')[4] ?? ''));
    })
    .map(({ ruleId, severity, fingerprint, message, entry }) => ({
      ruleId,
      severity,
      fingerprint,
      message,
      entry: entry as Finding['entry'],
    }));
}
