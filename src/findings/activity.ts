import type { ActivityVerdict, Finding, FindingActivity, Severity } from '../schemas/report.generated.js';

const ONE_STEP_UP: Readonly<Record<Severity, Severity>> = {
  critical: 'critical',
  high: 'critical',
  medium: 'high',
  low: 'medium',
  note: 'note',
};

const OPENINGS: Readonly<Record<ActivityVerdict, string>> = {
  ordinary: 'Already used.',
  possible: 'Already used, possibly for mining.',
  likely: 'Already used, likely for mining.',
  'confirmed-by-image': 'Already used for mining, as an image or script shows.',
};

/** A finding whose path was used: its first line says so, and it is one step more severe. */
export function withActivity(finding: Finding, activity: FindingActivity | undefined): Finding {
  if (activity === undefined) return finding;
  return {
    ...finding,
    severity: ONE_STEP_UP[finding.severity],
    message: `${OPENINGS[activity.verdict]} ${finding.message}`,
    activity,
  };
}
