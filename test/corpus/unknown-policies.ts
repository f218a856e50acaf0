import { readFileSync } from 'node:fs';
import type { Model } from '../../src/model/model.js';
import type { Policy, Values } from '../../src/model/policy.js';

/** A policy that the plan's JSON gives only as known after apply. */
export interface UnknownPolicy {
  readonly address: string;
  readonly attribute: string;
  /** True when the attribute is nothing but a policy document of the same module. */
  readonly fromDocuments: boolean;
  /** Why the document is not known; null when it is. */
  readonly open: string | null;
  /** Why a value in it is not known; null when all are. */
  readonly openValue: string | null;
}

interface Change {
  readonly address: string;
  readonly module_address?: string;
  readonly mode: string;
  readonly type: string;
  readonly name: string;
  readonly change: { readonly after_unknown?: Readonly<Record<string, unknown>> };
}

interface ConfigurationModule {
  readonly resources?: readonly {
    readonly address: string;
    readonly expressions?: Readonly<Record<string, { readonly references?: readonly string[] }>>;
  }[];
  readonly module_calls?: Readonly<Record<string, { readonly module: ConfigurationModule }>>;
}

interface Plan {
  readonly resource_changes?: readonly Change[];
  readonly configuration: { readonly root_module: ConfigurationModule };
}

/** The attributes that hold a whole policy document. */
const ATTRIBUTES = ['policy', 'assume_role_policy', 'content'];
const DOCUMENT = 'data.aws_iam_policy_document.';

/** Every policy of IAM that the plan does not know, and whether the model does. */
export function unknownPolicies(path: string, model: Model): readonly UnknownPolicy[] {
  const plan = JSON.parse(readFileSync(path, 'utf8')) as Plan;
  const policies = policiesIn(model);
  return (plan.resource_changes ?? [])
    .filter(({ mode, type }) => mode === 'managed' && /^aws_(?:iam|organizations)_/.test(type))
    .flatMap((change) =>
      unknownAttributes(change).map((attribute) => {
        const references = referencesOf(plan, change, attribute);
        return {
          address: change.address,
          attribute,
          fromDocuments: references.length > 0 && references.every((reference) => reference.startsWith(DOCUMENT)),
          ...whatIsOpen(policies, change.address, attribute),
        };
      }),
    );
}

/** The unknown attributes with a policy, a nested one by its path. */
function unknownAttributes({ change: { after_unknown: unknown = {} } }: Change): readonly string[] {
  const blocks = Array.isArray(unknown['inline_policy']) ? (unknown['inline_policy'] as { policy?: boolean }[]) : [];
  return [
    ...ATTRIBUTES.filter((attribute) => unknown[attribute] === true),
    ...blocks.flatMap(({ policy }, index) => (policy === true ? [`inline_policy.${index}.policy`] : [])),
  ];
}

function referencesOf(plan: Plan, change: Change, attribute: string): readonly string[] {
  const calls = [...(change.module_address ?? '').matchAll(/module\.([^.[]+)/g)].map(([, name = '']) => name);
  let module: ConfigurationModule | undefined = plan.configuration.root_module;
  for (const name of calls) module = module?.module_calls?.[name]?.module;
  const resource = module?.resources?.find(({ address }) => address === `${change.type}.${change.name}`);
  return resource?.expressions?.[attribute]?.references ?? [];
}

function whatIsOpen(
  policies: readonly Policy[],
  address: string,
  attribute: string,
): Pick<UnknownPolicy, 'open' | 'openValue'> {
  const trust = attribute === 'assume_role_policy';
  const found = policies.filter((policy) => policy.address === address && (policy.type === 'trust') === trust);
  if (found.length === 0) return { open: 'not in the model', openValue: null };
  const [open = null] = found.flatMap(({ unresolved }) => (unresolved === null ? [] : [unresolved]));
  const [openValue = null] = found.flatMap((policy) => valuesIn(policy).flatMap(({ unknown }) => unknown));
  return { open, openValue };
}

/** Every policy anywhere in the model. */
function policiesIn(value: unknown): readonly Policy[] {
  if (value instanceof Map) return [...value.values()].flatMap(policiesIn);
  if (Array.isArray(value)) return value.flatMap(policiesIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('statements' in value && 'unresolved' in value) return [value as Policy];
  return Object.values(value).flatMap(policiesIn);
}

function valuesIn(value: unknown): readonly Values[] {
  if (Array.isArray(value)) return value.flatMap(valuesIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('values' in value && 'unknown' in value) return [value as Values];
  return Object.values(value).flatMap(valuesIn);
}
