import { ABSENT, type KeyKnowledge } from '../evaluation/knowledge.js';
import type { Model } from '../model/model.js';
import type { Policy } from '../model/policy.js';

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

/** True when a policy of the model asks whether there was a second factor. */
export function asksForSecondFactor(model: Model): boolean {
  return policiesOf(model).some(({ statements }) =>
    statements.some(({ conditions }) => conditions.some(({ key }) => [PRESENT, AGE].includes(key.toLowerCase()))),
  );
}

function policiesOf({ users, groups, roles, managedPolicies, resources, controls }: Model): readonly Policy[] {
  return [
    ...[...users, ...groups, ...roles].flatMap(({ policies }) => policies.map(({ policy }) => policy)),
    ...[...users, ...roles].flatMap(({ boundary }) => boundary ?? []),
    ...managedPolicies.flatMap(({ policy, otherVersions }) => [policy, ...(otherVersions ?? [])]),
    ...roles.map(({ trust }) => trust),
    ...resources.flatMap(({ policy }) => policy ?? []),
    ...controls.flatMap(({ serviceControl, resourceControl }) => [...serviceControl, ...resourceControl].flat()),
  ];
}
