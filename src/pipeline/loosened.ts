import { entryKey, policyKey, sameStatements, statementsOf } from '../findings/index.js';
import { rankOf } from '../graph/certainty.js';
import type { Entry } from '../graph/types.js';
import type { Model } from '../model/model.js';
import type { Statement } from '../model/policy.js';
import { swapPolicies } from '../model/swap-policies.js';
import { entriesOf, type Violation } from '../rules/check.js';
import { type TrustScope, zonesOf } from '../rules/zones.js';
import { type Judgement, ruleContext } from './rule-context.js';

/** Two points in time. */
export interface Change {
  readonly then: Model;
  readonly now: Model;
}

/**
 * Keys of the entries of `now` that let in whom they refused `then`, and refuse nobody whom they let in: an external ID that is
 * asked for no more, a pattern or a range of addresses that is wider, one more role of the same account. Both are tried: the
 * entry is looked for again where the policy refuses whatever it allowed at the other time. A door that only asks for
 * something else is none of them, nor is one of which it cannot be decided.
 */
export function loosenedEntries(
  violations: readonly Violation[],
  { then, now }: Change,
  judgement: Judgement,
  scope: TrustScope,
): ReadonlySet<string> {
  const [statementsThen, statementsNow] = [statementsOf(then), statementsOf(now)];
  const doors = new Set<string>();
  const candidates = violations.filter(({ entry }) => {
    const changed = entry.step.grant.statements.filter(({ policy }) => {
      const earlier = statementsThen(policy);
      return (
        earlier !== null &&
        !sameStatements(earlier, policy.statements) &&
        [...earlier, ...policy.statements].every(isDeniable)
      );
    });
    for (const { policy } of changed) doors.add(policyKey(policy));
    return changed.length > 0;
  });
  if (candidates.length === 0) return new Set();
  const ruleIds = new Set(candidates.map(({ entry }) => entry.ruleId));
  const entriesWithout = (model: Model, refused: ReturnType<typeof statementsOf>): ReadonlyMap<string, Entry> => {
    const changed = swapPolicies(model, (policy) =>
      doors.has(policyKey(policy))
        ? { ...policy, statements: [...policy.statements, ...denials(refused(policy) ?? [], policy.statements.length)] }
        : policy,
    );
    const zones = zonesOf(ruleContext(changed, judgement), scope);
    const entries = zones.flatMap((zone) => [...ruleIds].flatMap((ruleId) => entriesOf(zone, ruleId)));
    return new Map(entries.map((entry) => [entryKey({ entry }), entry]));
  };
  const letIn = entriesWithout(now, statementsThen);
  const fresh = candidates.filter(({ entry }) => {
    const found = letIn.get(entryKey({ entry }));
    return found !== undefined && rankOf(found.step.grant.certainty) <= rankOf(entry.step.grant.certainty);
  });
  if (fresh.length === 0) return new Set();
  const refused = entriesWithout(then, statementsNow);
  return new Set(fresh.map(entryKey).filter((key) => !refused.has(key)));
}

/** What a `NotPrincipal` of a deny means is not the opposite of what it means in what is allowed. */
function isDeniable({ effect, notPrincipals }: Statement): boolean {
  return effect === 'Deny' || notPrincipals === undefined;
}

/** Statements that refuse what these allow. */
function denials(statements: readonly Statement[], first: number): readonly Statement[] {
  return statements
    .filter(({ effect }) => effect === 'Allow')
    .map((statement, number) => ({ ...statement, sid: null, effect: 'Deny', index: first + number }));
}
