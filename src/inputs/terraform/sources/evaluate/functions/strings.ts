import { allItems, orderedItems, toList, toString } from '../convert.js';
import { derivedId } from '../derive.js';
import { EvaluationError, Undetermined } from '../errors.js';
import { flat, mergeTexts, knownText } from '../json.js';
import {
  boolean,
  type Hole,
  joined,
  list,
  type StringPart,
  type StringValue,
  text,
  unknown,
  type Value,
} from '../value.js';
import { knownInteger, knownString, symbolicString, type TerraformFunction } from './arguments.js';
import { format, formatList } from './format.js';
import { replace } from './replace.js';

/** Applies a function to every text; a hole becomes the hole of what the function makes of it. */
function mapText(name: string, change: (content: string) => string): TerraformFunction {
  return (args, { range }) => {
    const { parts } = symbolicString(args, 0);
    return joined(
      flat(parts).map((part) => {
        if (part.kind === 'text') return { ...part, text: change(part.text) };
        return part.kind === 'hole' ? derive(name, part) : part;
      }),
      range,
    );
  };
}

/** What a function makes of a text that nobody knows; the same again for the same text. */
function derive(name: string, { id, ...part }: Hole): Hole {
  return { ...part, id: derivedId(name, id) };
}

/** Applies a function to a text that must be known. */
function ofText(change: (content: string) => string): TerraformFunction {
  return (args, { range }) => text(change(knownString(args, 0)), range);
}

const join: TerraformFunction = (args, { range, budget }) => {
  const separator = symbolicString(args, 0).parts;
  const lists = args.slice(1).map(toList);
  const parts: StringPart[] = [];
  let first = true;
  // Where JSON is written, the order of its lists is the same as any other.
  const listed = separator.some((part) => part.kind === 'text' && part.text.includes(','));
  for (const items of lists) {
    if (items.kind === 'list' && items.items.length > 1 && !listed) orderedItems({ ...items, rest: null });
    const pieces = items.kind === 'unknown' ? [items] : [...items.items, ...(items.rest === null ? [] : [items.rest])];
    for (const item of pieces) {
      if (!first) parts.push(...separator);
      first = false;
      const added = toString(item).parts;
      budget.spend(added.length + separator.length);
      parts.push(...added);
    }
  }
  return joined(parts, range);
};

const split: TerraformFunction = (args, { range, budget }) => {
  const separator = knownString(args, 0);
  const value = symbolicString(args, 1);
  const content = knownText(value);
  if (content === null) throw new Undetermined(unknown('how often it holds the separator is not known', range));
  budget.spend(content.length >> 4);
  const pieces = content === '' ? [''] : content.split(separator);
  return list(
    pieces.map((piece) => text(piece, value.range)),
    range,
  );
};

/** Cuts a known text off one end, where that end is known. */
function trimEnd(side: 'start' | 'end'): TerraformFunction {
  return (args, { range }) => {
    const value = symbolicString(args, 0);
    const cut = knownString(args, 1);
    const parts = [...mergeTexts(flat(value.parts))];
    const end = side === 'start' ? parts.shift() : parts.pop();
    if (cut === '' || end === undefined) return value;
    if (end.kind !== 'text') throw new Undetermined(unknown(end.reason, end.range));
    const { text: content } = end;
    const matches = side === 'start' ? content.startsWith(cut) : content.endsWith(cut);
    if (!matches && content.length < cut.length && parts.length > 0)
      throw new Undetermined(unknown('its end is not known', range));
    if (!matches) return value;
    const rest = { ...end, text: side === 'start' ? content.slice(cut.length) : content.slice(0, -cut.length), range };
    return joined(side === 'start' ? [rest, ...parts] : [...parts, rest], range);
  };
}

/** Compares a known text with one end, or with any part, of a text. */
function test(name: 'startsWith' | 'endsWith' | 'includes'): TerraformFunction {
  return (args, { range }) => {
    const wanted = knownString(args, 1);
    const parts = mergeTexts(flat(symbolicString(args, 0).parts));
    const [only] = parts;
    if (parts.length === 0) return boolean(wanted === '', range);
    if (parts.length === 1 && only?.kind === 'text') return boolean(only.text[name](wanted), range);
    const candidates = name === 'includes' ? parts : [name === 'startsWith' ? parts.at(0) : parts.at(-1)];
    const texts = candidates.flatMap((part) => (part?.kind === 'text' ? [part.text] : []));
    if (texts.some((content) => content[name](wanted))) return boolean(true, range);
    const end = texts[0] ?? '';
    const common = Math.min(end.length, wanted.length);
    const differs =
      (name === 'startsWith' && end.slice(0, common) !== wanted.slice(0, common)) ||
      (name === 'endsWith' && common > 0 && end.slice(-common) !== wanted.slice(-common));
    if (differs) return boolean(false, range);
    throw new Undetermined(unknown('a part of the text is not known', range));
  };
}

const substr: TerraformFunction = (args, { range }) => {
  const offset = knownInteger(args, 1);
  const length = knownInteger(args, 2);
  const parts = mergeTexts(flat(symbolicString(args, 0).parts));
  const [first] = parts;
  const whole = parts.length < 2 && (first === undefined || first.kind === 'text');
  const content = first?.kind === 'text' ? [...codePoints(first.text)] : [];
  if (!whole && (offset < 0 || length < 0 || offset + length > content.length)) {
    throw new Undetermined(unknown('a part of the text is not known', range));
  }
  const start = offset < 0 ? Math.max(0, content.length + offset) : offset;
  // Counted from the end, a length of nothing is taken for all: https://github.com/zclconf/go-cty, SubstrFunc.
  const toEnd = length < 0 || (length === 0 && offset < 0);
  return text(content.slice(start, toEnd ? undefined : start + length).join(''), range);
};

function* codePoints(content: string): Iterable<string> {
  yield* content;
}

function trimCharacters(content: string, cut: string): string {
  const characters = new Set(codePoints(cut));
  const all = [...codePoints(content)];
  while (all.length > 0 && characters.has(all[0] ?? '')) all.shift();
  while (all.length > 0 && characters.has(all.at(-1) ?? '')) all.pop();
  return all.join('');
}

function indent(spaces: number, content: string): string {
  if (spaces < 0 || spaces > 100) throw new EvaluationError('expected a small number of spaces');
  return content.replaceAll('\n', `\n${' '.repeat(spaces)}`);
}

function titleCase(content: string): string {
  return content.replaceAll(/(?<![\p{L}\p{N}_])\p{L}/gu, (letter) => letter.toUpperCase());
}

/** https://developer.hashicorp.com/terraform/language/functions#string-functions */
export const STRING_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  ['join', join],
  ['split', split],
  ['lower', mapText('lower', (content) => content.toLowerCase())],
  ['upper', mapText('upper', (content) => content.toUpperCase())],
  ['title', ofText(titleCase)],
  ['trimspace', (args, { range }) => text(knownString(args, 0).trim(), range)],
  ['chomp', ofText((content) => content.replace(/(?:\r\n|\r|\n)+$/, ''))],
  ['trim', (args, { range }) => text(trimCharacters(knownString(args, 0), knownString(args, 1)), range)],
  ['trimprefix', trimEnd('start')],
  ['trimsuffix', trimEnd('end')],
  ['strrev', ofText((content) => [...codePoints(content)].reverse().join(''))],
  ['substr', substr],
  ['startswith', test('startsWith')],
  ['endswith', test('endsWith')],
  ['strcontains', test('includes')],
  ['replace', replace],
  ['format', format],
  ['formatlist', formatList],
  ['indent', (args, { range }) => text(indent(knownInteger(args, 0), knownString(args, 1)), range)],
];

/** A list of texts that must be known. */
export function knownTexts(value: Value): readonly string[] {
  return allItems(value).map((item) => knownString([item], 0));
}

/** Whether a text is empty; null when that is not known. */
export function isEmptyText(value: StringValue): boolean | null {
  const content = knownText(value);
  if (content !== null) return content === '';
  return value.parts.some((part) => part.kind === 'hole' || (part.kind === 'text' && part.text !== '')) ? false : null;
}
