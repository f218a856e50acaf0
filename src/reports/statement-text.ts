import type { StepStatement } from '../schemas/report.generated.js';

const POLICY_TYPES: Readonly<Record<StepStatement['policyType'], string>> = {
  'identity-based': 'identity-based policy',
  'resource-based': 'resource-based policy',
  trust: 'trust policy',
  'permissions-boundary': 'permissions boundary',
  session: 'session policy',
  scp: 'SCP',
  rcp: 'RCP',
  'vpc-endpoint': 'VPC endpoint policy',
};

/** A statement in words, by its Sid where it has one, otherwise by its position from zero. */
export function statementText({ policy, policyType, index, sid }: StepStatement): string {
  const statement = sid === null || sid === '' ? `Statement[${index}]` : `statement ${sid}`;
  return `${POLICY_TYPES[policyType]} ${policy}, ${statement}`;
}
