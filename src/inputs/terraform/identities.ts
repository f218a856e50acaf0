import type { IdentityProvider } from '../../model/identity-provider.js';
import { issuerOf } from './arns.js';
import type { Instance } from './instance.js';
import { NameIndex } from './name-index.js';
import type { Principals } from './principals.js';
import type { Reader } from './reader.js';
import { type Block, readText, topBlock } from './values.js';

/** Puts users into groups: from the group's side, from the user's, and one by one. */
export function collectMemberships(principals: Principals, reader: Reader): void {
  for (const instance of reader.managed('aws_iam_group_membership')) {
    const block = topBlock(instance);
    const group = principals.named('group', block, 'group');
    for (const user of principals.listed('user', block, 'users')) if (group !== null) user.groups.add(group.arn);
  }
  for (const instance of reader.managed('aws_iam_user_group_membership')) {
    const block = topBlock(instance);
    const user = principals.named('user', block, 'user');
    for (const group of principals.listed('group', block, 'groups')) user?.groups.add(group.arn);
  }
}

/** Gives users the credentials that work from anywhere. An access key that is switched off works from nowhere. */
export function collectCredentials(principals: Principals, reader: Reader): void {
  for (const kind of ['access-key', 'login-profile'] as const) {
    const type = kind === 'access-key' ? 'aws_iam_access_key' : 'aws_iam_user_login_profile';
    for (const instance of reader.managed(type)) {
      const block = topBlock(instance);
      if (readText(block, 'status') === 'Inactive') continue;
      const user = principals.named('user', block, 'user');
      user?.credentials.push({ kind, address: instance.address, location: reader.location(instance.pointer) });
    }
  }
}

/** The instance profiles of the plan, found by what refers to them. */
export class InstanceProfiles {
  readonly #reader: Reader;
  /** ARN of the role by profile; null for a profile without a role that is known. */
  readonly #roles = new Map<Instance, string | null>();
  readonly #byName: NameIndex;

  constructor(principals: Principals, reader: Reader) {
    this.#reader = reader;
    this.#byName = new NameIndex(reader.arns);
    const type = 'aws_iam_instance_profile';
    for (const instance of [...reader.managed(type), ...reader.data(type)]) {
      const block = topBlock(instance);
      const arn = reader.arns.arnOf(instance);
      const role =
        instance.mode === 'data' ? readText(block, 'role_arn') : (principals.named('role', block, 'role') ?? null);
      if (role !== null && typeof role !== 'string' && arn !== null) role.instanceProfiles.push(arn);
      this.#roles.set(instance, typeof role === 'string' ? role : (role?.arn ?? null));
      for (const name of [reader.arns.nameOf(instance), arn]) this.#byName.add(name, instance);
    }
  }

  /** The roles that an attribute with an instance profile's name or ARN gives to code. */
  roles(block: Block, attribute: string): readonly string[] {
    const { address } = block.instance;
    const find = (value: string): Instance | null => this.#byName.find(value, block.instance);
    const link = this.#reader.link(block, attribute, ['aws_iam_instance_profile'], find);
    if (link.state === 'absent') return [];
    if (link.state === 'unresolved' || link.instance === null) {
      const reason =
        link.state === 'unresolved'
          ? link.reason
          : `the instance profile that \`${attribute}\` names is not in the plan`;
      this.#reader.gap('unresolved-reference', address, reason, link.pointer);
      return [];
    }
    const role = this.#roles.get(link.instance) ?? null;
    return role === null ? [] : [role];
  }
}

/** The identity providers of the plan; what a data source reads exists as well. */
export function readIdentityProviders(reader: Reader): readonly IdentityProvider[] {
  const providers = new Map<string, IdentityProvider>();
  for (const kind of ['oidc', 'saml'] as const) {
    const type = kind === 'oidc' ? 'aws_iam_openid_connect_provider' : 'aws_iam_saml_provider';
    for (const instance of [...reader.managed(type), ...reader.data(type)]) {
      const arn = reader.arns.arnOf(instance);
      if (arn === null || providers.has(arn)) continue;
      const name = reader.arns.nameOf(instance);
      const { address, pointer } = instance;
      const issuer = kind === 'oidc' ? issuerOf(name) : name;
      providers.set(arn, { kind, arn, issuer, address, location: reader.location(pointer) });
    }
  }
  return [...providers.values()];
}
