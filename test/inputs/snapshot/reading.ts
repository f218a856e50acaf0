import { expect } from 'vitest';
import { readSnapshot } from '../../../src/inputs/snapshot/index.js';
import type { Model } from '../../../src/model/model.js';
import type { Resource } from '../../../src/model/resource.js';
import type { GlobalServices, RegionalServices, Snapshot } from '../../../src/schemas/snapshot.generated.js';
import { ACCOUNT, REGION, role, snapshotOf } from './sample.js';

const TRUST = { Version: '2012-10-17', Statement: [] };
export const PROFILE = `arn:aws:iam::${ACCOUNT}:instance-profile/web`;
const IAM: GlobalServices = {
  iam: {
    RoleDetailList: [
      { Arn: role('web'), RoleName: 'web', AssumeRolePolicyDocument: TRUST, InstanceProfileList: [{ Arn: PROFILE }] },
      { Arn: role('service/job'), RoleName: 'job', AssumeRolePolicyDocument: TRUST },
    ],
  },
};

export function read(regional: RegionalServices, global: GlobalServices = IAM, rest: Partial<Snapshot> = {}): Model {
  return readSnapshot(snapshotOf(regional, global, rest), { uri: 's.json', managedPolicy: () => null });
}

export function only(regional: RegionalServices, global?: GlobalServices): Resource {
  const { resources, gaps } = read(regional, global);
  expect(gaps).toEqual([]);
  expect(resources).toHaveLength(1);
  const [resource] = resources;
  if (resource === undefined) throw new Error('no resource');
  return resource;
}

export const arn = (service: string, rest: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
export const FUNCTION = arn('lambda', 'function:f');
export const OPEN = { Effect: 'Allow', Principal: '*', Action: 'lambda:InvokeFunction', Resource: FUNCTION };
