import { ABSENT, type KeyKnowledge } from '../evaluation/knowledge.js';
import type { Model } from '../model/model.js';
import { policiesInForce } from '../model/policies.js';

/** What an attacker holds of a user: a credential without the user's second factor, or one with a second factor of its own. */
export type Holding = 'access-key' | 'password' | 'second-factor';

const PRESENT = 'aws:multifactorauthpresent';
const AGE = 'aws:multifactorauthage';

/**
 * What requests say of a second factor: those that an access key signs say nothing, those of the console that there was none
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent).
 */
export function factorKeys(holding: Holding): ReadonlyMap<string, KeyKnowledge> {
  switch (holding) {
    case 'access-key':
      return new Map([PRESENT, AGE].map((key) => [key, ABSENT]));
    case 'password':
      return new Map<string, KeyKnowledge>([
        [PRESENT, { kind: 'fixed', values: ['false'] }],
        [AGE, ABSENT],
      ]);
    case 'second-factor':
      return new Map([PRESENT, AGE].map((key) => [key, { kind: 'free' }]));
  }
}

/** True when a policy of the model, or one that an attacker could bring into force, asks whether there was a second factor. */
export function asksForSecondFactor(model: Model): boolean {
  const others = model.managedPolicies.flatMap(({ policy, otherVersions }) => [policy, ...(otherVersions ?? [])]);
  return [...policiesInForce(model), ...others].some(({ statements }) =>
    statements.some(({ conditions }) => conditions.some(({ key }) => [PRESENT, AGE].includes(key.toLowerCase()))),
  );
}
