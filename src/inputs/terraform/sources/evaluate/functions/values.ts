import { createHash } from 'node:crypto';
import { parse as parseYaml } from 'yaml';
import { type Range, SourceText } from '../../hcl/source-text.js';
import { fromJson, toBoolean, toNumber, toText } from '../convert.js';
import { EvaluationError, Undetermined } from '../errors.js';
import { decodeJson, knownText } from '../json.js';
import { boolean, joined, number, text, type Unknown, unknown, type Value } from '../value.js';
import {
  argument,
  knownInteger,
  knownNumber,
  knownString,
  symbolicString,
  type TerraformFunction,
} from './arguments.js';

/** Applies a function to a number. */
function ofNumber(change: (value: number) => number): TerraformFunction {
  return (args, { range }) => number(change(knownNumber(args, 0)), range);
}

/** The least or greatest of the arguments. */
function ofNumbers(choose: (...values: readonly number[]) => number): TerraformFunction {
  return (args, { range }) => number(choose(...args.map((_, index) => knownNumber(args, index))), range);
}

/** Null stays null in a conversion. */
function conversion(convert: (value: Value) => Value): TerraformFunction {
  return (args) => {
    const value = argument(args, 0);
    return value.kind === 'null' ? value : convert(value);
  };
}

const same: TerraformFunction = (args) => argument(args, 0);

const jsondecode: TerraformFunction = (args, { range }) => {
  const value = symbolicString(args, 0);
  const decoded = decodeJson(value);
  if (decoded !== null) return decoded;
  if (knownText(value) === null) throw new Undetermined(unknown('a part of the JSON is not known', range));
  throw new EvaluationError('the text is not JSON', range);
};

const yamldecode: TerraformFunction = (args, { range }) => {
  const content = knownString(args, 0);
  try {
    return fromJson(parseYaml(content, { version: '1.1', maxAliasCount: 100, logLevel: 'error' }));
  } catch {
    throw new EvaluationError('the text is not YAML', range);
  }
};

const base64encode: TerraformFunction = (args, { range }) =>
  text(Buffer.from(knownString(args, 0), 'utf8').toString('base64'), range);

const base64decode: TerraformFunction = (args, { range }) =>
  text(Buffer.from(knownString(args, 0), 'base64').toString('utf8'), range);

function hash(algorithm: 'md5' | 'sha1' | 'sha256' | 'sha512', encoding: 'hex' | 'base64' = 'hex'): TerraformFunction {
  return (args, { range }) => text(createHash(algorithm).update(knownString(args, 0)).digest(encoding), range);
}

function readFile(args: Parameters<TerraformFunction>[0], call: Parameters<TerraformFunction>[1]): SourceText {
  const path = knownString(args, 0);
  const source = call.scope.readFile(path);
  if (source === null) throw new Undetermined(unknown(`the file \`${path}\` is not in the sources`, call.range));
  return source;
}

const file: TerraformFunction = (args, call) => {
  const source = readFile(args, call);
  return text(source.text, { source, start: 0, end: source.text.length });
};

/** Evaluates a template with nothing but the given names. */
function render(source: SourceText, variables: Value, call: Parameters<TerraformFunction>[1]): Value {
  if (variables.kind === 'unknown') throw new Undetermined(variables);
  if (variables.kind !== 'object') throw new EvaluationError('expected an object of variables', variables.range);
  call.budget.spend(source.text.length >> 4);
  const names = new Map([...variables.members].map(([key, { value }]) => [key, value]));
  const references = { resolve: () => null };
  const scope = { ...call.scope, names, item: null, references };
  const rendered = call.budget.nested(() => call.evaluate(call.parseTemplate(source), scope));
  return rendered.kind === 'unknown' ? rendered : toText(rendered);
}

const templatefile: TerraformFunction = (args, call) => render(readFile(args, call), argument(args, 1), call);

const templatestring: TerraformFunction = (args, call) => {
  const template = argument(args, 0);
  const within: Range = template.range ?? call.range;
  const source = new SourceText(within.source.uri, knownString([template], 0), within);
  return render(source, argument(args, 1), call);
};

function lift<T>(converted: T | Unknown, make: (known: T) => Value): Value {
  return isUnknown(converted) ? converted : make(converted);
}

function isUnknown(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'unknown';
}

function parseInteger(content: string, base: number): number {
  const value = Number.parseInt(content, base);
  if (!Number.isSafeInteger(value) || value.toString(base) !== content.toLowerCase().replace(/^0+(?=.)/, '')) {
    throw new EvaluationError('the text is not a number');
  }
  return value;
}

/** Go escapes more than JavaScript does, and a space as a plus. */
function urlEncode(content: string): string {
  const escape = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(content)
    .replaceAll('%20', '+')
    .replaceAll(/[!'()*]/g, escape);
}

/** https://developer.hashicorp.com/terraform/language/functions */
export const VALUE_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  ['abs', ofNumber(Math.abs)],
  ['ceil', ofNumber(Math.ceil)],
  ['floor', ofNumber(Math.floor)],
  ['signum', ofNumber(Math.sign)],
  ['max', ofNumbers(Math.max)],
  ['min', ofNumbers(Math.min)],
  ['parseint', (args, { range }) => number(parseInteger(knownString(args, 0), knownInteger(args, 1)), range)],
  ['tostring', conversion((value) => toText(value))],
  ['tonumber', conversion((value) => lift(toNumber(value), (known) => number(known, value.range)))],
  ['tobool', conversion((value) => lift(toBoolean(value), (known) => boolean(known, value.range)))],
  ['sensitive', same],
  ['nonsensitive', same],
  ['ephemeralasnull', same],
  ['issensitive', (_args, { range }) => unknown('what is sensitive is not evaluated', range)],
  ['jsonencode', (args, { range }) => joined([{ kind: 'json', value: argument(args, 0), range }], range)],
  ['jsondecode', jsondecode],
  ['yamldecode', yamldecode],
  ['base64encode', base64encode],
  ['base64decode', base64decode],
  ['md5', hash('md5')],
  ['sha1', hash('sha1')],
  ['sha256', hash('sha256')],
  ['sha512', hash('sha512')],
  ['base64sha256', hash('sha256', 'base64')],
  ['base64sha512', hash('sha512', 'base64')],
  ['urlencode', (args, { range }) => text(urlEncode(knownString(args, 0)), range)],
  ['file', file],
  ['templatefile', templatefile],
  ['templatestring', templatestring],
  ['abspath', (_args, { range }) => unknown('the folder that Terraform runs in is not known', range)],
  ['basename', (args, { range }) => text(knownString(args, 0).replace(/\/+$/, '').split('/').at(-1) ?? '', range)],
];
