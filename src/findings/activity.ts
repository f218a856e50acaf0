import type { ActivityVerdict, Finding, FindingActivity } from '../schemas/report.generated.js';
import { oneStepUp } from './order.js';

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
    severity: finding.severity === 'note' ? 'note' : oneStepUp(finding.severity),
    message: `${OPENINGS[activity.verdict]} ${finding.message}`,
    activity,
  };
}
