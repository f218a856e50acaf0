import type { Finding } from '../schemas/report.generated.js';
import { SEVERITIES } from '../schemas/report-values.generated.js';

/** A copy with the most severe findings first, otherwise in their order. */
export function mostSevereFirst<F extends Pick<Finding, 'severity'>>(findings: readonly F[]): F[] {
  const rank = ({ severity }: F): number => SEVERITIES.indexOf(severity);
  return [...findings].sort((a, b) => rank(a) - rank(b));
}
