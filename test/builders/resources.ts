import { parsePolicyDocument } from '../../src/model/policy-document.js';
import type { Policy } from '../../src/model/policy.js';
import type { Resource, ResourceKind } from '../../src/model/resource.js';
import type { Model } from '../../src/model/model.js';
import { account, ACCOUNT, allow, document, roleArn, service } from './account.js';

export const PLACE = { address: 'some.resource', location: { uri: 'plan.json', pointer: '/x' } } as const;

/** A resource whose code acts as role `worker`, unless it says otherwise. */
export function resource(kind: ResourceKind, name: string, facts: Partial<Resource> = {}): Resource {
  return {
    kind,
    arn: `arn:aws:some:eu-west-1:${ACCOUNT}:${kind}/${name}`,
    name,
    account: ACCOUNT,
    roles: [roleArn('worker')],
    policy: null,
    functionUrls: [],
    ...PLACE,
    ...facts,
  };
}

export function resourcePolicy(...statements: readonly Readonly<Record<string, unknown>>[]): Policy {
  const source = { type: 'resource-based', id: 'policy', name: 'policy', ...PLACE } as const;
  return parsePolicyDocument(document(statements), source);
}

/** An account with role `worker`, which launches EC2 instances, and these resources. */
export function withResources(...resources: readonly Resource[]): Model {
  const model = account({ roles: { worker: { trust: [service('lambda')], allow: [allow('ec2:RunInstances')] } } });
  return { ...model, resources };
}
