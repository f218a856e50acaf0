import type { Resource, ResourceKind } from '../../model/resource.js';
import type { Instance } from './instance.js';
import type { Reader } from './reader.js';

/** A resource of the plan; without roles, policy and function URLs unless `more` has them. */
export function resourceOf(
  kind: ResourceKind,
  instance: Instance,
  reader: Reader,
  more: Partial<Resource> = {},
): Resource {
  const { arns } = reader;
  return {
    kind,
    arn: arns.arnOf(instance) ?? instance.address,
    name: arns.nameOf(instance),
    account: arns.place(instance).account,
    roles: [],
    policy: null,
    functionUrls: [],
    address: instance.address,
    location: reader.location(instance.pointer),
    ...more,
  };
}
