import { parseDocument } from 'yaml';
import { fromJson } from '../convert.js';
import { EvaluationError, Undetermined } from '../errors.js';
import { flat, knownText } from '../json.js';
import {
  type Hole,
  joined,
  type Member,
  sortedMembers,
  type StringPart,
  type StringValue,
  text,
  unknown,
  type Value,
} from '../value.js';
import { argument, symbolicString, type TerraformFunction } from './arguments.js';
import { PlacedText, placedIn } from './yaml-places.js';

/** Signs of the private use area stand for what is not known while a text is parsed; nobody writes them. */
const OPEN = '\uE000';
const CLOSE = '\uE001';
const MARK = /\uE000(\d+)\uE001/;

/** https://developer.hashicorp.com/terraform/language/functions/yamldecode */
const yamldecode: TerraformFunction = (args, { range, budget }) => {
  const holes: Hole[] = [];
  const source = new PlacedText();
  for (const part of flat(symbolicString(args, 0).parts)) {
    if (part.kind === 'unknown') throw new Undetermined(unknown('a part of the YAML is not known', range));
    if (part.kind === 'hole') {
      source.add(`${OPEN}${String(holes.length)}${CLOSE}`, part.range);
      holes.push(part);
    } else if (part.text.includes(OPEN)) throw new EvaluationError('the text is not YAML', range);
    else source.add(part.text, part.range);
  }
  budget.spend(source.content.length >> 4);
  return withHoles(parseYaml(source), holes);
};

function parseYaml(source: PlacedText): Value {
  const document = parseDocument(source.content, { version: '1.1', logLevel: 'error', intAsBigInt: false });
  if (document.errors.length > 0) throw new EvaluationError('the text is not YAML');
  return placedIn(fromJson(plainValue(document)), document.contents, document, source);
}

function plainValue(document: ReturnType<typeof parseDocument>): unknown {
  try {
    const reviver = (_key: unknown, value: unknown): unknown => (value instanceof Date ? dateText(value) : value);
    return document.toJS({ maxAliasCount: 100, reviver });
  } catch {
    throw new EvaluationError('the text is not YAML');
  }
}

/** A date without apostrophes is a timestamp: `Version: 2012-10-17` is not what AWS takes for a version. */
function dateText(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}

function withHoles(value: Value, holes: readonly Hole[]): Value {
  if (holes.length === 0) return value;
  switch (value.kind) {
    case 'string':
      return marked(value, holes);
    case 'list':
      return { ...value, items: value.items.map((item) => withHoles(item, holes)) };
    case 'object':
      return { ...value, members: new Map([...value.members].map((member) => withHolesIn(member, holes))) };
    default:
      return value;
  }
}

function withHolesIn([key, member]: readonly [string, Member], holes: readonly Hole[]): readonly [string, Member] {
  if (MARK.test(key)) throw new Undetermined(unknown('a name in the YAML is not known'));
  return [key, { ...member, value: withHoles(member.value, holes) }];
}

function marked(value: StringValue, holes: readonly Hole[]): StringValue {
  const content = knownText(value) ?? '';
  // Every second piece is the number in a mark.
  const parts = content.split(MARK).flatMap((piece, index): readonly StringPart[] => {
    if (index % 2 === 0) return text(piece).parts;
    const found = holes[Number(piece)];
    return found === undefined ? [] : [found];
  });
  return joined(parts, value.range);
}

/** Deeper than any document; the indentation grows with the depth. */
const MAX_DEPTH = 100;
/** Far above any document. */
const MAX_LENGTH = 1_000_000;

/**
 * https://developer.hashicorp.com/terraform/language/functions/yamlencode: names and texts stand in quotation marks, those
 * of several lines as blocks.
 */
const yamlencode: TerraformFunction = (args, { range }) => {
  const lines = encode(argument(args, 0), 0);
  const content = `${lines.join('\n')}\n`;
  if (content.length > MAX_LENGTH) throw new EvaluationError('the text is too long');
  return text(content, range);
};

/** The lines of a value, the first of which may stand behind a name or a dash. */
function encode(value: Value, depth: number): readonly string[] {
  if (depth > MAX_DEPTH) throw new EvaluationError('the value is nested too deeply');
  switch (value.kind) {
    case 'null':
      return ['null'];
    case 'boolean':
    case 'number':
      return [String(value.value)];
    case 'string':
      return encodeText(value);
    case 'list': {
      if (value.rest !== null) throw new Undetermined(value.rest);
      if (value.items.length === 0) return ['[]'];
      return value.items.flatMap((item) => behind('-', encode(item, depth + 1)));
    }
    case 'object': {
      if (value.members.size === 0) return ['{}'];
      return sortedMembers(value).flatMap(([key, { value: member, name }]) => {
        if (name !== null) throw new Undetermined(unknown('a name is not known'));
        const lines = encode(member, depth + 1);
        const nested = (member.kind === 'object' && member.members.size > 0) || isFilledList(member);
        if (!nested) return behind(`${JSON.stringify(key)}:`, lines);
        const indented = member.kind === 'object' ? lines.map((line) => `  ${line}`) : lines;
        return [`${JSON.stringify(key)}:`, ...indented];
      });
    }
    case 'instance':
      throw new Undetermined(unknown(`the attributes of \`${value.address}\` are not listed`));
    case 'unknown':
      throw new Undetermined(value);
  }
}

function isFilledList(value: Value): boolean {
  return value.kind === 'list' && value.items.length > 0;
}

/** Lines behind a name or dash: the first on its line, the others below it. */
function behind(head: string, [first = '', ...rest]: readonly string[]): readonly string[] {
  return [`${head} ${first}`, ...rest.map((line) => (line === '' ? line : `  ${line}`))];
}

function encodeText(value: StringValue): readonly string[] {
  const content = knownText(value);
  if (content === null) throw new Undetermined(unknown('a part of the text is not known'));
  const block = /^[^\s][^\t\r]*\n[^\t\r]*$/.test(content);
  if (!block) return [JSON.stringify(content)];
  const ended = content.endsWith('\n');
  return [ended ? '|' : '|-', ...(ended ? content.slice(0, -1) : content).split('\n')];
}

/** The functions that read and write YAML. */
export const YAML_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  ['yamldecode', yamldecode],
  ['yamlencode', yamlencode],
];
