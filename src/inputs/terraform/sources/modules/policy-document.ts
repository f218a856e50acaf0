import type { Scope } from '../evaluate/context.js';
import { toText } from '../evaluate/convert.js';
import { decodeJson, flat, keyOf, knownText } from '../evaluate/json.js';
import {
  joined,
  list,
  type ListValue,
  type Member,
  object,
  type ObjectValue,
  open,
  text,
  type Unknown,
  unknown,
  type Value,
} from '../evaluate/value.js';
import type { Block, Body, Expression } from '../hcl/ast.js';
import { type ExpandedBlock, expandBlocks, listAttribute } from './blocks.js';

type Evaluate = (expression: Expression, scope: Scope) => Value;

interface Document {
  /** Empty when the document does not say. */
  readonly version: Value;
  readonly id: Value | null;
  readonly statements: readonly Value[];
  readonly rest: Unknown | null;
}

/** No version; a later version takes its place. */
const NO_VERSION = text('');
const DEFAULT_VERSION = text('2012-10-17');

/**
 * Evaluates an `aws_iam_policy_document` to the document that the provider makes of it
 * (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document). Every statement
 * has the place of its block, or of the source that it comes from.
 */
export function evaluatePolicyDocument(block: Block, scope: Scope, evaluate: Evaluate): Value {
  const reader = new Reader(scope, evaluate);
  const { body } = block;
  const layers = [
    ...reader.documents(body, 'source_json'),
    ...reader.documents(body, 'source_policy_documents'),
    reader.own(body),
    ...reader.documents(body, 'override_policy_documents'),
    ...reader.documents(body, 'override_json'),
  ];
  const { version, id, statements, rest } = layers.reduce(merge, {
    version: NO_VERSION,
    id: null,
    statements: [],
    rest: null,
  });
  const entries: (readonly [string, Value])[] = [];
  if (version !== NO_VERSION) entries.push(['Version', version]);
  if (id !== null) entries.push(['Id', id]);
  entries.push(['Statement', list(statements, body.range, rest === null ? [] : [open(rest)])]);
  return object(entries, block.range);
}

/** A statement takes the place of the first one with its `Sid`; the later of two versions counts. */
function merge(earlier: Document, later: Document): Document {
  const statements = [...earlier.statements];
  let rest = earlier.rest ?? later.rest;
  for (const statement of later.statements) {
    const sid = sidOf(statement);
    if (sid === null) rest ??= unknown('which statement it takes the place of is not known', statement.range);
    const same = sid === '' || sid === null ? -1 : statements.findIndex((other) => sidOf(other) === sid);
    if (same === -1) statements.push(statement);
    else statements[same] = statement;
  }
  return { version: laterVersion(earlier.version, later.version), id: later.id ?? earlier.id, statements, rest };
}

function laterVersion(a: Value, b: Value): Value {
  const first = a.kind === 'string' ? knownText(a) : null;
  const second = b.kind === 'string' ? knownText(b) : null;
  if (first === null) return a;
  if (second === null) return b;
  return second > first ? b : a;
}

/** Empty without one, null when it is not known. */
function sidOf(statement: Value): string | null {
  if (statement.kind !== 'object') return null;
  const sid = statement.members.get('Sid')?.value ?? null;
  if (sid === null || sid.kind === 'null') return '';
  const key = sid.kind === 'string' ? keyOf(sid) : null;
  return typeof key === 'string' ? key : null;
}

class Reader {
  constructor(
    private readonly scope: Scope,
    private readonly evaluate: Evaluate,
  ) {}

  /** The documents that an attribute lists as JSON. */
  documents(body: Body, name: string): readonly Document[] {
    const documents = listAttribute(body, name, this.scope, this.evaluate);
    if (documents === null) return [];
    if (documents.kind !== 'list') return [unknownDocument(documents)];
    const read = documents.items.flatMap((item): readonly Document[] => {
      if (item.kind === 'null') return [];
      if (item.kind !== 'string') return [unknownDocument(item)];
      if (knownText(item) === '') return [];
      const decoded = decodeJson(item);
      return [
        decoded === null
          ? unknownDocument(unknown(`a part of \`${name}\` is not JSON`, item.range))
          : documentOf(decoded),
      ];
    });
    return documents.rest === null ? read : [...read, unknownDocument(documents.rest)];
  }

  /** What the data source's own blocks say. */
  own(body: Body): Document {
    const { blocks, rest } = expandBlocks(body, 'statement', this.scope, this.evaluate);
    const version = this.#text(body, 'version', this.scope) ?? DEFAULT_VERSION;
    const id = this.#text(body, 'policy_id', this.scope);
    return { version, id, statements: blocks.map((block) => this.#statement(block)), rest };
  }

  #statement(block: ExpandedBlock): ObjectValue {
    const { body, scope, range } = block;
    const [problem] = body.problems;
    const broken = problem === undefined ? null : unknown('the source cannot be read', problem);
    const effect = this.#text(body, 'effect', scope) ?? text('Allow', range);
    const entries: readonly (readonly [string, Value | null])[] = [
      ['Sid', this.#text(body, 'sid', scope)],
      ['Effect', broken ?? effect],
      ['Action', this.#values(body, 'actions', scope, false)],
      ['NotAction', this.#values(body, 'not_actions', scope, false)],
      ['Resource', this.#values(body, 'resources', scope, true)],
      ['NotResource', this.#values(body, 'not_resources', scope, true)],
      ['Principal', this.#principals(block, 'principals')],
      ['NotPrincipal', this.#principals(block, 'not_principals')],
      ['Condition', this.#conditions(block)],
    ];
    const members = new Map<string, Member>();
    for (const [key, value] of entries) {
      if (value !== null) members.set(key, { value, name: null, range: value.range });
    }
    return { kind: 'object', members, range };
  }

  /** A text; null when it is not set, or empty. */
  #text(body: Body, name: string, scope: Scope): Value | null {
    const attribute = body.attributes.get(name);
    if (attribute === undefined) return null;
    const value = this.evaluate(attribute.expression, scope);
    if (value.kind === 'null') return null;
    return value.kind === 'string' && knownText(value) === '' ? null : value;
  }

  /** A set of texts; null when it has none. `&{` stands for the `${` of a policy variable, except in actions. */
  #values(body: Body, name: string, scope: Scope, variables: boolean): ListValue | Unknown | null {
    const values = listAttribute(body, name, scope, this.evaluate);
    if (values === null) return null;
    if (values.kind !== 'list') return unknown(reasonOf(values), values.range);
    if (values.items.length === 0 && values.rest === null) return null;
    const items = values.items.map((item) => toText(item));
    return { ...values, items: variables ? items.map(withVariables) : items };
  }

  #principals({ body, scope }: ExpandedBlock, name: string): Value | null {
    const { blocks, rest } = expandBlocks(body, name, scope, this.evaluate);
    if (rest !== null) return rest;
    const members = new Map<string, Member>();
    for (const block of blocks) {
      const type = this.#text(block.body, 'type', block.scope);
      const key = type?.kind === 'string' ? keyOf(type) : unknown('the type of a principal is not known', block.range);
      if (typeof key !== 'string') return unknown(key.reason, block.range);
      const values = this.#values(block.body, 'identifiers', block.scope, true) ?? list([], block.range);
      append(members, key, values);
    }
    const [only] = members.get('*')?.value.kind === 'list' ? [...members.values()] : [];
    if (members.size === 1 && blocks.length === 1 && only?.value.kind === 'list' && isStar(only.value))
      return text('*', blocks[0]?.range ?? null);
    return blocks.length === 0 ? null : { kind: 'object', members, range: blocks[0]?.range ?? null };
  }

  #conditions({ body, scope }: ExpandedBlock): Value | null {
    const { blocks, rest } = expandBlocks(body, 'condition', scope, this.evaluate);
    if (rest !== null) return rest;
    const tests = new Map<string, Map<string, Member>>();
    for (const block of blocks) {
      const test = this.#text(block.body, 'test', block.scope);
      const variable = this.#text(block.body, 'variable', block.scope);
      const operator = test?.kind === 'string' ? keyOf(test) : null;
      const key = variable?.kind === 'string' ? keyOf(variable) : null;
      if (typeof operator !== 'string' || typeof key !== 'string') {
        return unknown(reasonOf(test?.kind === 'unknown' ? test : (variable ?? test)), block.range);
      }
      const keys = tests.get(operator) ?? new Map<string, Member>();
      tests.set(operator, keys);
      append(keys, key, this.#values(block.body, 'values', block.scope, true) ?? list([], block.range));
    }
    if (tests.size === 0) return null;
    return object(
      [...tests].map(([operator, members]) => [operator, { kind: 'object', members, range: blocks[0]?.range ?? null }]),
      blocks[0]?.range ?? null,
    );
  }
}

/** Adds values to those of the same key. */
function append(members: Map<string, Member>, key: string, added: ListValue | Unknown): void {
  const earlier = members.get(key)?.value;
  const before =
    earlier?.kind === 'list' ? earlier : list([], added.range, earlier?.kind === 'unknown' ? [open(earlier)] : []);
  const after = added.kind === 'list' ? added : list([], added.range, [open(added)]);
  const value = { ...before, items: [...before.items, ...after.items], rest: before.rest ?? after.rest };
  members.set(key, { value, name: null, range: value.range });
}

function isStar({ items, rest }: ListValue): boolean {
  const [only] = items;
  return rest === null && items.length === 1 && only?.kind === 'string' && knownText(only) === '*';
}

function withVariables(value: Value): Value {
  if (value.kind !== 'string') return value;
  const parts = flat(value.parts).map((part) =>
    part.kind === 'text' ? { ...part, text: part.text.replaceAll('&{', '${') } : part,
  );
  return joined(parts, value.range);
}

function documentOf(value: Value): Document {
  if (value.kind !== 'object') return unknownDocument(value);
  const statement = value.members.get('Statement')?.value ?? list([]);
  const statements = statement.kind === 'list' ? statement.items : statement.kind === 'object' ? [statement] : [];
  const rest =
    statement.kind === 'list'
      ? statement.rest
      : statement.kind === 'object'
        ? null
        : unknown(reasonOf(statement), statement.range);
  return {
    version: value.members.get('Version')?.value ?? NO_VERSION,
    id: value.members.get('Id')?.value ?? null,
    statements,
    rest,
  };
}

function unknownDocument(value: Value): Document {
  return { version: NO_VERSION, id: null, statements: [], rest: unknown(reasonOf(value), value.range) };
}

function reasonOf(value: Value | null): string {
  return value?.kind === 'unknown' ? value.reason : 'it is not what the provider takes';
}
