import { posix } from 'node:path';
import { nameOfStep } from '../../../model/json-pointer.js';
import type { SourceLocation } from '../../../model/location.js';
import { isPlainObject, listOf, own, type PlainObject } from '../guards.js';
import type { Instance, ModuleInstance } from '../instance.js';
import type { Instances } from '../instances.js';
import { decodeJson, knownText } from '../sources/evaluate/json.js';
import type { Value } from '../sources/evaluate/value.js';
import { locationOf, type Range } from '../sources/hcl/source-text.js';
import { type EvaluatedPolicy, policyOf } from '../sources/policy.js';
import { type ConnectedSources, resourceOf } from './connected.js';
import { writtenOf } from './written.js';

type Path = readonly (string | number)[];

/** Finds what stands at a JSON pointer of the plan in the sources. */
export class Places {
  #byPointer: ReadonlyMap<string, Instance> | null = null;
  readonly #remote: ReadonlySet<string>;

  constructor(
    private readonly connected: ConnectedSources,
    private readonly sides: readonly Instances[],
  ) {
    const modules = [...connected.tree.modules.values()];
    const local = new Set(modules.flatMap(({ folder, inRepository }) => (inRepository ? [folder] : [])));
    this.#remote = new Set(modules.flatMap(({ folder }) => (local.has(folder) ? [] : [folder])));
  }

  /**
   * Where something stands that the plan has at a JSON pointer. Behind a policy, `/Statement/…` leads into the document.
   * Null when the sources do not show it.
   */
  readonly locate = (pointer: string): SourceLocation | null => {
    const found = this.#find(pointer);
    if (found === null) return null;
    const { instance, path } = found;
    const resource = resourceOf(instance);
    const start = path.indexOf('Statement');
    const statement = start === -1 ? null : this.#inDocument(instance, path.slice(0, start), path.slice(start));
    const place = statement ?? this.connected.sources.locateAttribute(resource, this.#asWritten(instance, path));
    if (place !== null) return this.shown(place, instance.module);
    // A module whose source is not at hand is known by its call alone.
    return this.connected.sources.hasModule(resource.module) ? null : this.#call(instance.module);
  };

  /**
   * A path to a block by its place among the written ones: blocks that are a set stand in the plan in another order. The block
   * is the only one that says the same, as far as it is known.
   */
  #asWritten(instance: Instance, path: Path): Path {
    const [name, index, ...rest] = path;
    if (typeof name !== 'string' || typeof index !== 'number') return path;
    const planned = listOf(own(instance.values, name))[index];
    const value = isPlainObject(planned) ? this.valueOf(instance, name) : null;
    const rows = value === null ? [] : (writtenOf(value).rows() ?? []);
    const alike = rows.flatMap((row, at) => (agrees(row.values, planned) ? [at] : []));
    const [only, ...others] = alike;
    return only === undefined || others.length > 0 ? path : [name, only, ...rest];
  }

  /** A place as it can be shown: for one in a remote module, the block of the repository that calls it. */
  readonly shown = (place: SourceLocation, module: ModuleInstance): SourceLocation | null =>
    this.#isRemote(place) ? this.#call(module) : place;

  /** The instance that a pointer leads into; null when the plan has none there. */
  readonly instanceAt = (pointer: string): Instance | null => this.#find(pointer)?.instance ?? null;

  /** Where an instance is declared; null where the repository does not hold it. */
  readonly declarationOf = (instance: Instance): SourceLocation | null => {
    const place = this.connected.sources.locateResource(resourceOf(instance));
    return place === null || this.#isRemote(place) ? null : place;
  };

  /** What the sources set an attribute of a resource without instances to. */
  readonly attributeOf = (resource: ReturnType<typeof resourceOf>, name: string): Value | null =>
    this.connected.sources.evaluateAttribute(resource, null, name);

  /** What the sources set an attribute of an instance to. */
  readonly valueOf = (instance: Instance, name: string): Value | null =>
    this.connected.sources.evaluateAttribute(resourceOf(instance), instance.key, name);

  /** The document of an `aws_iam_policy_document`, as the sources have it. */
  readonly documentOf = (instance: Instance): Value | null =>
    this.connected.sources.evaluatePolicyDocument(resourceOf(instance), instance.key);

  /** The policy that a pointer to one of its statements leads into, as the sources have it. */
  readonly policyAt = (pointer: string): { readonly policy: EvaluatedPolicy } | null => {
    const value = this.#documentAt(pointer)?.written ?? null;
    const policy = value === null ? null : policyOf(value);
    return policy === null ? null : { policy };
  };

  /** The statement that a pointer leads to, as it is written; null where it cannot be told. */
  readonly statementAt = (pointer: string): PlacedStatement | null => {
    const found = this.#documentAt(pointer);
    const policy = this.policyAt(pointer)?.policy ?? null;
    if (found === null || policy === null) return null;
    const document = decoded(found.written);
    const statement = document === null ? undefined : statementIn(document, found.inner, documentOf(found.planned));
    const index = document === null || statement === undefined ? -1 : writtenStatements(document).indexOf(statement);
    const range = statement?.range ?? null;
    return index === -1 || range === null || this.#isRemote(locationOf(range)) ? null : { policy, index, range };
  };

  #documentAt(pointer: string) {
    const { instance, path = [] } = this.#find(pointer) ?? {};
    const start = path.indexOf('Statement');
    if (instance === undefined || start === -1) return null;
    const at = this.#document(instance, path.slice(0, start));
    return at?.value === null || at === null
      ? null
      : { written: at.value, planned: at.planned, inner: path.slice(start) };
  }

  #isRemote({ uri }: SourceLocation): boolean {
    return this.isRemoteFile(uri);
  }

  /** True for a file of a module that is not in the repository. */
  isRemoteFile(path: string): boolean {
    const folder = posix.dirname(path);
    return this.#remote.has(folder === '.' ? '' : folder);
  }

  /** The innermost block of the repository that leads to a module. */
  #call(module: ModuleInstance): SourceLocation | null {
    for (let at = module; at.parent !== null; at = at.parent) {
      const place = this.connected.sources.locateModule(at.address);
      if (place !== null && !this.#isRemote(place)) return place;
    }
    return null;
  }

  #find(pointer: string): { readonly instance: Instance; readonly path: Path } | null {
    const byPointer = (this.#byPointer ??= this.#index());
    for (let end = pointer.length; end > 0; end = pointer.lastIndexOf('/', end - 1)) {
      const instance = byPointer.get(pointer.slice(0, end));
      if (instance !== undefined) return { instance, path: stepsOf(pointer.slice(end)) };
    }
    return null;
  }

  #index(): ReadonlyMap<string, Instance> {
    const index = new Map<string, Instance>();
    for (const { all } of this.sides) {
      for (const instance of all) {
        index.set(instance.pointer, instance);
        index.set(instance.unknownPointer, instance);
      }
    }
    return index;
  }

  #inDocument(instance: Instance, attribute: Path, inner: Path): SourceLocation | null {
    const at = this.#document(instance, attribute);
    const document = at === null ? null : decoded(at.value);
    if (at === null || document === null) return null;
    const range = rangeIn(document, inner, documentOf(at.planned));
    return range === null ? null : locationOf(range);
  }

  /** What an attribute is set to in the sources and in the plan; null where the sources do not decide. */
  #document(instance: Instance, attribute: Path): { readonly value: Value | null; readonly planned: unknown } | null {
    const { sources } = this.connected;
    const resource = resourceOf(instance);
    const isData = instance.mode === 'data' && instance.type === 'aws_iam_policy_document';
    const [name, ...rest] = attribute;
    if (typeof name !== 'string' || sources.ignoresChanges(resource, name)) return null;
    const written = isData
      ? sources.evaluatePolicyDocument(resource, instance.key)
      : sources.evaluateAttribute(resource, instance.key, name);
    const planned: unknown = isData ? own(instance.values, 'json') : own(instance.values, name);
    return isData ? { value: written, planned } : follow(written, planned, rest);
  }
}

/** A statement with the policy that it is in. */
export interface PlacedStatement {
  readonly policy: EvaluatedPolicy;
  /** Of the statement among those of the policy. */
  readonly index: number;
  readonly range: Range;
}

function decoded(value: Value | null): Value | null {
  return value?.kind === 'string' ? decodeJson(value) : value;
}

/** Follows a path to a nested attribute; nested blocks of a set stand in the plan in another order. */
function follow(
  value: Value | null,
  planned: unknown,
  path: Path,
): { readonly value: Value | null; readonly planned: unknown } {
  const [index, name, ...rest] = path;
  if (index === undefined) return { value, planned };
  const row = listOf(planned)[Number(index)];
  const items = value?.kind === 'list' ? value.items : [];
  const agrees = (item: Value): boolean =>
    item.kind === 'object' &&
    Object.entries(isPlainObject(row) ? row : {}).every(([key, known]) => {
      const member = item.members.get(key)?.value;
      const [only] = member?.kind === 'string' && member.parts.length === 1 ? member.parts : [];
      return typeof known !== 'string' || only?.kind !== 'text' || only.text === known;
    });
  const same = items[Number(index)];
  const item = same !== undefined && agrees(same) ? same : items.find(agrees);
  if (item?.kind !== 'object' || typeof name !== 'string') return { value: null, planned: null };
  return follow(item.members.get(name)?.value ?? null, own(isPlainObject(row) ? row : null, name), rest);
}

/** The range of what a path leads to in a document, or of what is around it; null when its statement cannot be told. */
function rangeIn(document: Value, inner: Path, planned: unknown): Range | null {
  const found = statementIn(document, inner, planned);
  if (found === undefined) return null;
  const [, number, ...rest] = inner;
  let known = statementOf(planned, Number(number ?? -1));
  let range = found.range;
  let value: Value | undefined = found;
  for (const step of rest) {
    if (value.kind === 'object') value = value.members.get(String(step))?.value;
    else if (value.kind === 'list') value = itemLike(value.items, memberOf(known, step), Number(step));
    // A list of one may be written without being a list.
    else break;
    known = memberOf(known, step);
    if (value === undefined) break;
    range = value.range ?? range;
  }
  return range;
}

function statementIn(document: Value, [, number]: Path, planned: unknown): Value | undefined {
  const written = writtenStatements(document);
  const index = Number(number ?? -1);
  return planned === null ? written[index] : statementLike(written, statementOf(planned, index), index);
}

function writtenStatements(document: Value): readonly Value[] {
  const statement = document.kind === 'object' ? document.members.get('Statement')?.value : undefined;
  return statement?.kind === 'list' ? statement.items : statement === undefined ? [] : [statement];
}

/** The statement of the sources that one of the plan's document was made of. AWS may give statements in another order. */
function statementLike(written: readonly Value[], wanted: unknown, index: number): Value | undefined {
  const candidates = written.filter((value) => isLike(value, wanted));
  const same = written[index];
  return same !== undefined && candidates.includes(same) ? same : candidates[0];
}

function statementOf(document: unknown, index: number): unknown {
  const statement = memberOf(document, 'Statement');
  return Array.isArray(statement) ? memberOf(statement, index) : statement;
}

/** The value of the sources that is a text of the plan: the provider sorts the values of a policy document. */
function itemLike(items: readonly Value[], wanted: unknown, index: number): Value | undefined {
  const same =
    typeof wanted === 'string' ? items.find((item) => item.kind === 'string' && knownText(item) === wanted) : undefined;
  return same ?? items[index];
}

/** What is in a list or an object; a text stands for a list of one. */
function memberOf(value: unknown, step: string | number): unknown {
  if (Array.isArray(value)) return (value as readonly unknown[])[Number(step)];
  return typeof value === 'string' ? value : own(isPlainObject(value) ? value : null, String(step));
}

function isLike(value: Value, planned: unknown): boolean {
  if (value.kind !== 'object' || !isPlainObject(planned)) return value.kind === 'unknown';
  return ['Sid', 'Effect'].every((name) => {
    const member = value.members.get(name)?.value;
    const [only] = member?.kind === 'string' && member.parts.length === 1 ? member.parts : [];
    return only?.kind !== 'text' || only.text === (own(planned, name) ?? '');
  });
}

/** The document that the plan knows; null when it does not. */
function documentOf(planned: unknown): unknown {
  if (typeof planned !== 'string') return null;
  try {
    return JSON.parse(planned) as unknown;
  } catch {
    return null;
  }
}

function stepsOf(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : nameOfStep(step)));
}

/** Whether a written block and a planned one say the same of whatever both say in texts and numbers. */
function agrees(written: PlainObject, planned: unknown): boolean {
  return Object.entries(written).every(([name, value]) => {
    const other = isPlainObject(planned) ? own(planned, name) : null;
    return value === null || other === null || other === undefined || JSON.stringify(value) === JSON.stringify(other);
  });
}
