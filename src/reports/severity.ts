import type { Finding, Severity } from '../schemas/report.generated.js';

/** Severities, the worst first. */
export const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'note'];

/** A copy with the most severe findings first, otherwise in their order. */
export function mostSevereFirst<F extends Pick<Finding, 'severity'>>(findings: readonly F[]): F[] {
  const rank = ({ severity }: F): number => SEVERITIES.indexOf(severity);
  return [...findings].sort((a, b) => rank(a) - rank(b));
}
