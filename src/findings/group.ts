import { unite } from '../graph/reach.js';
import { CONFIDENCES, SEVERITIES, STATUSES } from '../schemas/report-values.generated.js';
import type { RankedViolation } from './build.js';
import { byNumbers } from './order.js';

/**
 * One violation for each fingerprint: that of identities which go through the same configuration is told once, by the one
 * that matters most. What a plan opens stands before what was open.
 */
export function groupViolations(violations: readonly RankedViolation[]): readonly RankedViolation[] {
  const groups = new Map<string, RankedViolation[]>();
  for (const one of violations) {
    const group = groups.get(one.fingerprint);
    if (group === undefined) groups.set(one.fingerprint, [one]);
    else group.push(one);
  }
  return [...groups.values()].map(group);
}

function group(members: readonly RankedViolation[]): RankedViolation {
  const [lead, ...others] = [...members].sort(compare);
  if (lead === undefined) throw new Error('a group of no violations');
  if (others.length === 0) return lead;
  const { violation, status } = lead;
  const [severity] = members.map((one) => one.severity).sort((a, b) => SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b));
  const violations = [violation, ...others.map((other) => other.violation)];
  return {
    ...lead,
    violation: {
      entry: violation.entry,
      reach: unite(violations.map(({ reach }) => reach)),
      arrivals: [...new Set(violations.flatMap(({ arrivals }) => arrivals))],
    },
    severity: severity ?? lead.severity,
    // What a plan opens beside what was open through the same configuration makes that worse.
    status: status === 'new' && others.some((other) => other.status !== 'new') ? 'worse' : status,
    others,
  };
}

function compare(a: RankedViolation, b: RankedViolation): number {
  const order = (one: RankedViolation): readonly number[] => [
    STATUSES.indexOf(one.status),
    SEVERITIES.indexOf(one.severity),
    CONFIDENCES.indexOf(one.shown[0]?.certainty ?? 'unresolved'),
    one.shown[0]?.length ?? 0,
  ];
  const difference = byNumbers(order(a), order(b));
  return difference !== 0 ? difference : a.violation.entry.id < b.violation.entry.id ? -1 : 1;
}
