import { createHash } from 'node:crypto';
import { toBoolean, toNumber, toText } from '../convert.js';
import { EvaluationError, Undetermined } from '../errors.js';
import { decodeJson, knownText } from '../json.js';
import { boolean, joined, list, number, object, text, type Unknown, unknown, type Value } from '../value.js';
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

const base64encode: TerraformFunction = (args, { range }) =>
  text(Buffer.from(knownString(args, 0), 'utf8').toString('base64'), range);

const base64decode: TerraformFunction = (args, { range }) =>
  text(Buffer.from(knownString(args, 0), 'base64').toString('utf8'), range);

function hash(algorithm: 'md5' | 'sha1' | 'sha256' | 'sha512', encoding: 'hex' | 'base64' = 'hex'): TerraformFunction {
  return (args, { range }) => text(createHash(algorithm).update(knownString(args, 0)).digest(encoding), range);
}

/** Names that stand for a namespace, and the first part of its identifier (https://www.rfc-editor.org/rfc/rfc9562#section-6.6). */
const NAMESPACES: ReadonlyMap<string, string> = new Map([
  ['dns', '6ba7b810'],
  ['url', '6ba7b811'],
  ['oid', '6ba7b812'],
  ['x500', '6ba7b814'],
]);
const NAMESPACE_REST = '9dad11d180b400c04fd430c8';
const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

/** https://developer.hashicorp.com/terraform/language/functions/uuidv5 */
const uuidv5: TerraformFunction = (args, { range }) => {
  const given = knownString(args, 0);
  const start = NAMESPACES.get(given);
  if (start === undefined && !UUID.test(given)) throw new EvaluationError('the namespace is no UUID');
  const namespace = Buffer.from(start === undefined ? given.replaceAll('-', '') : start + NAMESPACE_REST, 'hex');
  const digest = createHash('sha1').update(namespace).update(knownString(args, 1)).digest().subarray(0, 16);
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = digest.toString('hex');
  const [a, b, c, d, e] = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return text([a, b, c, d, e].join('-'), range);
};

/** https://developer.hashicorp.com/terraform/language/functions/csvdecode */
const csvdecode: TerraformFunction = (args, { range, budget }) => {
  const content = knownString(args, 0);
  budget.spend(content.length);
  const [names = [], ...rows] = csvRows(content);
  if (new Set(names).size < names.length) throw new EvaluationError('two columns have the same name', range);
  return list(
    rows.map((row) => {
      if (row.length !== names.length)
        throw new EvaluationError('a line has more or fewer fields than the first', range);
      return object(
        names.map((name, index) => [name, text(row[index] ?? '', range)]),
        range,
      );
    }),
    range,
  );
};

/** The fields of each line that is not empty (https://www.rfc-editor.org/rfc/rfc4180). */
function csvRows(content: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  // A field, with what ends it: a comma, the end of the line, or the end of the text.
  const field = /(?:"((?:[^"]|"")*)"|([^",\n]*?))(,|\r?\n|$)/y;
  while (field.lastIndex < content.length || row.length > 0) {
    const found = field.exec(content);
    if (found === null) throw new EvaluationError('the text is not CSV');
    const [, quoted, plain = '', end] = found;
    row.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ',') continue;
    if (row.length > 1 || row[0] !== '' || quoted !== undefined) rows.push(row);
    row = [];
  }
  return rows;
}

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
  ['pow', (args, { range }) => number(knownNumber(args, 0) ** knownNumber(args, 1), range)],
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
  ['csvdecode', csvdecode],
  ['uuidv5', uuidv5],
  ['base64encode', base64encode],
  ['base64decode', base64decode],
  ['md5', hash('md5')],
  ['sha1', hash('sha1')],
  ['sha256', hash('sha256')],
  ['sha512', hash('sha512')],
  ['base64sha256', hash('sha256', 'base64')],
  ['base64sha512', hash('sha512', 'base64')],
  ['urlencode', (args, { range }) => text(urlEncode(knownString(args, 0)), range)],
];
