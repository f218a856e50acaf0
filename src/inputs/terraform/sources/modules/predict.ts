import { hole, joined, list, object, type StringPart, unknown, type Value } from '../evaluate/value.js';
import type { Range } from '../hcl/source-text.js';
import type { Mode } from './configuration.js';

/** Attributes that AWS or the provider fills in with an identifier, which holds no wildcards. */
const IDENTIFIERS: ReadonlySet<string> = new Set([
  ...['arn', 'id', 'name', 'unique_id', 'bucket', 'bucket_domain_name', 'bucket_regional_domain_name', 'url', 'issuer'],
  ...['account_id', 'user_id', 'partition', 'dns_suffix', 'region', 'family', 'function_name', 'owner_id', 'key_id'],
]);
const ENDINGS: readonly string[] = ['_arn', '_id', '_name', '_url', '_endpoint'];

/** Attributes of the `random` provider that hold letters, digits and hyphens only. */
const RANDOM: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['random_id', new Set(['id', 'hex', 'dec', 'b64_url'])],
  ['random_pet', new Set(['id'])],
  ['random_uuid', new Set(['id', 'result'])],
  ['random_integer', new Set(['id', 'result'])],
]);

/** The attribute of an instance that a reference leads to. */
export interface AttributeReference {
  /** Address of the module's instance; empty for the root module. */
  readonly module: string;
  readonly mode: Mode;
  readonly type: string;
  readonly name: string;
  readonly key: string | number | null;
  /** Address of the instance. */
  readonly address: string;
  readonly attribute: string;
}

/** What stands for an attribute that nobody knows before the plan is applied. */
export function unknownAttribute({ type, address, attribute }: AttributeReference, range: Range): Value {
  const reason = `\`${address}.${attribute}\` is known only after apply`;
  const id = `${address}.${attribute}`;
  if (type === 'aws_eks_cluster' && attribute === 'identity') {
    return list([object([['oidc', list([object([['issuer', clusterIssuer(id, reason, range)]])])]])]);
  }
  const aws =
    type.startsWith('aws_') && (IDENTIFIERS.has(attribute) || ENDINGS.some((ending) => attribute.endsWith(ending)));
  return aws || RANDOM.get(type)?.has(attribute) === true ? hole(id, reason, range) : unknown(reason, range);
}

/**
 * Every cluster has an issuer of its own, below a host of Amazon EKS
 * (https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html).
 */
function clusterIssuer(id: string, reason: string, range: Range): Value {
  const chosen = (what: string): StringPart => ({ kind: 'hole', id: `${id}[0].oidc[0].issuer${what}`, reason, range });
  const known = (text: string): StringPart => ({ kind: 'text', text, range });
  return joined([known('https://oidc.eks.'), chosen(' region'), known('.amazonaws.com/id/'), chosen('')], range);
}
