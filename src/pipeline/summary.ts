import type { Model } from '../model/model.js';
import type { Finding, Report, Severity } from '../schemas/report.generated.js';

/** What a summary counts beside the model. */
export interface Counted {
  readonly shown: readonly Finding[];
  readonly suppressed: number;
  readonly leftOut: number;
  readonly gaps: number;
}

/** The report in numbers. */
export function summaryOf({ users, groups, roles }: Model, { shown, ...counts }: Counted): Report['summary'] {
  const bySeverity: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, note: 0 };
  for (const { severity } of shown) bySeverity[severity] += 1;
  const policies = new Set([...users, ...groups, ...roles].flatMap((one) => one.policies.map(({ policy }) => policy)));
  return {
    ...bySeverity,
    ...counts,
    principals: users.length + roles.length,
    // Each role has a trust policy.
    policies: policies.size + roles.length,
  };
}
