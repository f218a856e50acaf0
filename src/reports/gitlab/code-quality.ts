import type { Severity } from '../../schemas/report.generated.js';
import { cleanText } from '../clean-text.js';
import { fixText } from '../fix-text.js';
import { findingPlaces } from '../finding-place.js';
import { jsonText } from '../json-text.js';
import type { Reporter } from '../options.js';
import { mostSevereFirst } from '../severity.js';

const CODE_QUALITY: Readonly<Record<Severity, string>> = {
  critical: 'blocker',
  high: 'critical',
  medium: 'major',
  low: 'minor',
  note: 'info',
};

/** GitLab's code quality report (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format). */
export const gitlabCodeQuality: Reporter = (report, options) => {
  const placeOf = findingPlaces(report, options);
  return jsonText(
    mostSevereFirst(report.findings).map((finding) => {
      const { path, line } = placeOf(finding);
      return {
        description: cleanText(`${finding.message} Fix: ${fixText(finding.fix)}`),
        check_name: cleanText(finding.ruleId),
        fingerprint: cleanText(finding.fingerprint),
        severity: CODE_QUALITY[finding.severity],
        location: { path: cleanText(path), lines: { begin: line } },
      };
    }),
  );
};
