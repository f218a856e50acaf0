import { conditionProblems } from '../../evaluation/condition-problems.js';
import type { Gap, Model } from '../../model/model.js';
import { policiesInForce } from '../../model/policies.js';

/** Conditions whose operator AWS does not know: they never hold here, and AWS would refuse the policy. */
export function unknownOperators(model: Model): readonly Gap[] {
  return [...new Set(policiesInForce(model))].flatMap((policy) =>
    conditionProblems(policy).map(({ pointer, message }) => ({
      kind: 'invalid-policy' as const,
      address: policy.address ?? policy.id,
      reason: `${pointer}: ${message}`,
      location: policy.location,
    })),
  );
}
