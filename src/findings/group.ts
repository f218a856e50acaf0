import { unite } from '../graph/reach.js';
import type { EntryKind } from '../graph/types.js';
import { CONFIDENCES, SEVERITIES, STATUSES } from '../schemas/report-values.generated.js';
import type { RankedViolation } from './build.js';
import { byNumbers } from './order.js';

/** Answers whether findings of a rule are asked for: one that is not takes nothing from those that are. */
export type IsWanted = (ruleId: string) => boolean;

/**
 * Leaves out what would be said twice: whoever holds a credential of a user acts as the user, so that the user is not told
 * as an insider as well.
 */
export function withoutRepeats(violations: readonly RankedViolation[], isWanted: IsWanted): readonly RankedViolation[] {
  const told = new Set(
    violations.filter(isOf('credential')).map((one) => among(isWanted, one, one.violation.entry.id)),
  );
  return violations.filter((one) => !isOf('principal')(one) || !told.has(among(isWanted, one, one.violation.entry.id)));
}

/**
 * One violation for each thing to fix: that of identities which go through the same configuration is told once, by the one
 * that matters most. What a plan opens stands before what was open. Insiders who go where a credential leads are told with
 * the credential.
 */
export function groupViolations(
  violations: readonly RankedViolation[],
  isWanted: IsWanted,
): readonly RankedViolation[] {
  const leading = new Map<string, string>();
  for (const one of violations.filter(isOf('credential'))) {
    const key = among(isWanted, one, one.origin.key);
    if (!leading.has(key)) leading.set(key, one.fingerprint);
  }
  const groups = new Map<string, RankedViolation[]>();
  for (const one of violations) {
    const lead = isOf('principal')(one) ? leading.get(among(isWanted, one, one.origin.key)) : undefined;
    const key = lead ?? one.fingerprint;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()].map(group);
}

function among(isWanted: IsWanted, { violation }: RankedViolation, key: string): string {
  return `${String(isWanted(violation.entry.ruleId))} ${key}`;
}

function isOf(kind: EntryKind): (one: RankedViolation) => boolean {
  return ({ violation }) => violation.entry.kind === kind;
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
