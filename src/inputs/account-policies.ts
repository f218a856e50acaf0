import { parseArn } from '../model/arn.js';
import type { SourceLocation } from '../model/location.js';
import type { Gap } from '../model/model.js';
import { parsePolicyDocument, unresolvedPolicy, type PolicySource } from '../model/policy-document.js';
import type { Policy } from '../model/policy.js';
import type { ManagedPolicy } from '../model/principal.js';
import type { ManagedPolicyDetail, PolicyVersion } from '../schemas/authorization-details.generated.js';
import { decodeDocument } from './document-text.js';

interface Row {
  readonly detail: ManagedPolicyDetail;
  readonly location: SourceLocation;
}

type ManagedPolicyUse = 'identity-based' | 'permissions-boundary';

/**
 * The policies of one account. A managed policy is read when something holds it, and once however many do: an answer
 * lists every AWS managed policy, of which an account uses a handful. What cannot be read is added to `gaps`.
 */
export class AccountPolicies {
  readonly #rows: ReadonlyMap<string, Row>;
  readonly #shipped: (arn: string) => unknown;
  readonly #gaps: Gap[];
  readonly #identityBased = new Map<string, Policy>();
  readonly #boundaries = new Map<string, Policy>();

  constructor(rows: readonly Row[], shipped: (arn: string) => unknown, gaps: Gap[]) {
    this.#rows = new Map(rows.map((row) => [row.detail.Arn, row]));
    this.#shipped = shipped;
    this.#gaps = gaps;
  }

  /** Reads a document that stands in the input itself. A document that is absent makes the policy unresolved. */
  read(document: unknown, source: PolicySource): Policy {
    if (document === undefined) {
      const policy = unresolvedPolicy(source, 'the document is not in the input');
      this.#gap(
        'unresolved-policy',
        source.id,
        `the document of \`${source.name}\` is not in the input`,
        source.location,
      );
      return policy;
    }
    const decoded = decodeDocument(document);
    const policy = decoded.ok
      ? parsePolicyDocument(decoded.document, source)
      : { ...unresolvedPolicy(source, decoded.problem), problems: [{ pointer: '', message: decoded.problem }] };
    for (const { pointer, message } of policy.problems) {
      // A document given as text has no places inside that the file's pointers could name.
      const inside = typeof document === 'string' ? '' : pointer;
      this.#gap('invalid-policy', source.id, `${pointer === '' ? '' : `${pointer}: `}${message}`, {
        ...source.location,
        pointer: `${source.location.pointer ?? ''}${inside}`,
      });
    }
    return policy;
  }

  /** The policy with this ARN as something at `location` holds it. */
  managed(arn: string, use: ManagedPolicyUse, location: SourceLocation): Policy {
    const identityBased = this.#identityBased.get(arn) ?? this.#readManaged(arn, location);
    this.#identityBased.set(arn, identityBased);
    if (use === 'identity-based') return identityBased;
    const boundary = this.#boundaries.get(arn) ?? { ...identityBased, type: 'permissions-boundary' };
    this.#boundaries.set(arn, boundary);
    return boundary;
  }

  /** Every customer managed policy, and the AWS managed policies that something holds. */
  managedPolicies(): readonly ManagedPolicy[] {
    for (const [arn, { location }] of this.#rows) if (!isAwsManaged(arn)) this.managed(arn, 'identity-based', location);
    return [...this.#identityBased].map(([arn, policy]) => ({
      arn,
      name: policy.name,
      account: parseArn(arn)?.account ?? '',
      awsManaged: isAwsManaged(arn),
      policy,
      otherVersions: this.#otherVersions(arn),
    }));
  }

  #readManaged(arn: string, holder: SourceLocation): Policy {
    const name = arn.slice(arn.lastIndexOf('/') + 1);
    const source: PolicySource = { type: 'identity-based', id: arn, name, address: null, location: holder };
    const row = this.#rows.get(arn);
    const index = row === undefined ? -1 : defaultVersion(row.detail);
    const version = row?.detail.PolicyVersionList?.[index];
    if (row !== undefined && version?.Document !== undefined) {
      return this.read(version.Document, { ...source, location: versionLocation(row, index) });
    }
    const awsManaged = isAwsManaged(arn);
    const shipped = awsManaged ? this.#shipped(arn) : null;
    if (shipped !== null) return parsePolicyDocument(shipped, source);
    const reason = awsManaged
      ? 'the AWS managed policy is not in the shipped copy'
      : 'the document is not in the input';
    // Only a service-linked role holds such a policy, and only its service acts as that role.
    if (!arn.includes(':policy/aws-service-role/'))
      this.#gap(awsManaged ? 'unknown-managed-policy' : 'unresolved-policy', arn, reason, holder);
    return unresolvedPolicy(source, reason);
  }

  /** GetAccountAuthorizationDetails lists every version (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ManagedPolicyDetail.html). */
  #otherVersions(arn: string): readonly Policy[] | null {
    const row = this.#rows.get(arn);
    const versions = row?.detail.PolicyVersionList;
    if (row === undefined || versions === undefined) return null;
    const current = defaultVersion(row.detail);
    return versions.flatMap((version, index) => {
      if (index === current) return [];
      const source: PolicySource = {
        type: 'identity-based',
        id: arn,
        name: arn.slice(arn.lastIndexOf('/') + 1),
        address: null,
        location: versionLocation(row, index),
      };
      return [
        version.Document === undefined
          ? unresolvedPolicy(source, 'the document is not in the input')
          : this.read(version.Document, source),
      ];
    });
  }

  #gap(kind: Gap['kind'], address: string, reason: string, location: SourceLocation): void {
    this.#gaps.push({ kind, address, reason, location });
  }
}

function isAwsManaged(arn: string): boolean {
  return parseArn(arn)?.account === 'aws';
}

function defaultVersion({ DefaultVersionId, PolicyVersionList = [] }: ManagedPolicyDetail): number {
  const byId = (version: PolicyVersion): boolean => version.VersionId === DefaultVersionId;
  const byFlag = (version: PolicyVersion): boolean => version.IsDefaultVersion === true;
  const index = PolicyVersionList.findIndex(byId);
  return index === -1 ? PolicyVersionList.findIndex(byFlag) : index;
}

function versionLocation({ location }: Row, index: number): SourceLocation {
  return { uri: location.uri, pointer: `${location.pointer ?? ''}/PolicyVersionList/${String(index)}/Document` };
}
