import { uniteUnder } from '../graph/reach.js';
import type { EntryKind } from '../graph/types.js';
import { CONFIDENCES, SEVERITIES, STATUSES } from '../schemas/report-values.generated.js';
import type { RankedViolation } from './build.js';
import { fingerprintOf } from './fingerprint.js';
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
 * the credential, and accounts that the same statements name are told together.
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
    const key = lead ?? statementKey(one, isWanted) ?? one.fingerprint;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()].map(group);
}

/** Accounts that the same statements let in the same way are closed by one change; null where no statement does. */
function statementKey(one: RankedViolation, isWanted: IsWanted): string | null {
  if (!isOf('foreign-account')(one)) return null;
  const { messageId, to, resource, step, ruleId } = one.violation.entry;
  const named = step.grant.statements.map(({ policy, statement }) => `${policy.id} ${String(statement.index)}`);
  if (named.length === 0) return null;
  return among(isWanted, one, [ruleId, messageId, to, resource?.arn ?? '', ...named.sort()].join('\n'));
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
      reach: uniteUnder(
        violation.reach,
        others.map((other) => other.violation.reach),
      ),
      arrivals: [...new Set(violations.flatMap(({ arrivals }) => arrivals))],
    },
    severity: severity ?? lead.severity,
    // One more account is one more stranger, so that the finding is another one.
    fingerprint: isOf('foreign-account')(lead)
      ? fingerprintOf([violation.entry.ruleId, ...members.map((one) => one.fingerprint).sort()])
      : lead.fingerprint,
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
