import { parseArn } from '../../model/arn.js';
import { parsePolicyDocument, type PolicySource, unresolvedPolicy } from '../../model/policy-document.js';
import type { Policy, PolicyType } from '../../model/policy.js';
import type { ManagedPolicy } from '../../model/principal.js';
import { own } from './guards.js';
import type { Instance } from './instance.js';
import { isPolicyDocument, renderPolicyDocument } from './policy-document-data.js';
import { type Reader, unresolvedReason } from './reader.js';
import type { UnknownPart } from './sources/policy.js';
import { type Block, onlyInstance, readPlanned, resolveAttribute, topBlock } from './values.js';

/** The document of an AWS managed policy, or null when the shipped copy does not hold it. */
export type ManagedPolicyLookup = (arn: string) => unknown;

/** A document that the plan does not have as a text, and what is not known in it. */
interface Resolved {
  readonly policy: Policy;
  readonly unknowns: readonly UnknownPart[];
  /** False where an ARN was composed that only a reference tells. */
  readonly exact: boolean;
}

type ManagedUse = 'identity-based' | 'permissions-boundary';

/** Names a policy that stands in an attribute of the plan. */
export interface PolicyName {
  readonly type: PolicyType;
  readonly id: string;
  readonly name: string;
}

/** The policies at one point in time; a managed policy is read once, however many hold it. */
export class Policies {
  readonly #reader: Reader;
  readonly #lookup: ManagedPolicyLookup;
  readonly #byArn = new Map<string, Instance>();
  readonly #managed = new Map<string, Policy>();
  readonly #boundaries = new Map<string, Policy>();

  constructor(reader: Reader, lookup: ManagedPolicyLookup) {
    this.#reader = reader;
    this.#lookup = lookup;
    // What the plan manages goes before what it only reads.
    for (const instance of [...reader.data('aws_iam_policy'), ...reader.managed('aws_iam_policy')]) {
      this.#byArn.set(this.#arn(instance), instance);
    }
  }

  /** Reads a document from an attribute; null when the attribute is not set. */
  read(block: Block, attribute: string, name: PolicyName): Policy | null {
    const { address } = block.instance;
    const text = readPlanned(block, attribute);
    if (text.state === 'absent') return null;
    const source = { ...name, address, location: this.#reader.location(text.pointer) };
    if (text.state === 'known') return this.parse(text.value, source);
    const rendered = this.#rendered(block, attribute, source);
    if (rendered?.exact === true) return this.#reported(rendered, block);
    const written = this.#written(block, attribute, source);
    if (written === 'absent') return null;
    const [best] = [written, rendered]
      .flatMap((one) => one ?? [])
      .sort((a, b) => a.unknowns.length - b.unknowns.length);
    if (best !== undefined) return this.#reported(best, block);
    return this.#unread(block, attribute, source);
  }

  /** The document of the data source that an attribute refers to, as far as the plan has it. */
  #rendered(block: Block, attribute: string, source: PolicySource): Resolved | null {
    const { targets, unresolved } = resolveAttribute(block, attribute);
    const document = unresolved.length === 0 && targets.length === 1 ? onlyInstance(targets, isPolicyDocument) : null;
    if (document === null) return null;
    const rendered = renderPolicyDocument(document, this.#reader.arns);
    if (!rendered.known) return null;
    const location = this.#reader.location(`${document.pointer}/statement`);
    const policy = parsePolicyDocument(rendered.document, { ...source, location });
    const unknowns = [...unknownValues(policy)].map((reason) => ({ reason, location: null }));
    return { policy, unknowns, exact: rendered.exact };
  }

  /** The document that the sources set an attribute to, as far as they tell it. */
  #written(block: Block, attribute: string, source: PolicySource): Resolved | 'absent' | null {
    const written = block.written(attribute);
    const evaluated = written?.policy() ?? null;
    if (evaluated === null) return written === null ? null : 'absent';
    if (!evaluated.known) return null;
    const policy = parsePolicyDocument(evaluated.document, source);
    if (own(block.instance.sensitive, attribute) === true) {
      for (const { conditions } of policy.statements) {
        for (const { values } of conditions) for (const value of values.values) this.#reader.secrets.add(value);
      }
    }
    return { policy, unknowns: evaluated.unknowns, exact: true };
  }

  /** Says why a document is not known: as the sources tell, if they are at hand. */
  #unread(block: Block, attribute: string, source: PolicySource): Policy {
    const evaluated = block.written(attribute)?.policy() ?? null;
    if (evaluated === null || evaluated.known) {
      return this.unresolved(source, unresolvedReason(block, attribute));
    }
    this.#reader.sourceGap('unresolved-policy', block.instance, evaluated, source.location.pointer ?? '');
    return unresolvedPolicy(source, evaluated.reason);
  }

  /** Reports what AWS would refuse in a document, and what is not known in it. */
  #reported({ policy, unknowns }: Resolved, { instance }: Block): Policy {
    const pointer = policy.location.pointer ?? '';
    this.#problems(policy);
    for (const unknown of unknowns) this.#reader.sourceGap('unresolved-policy', instance, unknown, pointer);
    return policy;
  }

  /** Parses a document and reports what AWS would refuse in it. */
  parse(document: unknown, source: PolicySource): Policy {
    const policy = parsePolicyDocument(document, source);
    this.#problems(policy);
    return policy;
  }

  #problems({ problems, address, id, location }: Policy): void {
    for (const { pointer, message } of problems) {
      const where = pointer === '' ? '' : `${pointer}: `;
      this.#reader.gap('invalid-policy', address ?? id, `${where}${message}`, location.pointer ?? '');
    }
  }

  /** A policy that is not known, and the gap that says so. */
  unresolved(source: PolicySource, reason: string): Policy {
    this.#reader.gap('unresolved-policy', source.address ?? source.id, reason, source.location.pointer ?? '');
    return unresolvedPolicy(source, reason);
  }

  /** The `aws_iam_policy` with this ARN, or null when the plan does not hold it. */
  instance(arn: string): Instance | null {
    return this.#byArn.get(arn) ?? null;
  }

  /** The managed policy with this ARN as something holds it; `address` and `pointer` say what. */
  managed(arn: string, use: ManagedUse, address: string, pointer: string): Policy {
    let policy = this.#managed.get(arn);
    if (policy === undefined) {
      policy = this.#readManaged(arn, address, pointer);
      this.#managed.set(arn, policy);
    }
    if (use === 'identity-based') return policy;
    const boundary = this.#boundaries.get(arn) ?? { ...policy, type: use };
    this.#boundaries.set(arn, boundary);
    return boundary;
  }

  /** Every policy of the plan, and the AWS managed policies that something holds. */
  managedPolicies(): readonly ManagedPolicy[] {
    for (const [arn, { address, pointer }] of this.#byArn) this.managed(arn, 'identity-based', address, pointer);
    return [...this.#managed].map(([arn, policy]) => {
      const account = parseArn(arn)?.account ?? '';
      return { arn, name: policy.name, account, awsManaged: account === 'aws', policy, otherVersions: null };
    });
  }

  #arn(instance: Instance): string {
    return this.#reader.arns.arnOf(instance) ?? instance.address;
  }

  #readManaged(arn: string, holder: string, pointer: string): Policy {
    const instance = this.#byArn.get(arn);
    const name = arn.slice(arn.lastIndexOf('/') + 1);
    const policyName: PolicyName = { type: 'identity-based', id: arn, name };
    if (instance !== undefined) {
      const block = topBlock(instance);
      const source = { ...policyName, address: instance.address, location: this.#reader.location(instance.pointer) };
      const policy = this.read(block, 'policy', policyName);
      return policy ?? this.unresolved(source, 'the document is not in the plan');
    }
    const source = { ...policyName, address: null, location: this.#reader.location(pointer) };
    if (parseArn(arn)?.account !== 'aws') {
      this.#reader.gap('unresolved-policy', holder, `the policy \`${arn}\` is not in the plan`, pointer);
      return unresolvedPolicy(source, 'the document is not in the plan');
    }
    const document = this.#lookup(arn);
    if (document !== null) return parsePolicyDocument(document, source);
    this.#reader.gap('unknown-managed-policy', arn, 'the AWS managed policy is not in the shipped copy', pointer);
    return unresolvedPolicy(source, 'the AWS managed policy is not in the shipped copy');
  }
}

/** Why values in the statements of a policy are not known, each reason once. */
function unknownValues({ statements }: Policy): ReadonlySet<string> {
  const values = statements.flatMap((statement) => [
    ...Object.values(statement.principals ?? {}),
    ...Object.values(statement.notPrincipals ?? {}),
    statement.actions,
    statement.notActions,
    statement.resources,
    statement.notResources,
    ...statement.conditions.map((condition) => condition.values),
  ]);
  return new Set(values.flatMap((entry) => entry?.unknown ?? []));
}
