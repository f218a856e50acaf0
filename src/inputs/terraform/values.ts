import { UnknownValue } from '../../model/policy-document.js';
import { isPlainObject, listOf, own, type PlainObject, textOrNull } from './guards.js';
import type { Instance } from './instance.js';
import type { Written, WrittenRow } from './written.js';
import { referencesOf, type Resolution, resolveReferences, scopeOf, type Target } from './references.js';

/** The attributes of an instance, or of one nested block in it. */
export interface Block {
  readonly instance: Instance;
  readonly values: PlainObject;
  /** `true` when nothing in the block is known. */
  readonly unknown: PlainObject | true;
  /** The expressions of the block in the configuration; null when the plan does not show which block it is. */
  readonly expressions: PlainObject | null;
  readonly pointer: string;
  readonly unknownPointer: string;
  /** What the sources set an attribute or nested block to; null where they are not at hand or do not say. */
  readonly written: (name: string) => Written | null;
}

/** One attribute: a text, not set, or known only after apply. */
export type Attribute =
  | { readonly state: 'known'; readonly value: string; readonly pointer: string }
  | { readonly state: 'absent' }
  | { readonly state: 'unknown'; readonly pointer: string };

/** The instance's own attributes as a block. */
export function topBlock(instance: Instance): Block {
  return {
    instance,
    values: instance.values,
    unknown: instance.unknown,
    expressions: instance.configuration?.expressions ?? null,
    pointer: instance.pointer,
    unknownPointer: instance.unknownPointer,
    written: instance.written,
  };
}

/**
 * Reads an attribute that holds a text, from the sources where the plan does not know it. An attribute that the provider
 * computes when it is not set counts as absent.
 */
export function readAttribute(block: Block, name: string): Attribute {
  const planned = readPlanned(block, name);
  if (planned.state !== 'unknown') return planned;
  const written = block.written(name);
  if (written?.unknown !== false) return planned;
  const value = textOrNull(written.value);
  return value === null ? { state: 'absent' } : { state: 'known', value, pointer: planned.pointer };
}

/** The attribute as the plan alone has it. */
export function readPlanned(block: Block, name: string): Attribute {
  const value = textOrNull(own(block.values, name));
  if (value !== null) return { state: 'known', value, pointer: `${block.pointer}/${name}` };
  if (!isUnknown(block, name) || isComputed(block, name)) return { state: 'absent' };
  return { state: 'unknown', pointer: `${block.unknownPointer}/${name}` };
}

/** The text of an attribute, or null when it is not set or not known. */
export function readText(block: Block, name: string): string | null {
  const attribute = readAttribute(block, name);
  return attribute.state === 'known' ? attribute.value : null;
}

/** A yes or no; `unknown` where it is set to what neither the plan nor the sources tell, null where it is not set. */
export function readFlag(block: Block, name: string): boolean | 'unknown' | null {
  const value = own(block.values, name);
  if (typeof value === 'boolean') return value;
  if (!isUnknown(block, name) || isComputed(block, name)) return null;
  const written = block.written(name);
  if (written?.unknown !== false) return 'unknown';
  return typeof written.value === 'boolean' ? written.value : null;
}

/** The text of an attribute that has to be set; where it is not known, an unknown value that says why. */
export function textOrUnknown(block: Block, name: string): string | UnknownValue {
  return (
    readText(block, name) ?? new UnknownValue(`\`${name}\` of \`${block.instance.address}\` is known only after apply`)
  );
}

/** The text of a key in an attribute that holds a map; null where there is none, or it is not known. */
export function readEntry(block: Block, attribute: string, key: string): string | null {
  const map = own(block.values, attribute);
  return isPlainObject(map) ? textOrNull(own(map, key)) : null;
}

/** True when the whole value of an attribute or block is known only after apply. */
export function isUnknown(block: Block, name: string): boolean {
  return block.unknown === true || own(block.unknown, name) === true;
}

/** True when the configuration is there and does not set the attribute or block. */
function isComputed(block: Block, name: string): boolean {
  const { configuration } = block.instance;
  return configuration !== null && block.expressions !== null && own(block.expressions, name) === undefined;
}

/** Whether the configuration sets the attribute or block, as far as the plan shows. */
export function isConfigured(block: Block, name: string): boolean {
  return own(block.expressions, name) !== undefined;
}

/** What the expression of an attribute refers to, in its most specific form. */
export function attributeReferences(block: Block, name: string): readonly string[] {
  return referencesOf(own(block.expressions, name));
}

/** Where the expression of an attribute leads. */
export function resolveAttribute(block: Block, name: string): Resolution {
  return resolveReferences(attributeReferences(block, name), scopeOf(block.instance));
}

/** What the configuration spells out, without a reference; undefined where it does not. */
function constantOf(block: Block, name: string): unknown {
  const expression = own(block.expressions, name);
  return isPlainObject(expression) ? own(expression, 'constant_value') : undefined;
}

/** The known texts of a list, and how many of its entries are not known; `unknown` is null when not even that is known. */
export interface ListAttribute {
  readonly values: readonly string[];
  readonly unknown: number | null;
}

/** Reads a list or set of texts, from the sources where the plan does not know all of it; null when it is not set. */
export function readList(block: Block, name: string): ListAttribute | null {
  const planned = readPlannedList(block, name);
  if (planned === null || planned.unknown === 0) return planned;
  const told = block.written(name);
  if (told?.unknown === false && told.value === null) return null;
  const written = told?.list() ?? null;
  return written !== null && unknowns(written) < unknowns(planned) ? written : planned;
}

function unknowns({ unknown }: ListAttribute): number {
  return unknown ?? Infinity;
}

function readPlannedList(block: Block, name: string): ListAttribute | null {
  const constant = constantOf(block, name);
  if (constant === undefined && isUnknown(block, name)) {
    return isComputed(block, name) ? null : { values: [], unknown: null };
  }
  // An empty list of a computed attribute stands in the plan as not known.
  const value = constant ?? own(block.values, name);
  if (value === null || value === undefined) return null;
  // A known single text is accepted where the provider takes a list.
  const entries = Array.isArray(value) ? listOf(value) : [value];
  const values = entries.filter((entry) => typeof entry === 'string');
  return { values, unknown: entries.length - values.length };
}

/**
 * Reads nested blocks; null when they are known only after apply and the sources do not tell them. Blocks that are a set stand in the plan in another
 * order than in the configuration, therefore they are matched by the constants of the attributes named `by`, and left
 * without expressions where that does not tell. Blocks that a `dynamic` block makes are not in the configuration at all.
 */
export function readBlocks(parent: Block, name: string, by: readonly string[] = []): readonly Block[] | null {
  if (isUnknown(parent, name)) return isComputed(parent, name) ? [] : writtenBlocks(parent, name);
  const masks = parent.unknown === true ? [] : listOf(own(parent.unknown, name));
  const rows = listOf(own(parent.values, name));
  const written = own(parent.expressions, name);
  const configured = (Array.isArray(written) ? listOf(written) : [written]).filter(isPlainObject);
  return rows.flatMap((values, index): Block[] => {
    if (!isPlainObject(values)) return [];
    const mask = masks[index];
    return [
      {
        instance: parent.instance,
        values,
        unknown: mask === true ? true : isPlainObject(mask) ? mask : {},
        expressions: configured.length === rows.length ? matchBlock(configured, values, index, by) : null,
        pointer: `${parent.pointer}/${name}/${String(index)}`,
        unknownPointer: `${parent.unknownPointer}/${name}/${String(index)}`,
        written: (member) => matchRow(parent.written(name)?.rows() ?? [], values, index)?.written(member) ?? null,
      },
    ];
  });
}

function writtenBlocks(parent: Block, name: string): readonly Block[] | null {
  const rows = parent.written(name)?.rows() ?? null;
  if (rows === null) return null;
  return rows.map(({ values, unknown, written }, index) => ({
    instance: parent.instance,
    values,
    unknown,
    expressions: null,
    pointer: `${parent.unknownPointer}/${name}/${String(index)}`,
    unknownPointer: `${parent.unknownPointer}/${name}/${String(index)}`,
    written,
  }));
}

/** The block of the sources that a block of the plan was made of: the only one that agrees with what the plan knows. */
function matchRow(rows: readonly WrittenRow[], values: PlainObject, index: number): WrittenRow | null {
  if (rows.length === 1) return rows[0] ?? null;
  const agrees = (row: WrittenRow): boolean =>
    Object.entries(values).every(([name, value]) => {
      const written = own(row.values, name);
      return typeof value !== 'string' || typeof written !== 'string' || value === written;
    });
  const matches = rows.filter(agrees);
  const same = rows[index];
  if (matches.length === 1) return matches[0] ?? null;
  return same !== undefined && matches.includes(same) ? same : null;
}

function matchBlock(
  configured: readonly PlainObject[],
  values: PlainObject,
  index: number,
  by: readonly string[],
): PlainObject | null {
  if (configured.length === 1 || by.length === 0) return configured[index] ?? null;
  const matches = configured.filter((block) =>
    by.every((name) => {
      const expression = own(block, name);
      const constant = isPlainObject(expression) ? own(expression, 'constant_value') : undefined;
      return constant === undefined || constant === own(values, name);
    }),
  );
  return matches.length === 1 ? (matches[0] ?? null) : null;
}

/** The one instance among the targets that `accepts` takes; null when there is none or more than one. */
export function onlyInstance(targets: readonly Target[], accepts: (instance: Instance) => boolean): Instance | null {
  let found: Instance | null = null;
  for (const { instances } of targets) {
    for (const instance of instances) {
      if (!accepts(instance) || instance === found) continue;
      if (found !== null) return null;
      found = instance;
    }
  }
  return found;
}

/** Why some entries of a list cannot be told, or null when `resolved` of them account for what is not known. */
export function unresolvedCount(block: Block, name: string, list: ListAttribute, resolved: number): string | null {
  const { unresolved } = resolveAttribute(block, name);
  const complete = unresolved.length === 0 && resolved > 0 && (list.unknown === null || list.unknown === resolved);
  if (complete) return null;
  const references = attributeReferences(block, name).slice(0, 5);
  const depends =
    references.length === 0 ? '' : ` and depends on ${references.map((text) => `\`${text}\``).join(', ')}`;
  return `a part of \`${name}\` is known only after apply${depends}`;
}
