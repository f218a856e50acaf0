import { UnknownValue } from '../../model/policy-document.js';
import { type Arns, issuerOf } from './arns.js';
import { listOf, own } from './guards.js';
import type { Instance } from './instance.js';
import {
  type Block,
  isUnknown,
  onlyInstance,
  readBlocks,
  readList,
  readText,
  resolveAttribute,
  topBlock,
} from './values.js';

/** A document with {@link UnknownValue}s in it, or why it cannot be told. */
export type RenderedDocument =
  | {
      readonly known: true;
      readonly document: unknown;
      /** False where anything in it is not in the plan itself. */
      readonly exact: boolean;
    }
  | { readonly known: false; readonly reason: string };

type JsonStatement = Readonly<Record<string, unknown>>;

/** Deeper than anyone layers documents; also ends a cycle. */
const MAX_LAYERS = 16;

/** Thrown inside this module where an unknown leaves nothing of the document to rely on. */
class Unrenderable extends Error {}

/**
 * Renders an `aws_iam_policy_document`
 * (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document): its JSON where the
 * plan has it, otherwise the statements, in which the ARNs of what the plan creates are composed.
 */
export function renderPolicyDocument(instance: Instance, arns: Arns): RenderedDocument {
  try {
    const rendering: Rendering = { arns, exact: true };
    const { version, statements } = render(instance, rendering, 0);
    const document = { ...(version === '' ? {} : { Version: version }), Statement: statements };
    return { known: true, document, exact: rendering.exact };
  } catch (error) {
    if (error instanceof Unrenderable) return { known: false, reason: error.message };
    throw error;
  }
}

/** What a rendering needs, and whether it found everything in the plan. */
interface Rendering {
  readonly arns: Arns;
  exact: boolean;
}

interface Document {
  /** Empty when the document does not say. */
  readonly version: string;
  readonly statements: readonly JsonStatement[];
}

function render(instance: Instance, rendering: Rendering, layer: number): Document {
  if (layer > MAX_LAYERS) throw new Unrenderable(`\`${instance.address}\` is made of too many documents`);
  const block = topBlock(instance);
  const json = readText(block, 'json');
  if (json !== null) return parseDocument(json, instance);
  const rows = readBlocks(block, 'statement');
  if (rows === null) throw new Unrenderable(`the statements of \`${instance.address}\` are known only after apply`);
  if (isUnknown(block, 'version'))
    throw new Unrenderable(`the version of \`${instance.address}\` is known only after apply`);
  const own: Document = {
    version: readText(block, 'version') ?? '2012-10-17',
    statements: rows.map((row) => renderStatement(row, rendering)),
  };
  const sources = layeredDocuments(block, 'source_policy_documents', rendering, layer);
  const overrides = layeredDocuments(block, 'override_policy_documents', rendering, layer);
  return [...sources, own, ...overrides].reduce(mergeDocuments);
}

/**
 * A later statement takes the place of the first one with the same `sid`, and of two versions the greater one stays, as
 * the provider has it (https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/iam/policy_model.go).
 */
function mergeDocuments(earlier: Document, later: Document): Document {
  const statements = [...earlier.statements];
  const bySid = new Map<string, number>();
  const note = ({ Sid: sid }: JsonStatement, index: number): void => {
    if (typeof sid === 'string' && sid !== '' && !bySid.has(sid)) bySid.set(sid, index);
  };
  statements.forEach(note);
  for (const statement of later.statements) {
    const sid = statement['Sid'];
    const index = typeof sid === 'string' ? bySid.get(sid) : undefined;
    note(statement, statements.length);
    if (index === undefined) statements.push(statement);
    else statements[index] = statement;
  }
  return { version: later.version > earlier.version ? later.version : earlier.version, statements };
}

function layeredDocuments(block: Block, name: string, rendering: Rendering, layer: number): readonly Document[] {
  const list = readList(block, name);
  if (list === null) return [];
  if (list.unknown === 0) {
    rendering.exact &&= !isUnknown(block, name);
    return list.values.map((json) => parseDocument(json, block.instance));
  }
  rendering.exact = false;
  const unknown = (): Unrenderable =>
    new Unrenderable(`\`${name}\` of \`${block.instance.address}\` is known only after apply`);
  const { targets, unresolved } = resolveAttribute(block, name);
  const documents = targets.map((target) => onlyInstance([target], isPolicyDocument));
  // The references name every document in order; the known ones of them are among the values as well.
  const expected = list.unknown === null ? documents.length : list.values.length + list.unknown;
  if (unresolved.length > 0 || documents.length !== expected) throw unknown();
  return documents.map((instance) => {
    if (instance === null) throw unknown();
    return render(instance, rendering, layer + 1);
  });
}

/** Whether an instance is a policy document of the configuration. */
export function isPolicyDocument(instance: Instance): boolean {
  return instance.mode === 'data' && instance.type === 'aws_iam_policy_document';
}

function parseDocument(json: string, { address }: Instance): Document {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    throw new Unrenderable(`a document of \`${address}\` is not JSON`);
  }
  if (typeof parsed !== 'object' || parsed === null)
    throw new Unrenderable(`a document of \`${address}\` is not an object`);
  const { Version: version, Statement: statement } = parsed as {
    readonly Version?: unknown;
    readonly Statement?: unknown;
  };
  const statements = Array.isArray(statement) ? listOf(statement) : statement === undefined ? [] : [statement];
  return {
    version: typeof version === 'string' ? version : '',
    statements: statements.filter((entry): entry is JsonStatement => typeof entry === 'object' && entry !== null),
  };
}

function renderStatement(block: Block, rendering: Rendering): JsonStatement {
  const { instance } = block;
  if (block.unknown === true || isUnknown(block, 'effect')) {
    throw new Unrenderable(`a statement of \`${instance.address}\` is known only after apply`);
  }
  const sid = readText(block, 'sid');
  const entries: readonly (readonly [string, unknown])[] = [
    ['Sid', sid ?? undefined],
    ['Effect', readText(block, 'effect') ?? 'Allow'],
    ['Action', values(block, 'actions', rendering)],
    ['NotAction', values(block, 'not_actions', rendering)],
    ['Resource', values(block, 'resources', rendering)],
    ['NotResource', values(block, 'not_resources', rendering)],
    ['Principal', principals(block, 'principals', rendering)],
    ['NotPrincipal', principals(block, 'not_principals', rendering)],
    ['Condition', conditions(block, rendering)],
  ];
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function principals(block: Block, name: string, rendering: Rendering): unknown {
  const rows = readBlocks(block, name, ['type']);
  if (rows === null) {
    rendering.exact = false;
    return new UnknownValue(`\`${name}\` is known only after apply`);
  }
  if (rows.length === 0) return undefined;
  const byType = new Map<string, unknown[]>();
  for (const row of rows) {
    const type = readText(row, 'type');
    if (type === null)
      throw new Unrenderable(`the type of a principal of \`${block.instance.address}\` is known only after apply`);
    const identifiers = values(row, 'identifiers', rendering) ?? [];
    // The provider writes the one identifier `*` of type `*` as the principal "*", and nothing else.
    if (type === '*' && rows.length === 1 && identifiers.length === 1 && identifiers[0] === '*') return '*';
    byType.set(type, [...(byType.get(type) ?? []), ...identifiers]);
  }
  return Object.fromEntries(byType);
}

function conditions(block: Block, rendering: Rendering): unknown {
  const rows = readBlocks(block, 'condition', ['test', 'variable']);
  if (rows === null)
    throw new Unrenderable(`the conditions of \`${block.instance.address}\` are known only after apply`);
  const byTest = new Map<string, Map<string, unknown[]>>();
  for (const row of rows) {
    const test = readText(row, 'test');
    const variable = readText(row, 'variable');
    if (test === null || variable === null) {
      throw new Unrenderable(`a condition of \`${block.instance.address}\` is known only after apply`);
    }
    const keys = byTest.get(test) ?? new Map<string, unknown[]>();
    byTest.set(test, keys);
    const key = madeOfIssuer(row) ? issuerOf(variable) : variable;
    keys.set(key, [...(keys.get(key) ?? []), ...(values(row, 'values', rendering) ?? [])]);
  }
  if (byTest.size === 0) return undefined;
  return Object.fromEntries([...byTest].map(([test, keys]) => [test, Object.fromEntries(keys)]));
}

/** True for a condition key made of the URL of a provider, which has lost its scheme when the document is made. */
function madeOfIssuer(row: Block): boolean {
  const { targets } = resolveAttribute(row, 'variable');
  return targets.some(
    ({ instances, attribute }) =>
      attribute === 'url' && instances.some(({ type }) => type === 'aws_iam_openid_connect_provider'),
  );
}

/** The entries of a set of texts; what is not known is the ARN of what it refers to where that is certain. */
function values(block: Block, name: string, rendering: Rendering): readonly unknown[] | undefined {
  if (isUnknown(block, name)) {
    rendering.exact = false;
    return [new UnknownValue(reason(block, name))];
  }
  const entries = listOf(own(block.values, name));
  if (entries.length === 0) return undefined;
  // `&{…}` stands for a policy variable, since `${…}` would be Terraform's own.
  const known = entries.filter((entry) => typeof entry === 'string').map((entry) => entry.replaceAll('&{', '${'));
  const missing = entries.length - known.length;
  if (missing === 0) return known;
  rendering.exact = false;
  const composed = composedArns(block, name, rendering.arns);
  if (composed?.length === missing) return [...known, ...composed];
  return [...known, ...Array.from({ length: missing }, () => new UnknownValue(reason(block, name)))];
}

/**
 * The ARNs that the expression of an attribute refers to; null when it refers to anything else that is not known. There
 * must be as many as unknown entries: only then is each entry one ARN, and not a text with an ARN in it.
 */
function composedArns(block: Block, name: string, arns: Arns): readonly string[] | null {
  const { targets, unresolved } = resolveAttribute(block, name);
  if (unresolved.length > 0) return null;
  const found = new Set<string>();
  for (const { instances, attribute } of targets) {
    if (attribute !== 'arn' && attribute !== '') continue;
    for (const instance of instances) {
      const arn = arns.isWhole(instance) ? arns.arnOf(instance) : null;
      if (arn === null) return null;
      found.add(arn);
    }
  }
  return [...found];
}

function reason(block: Block, name: string): string {
  return `\`${name}\` of \`${block.instance.address}\` is known only after apply`;
}
