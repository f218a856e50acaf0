import { createHash } from 'node:crypto';
import { minimatch } from 'minimatch';
import { type Range, SourceText } from '../../hcl/source-text.js';
import type { Call } from '../context.js';
import { toSet, toText } from '../convert.js';
import { EvaluationError, Undetermined } from '../errors.js';
import { boolean, list, text, unknown, type Value } from '../value.js';
import { argument, knownString, type TerraformFunction } from './arguments.js';

function readFile(args: readonly Value[], call: Call): SourceText {
  const path = knownString(args, 0);
  const source = call.scope.readFile(path);
  if (source === null) throw new Undetermined(unknown(`the file \`${path}\` is not in the sources`, call.range));
  return source;
}

const file: TerraformFunction = (args, call) => {
  const source = readFile(args, call);
  return text(source.text, { source, start: 0, end: source.text.length });
};

/** What is not there may be outside the sources. */
const fileExists: TerraformFunction = (args, call) => {
  readFile(args, call);
  return boolean(true, call.range);
};

function digest(
  algorithm: 'md5' | 'sha1' | 'sha256' | 'sha512',
  encoding: 'hex' | 'base64' = 'hex',
): TerraformFunction {
  return (args, call) => text(createHash(algorithm).update(readFile(args, call).text).digest(encoding), call.range);
}

/** Evaluates a template with nothing but the given names. */
function render(source: SourceText, variables: Value, call: Call): Value {
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

const MAX_PATTERN = 200;
/** Where a pattern says more than this, how long it takes to try it is not known. */
const MAX_WILDCARDS = 8;

/** https://developer.hashicorp.com/terraform/language/functions/fileset */
const fileset: TerraformFunction = (args, call) => {
  const [path, pattern] = [knownString(args, 0), knownString(args, 1)];
  const wildcards = pattern.match(/[*?[{]+/g)?.length ?? 0;
  if (pattern.length > MAX_PATTERN || wildcards > MAX_WILDCARDS) {
    throw new EvaluationError('the pattern is too long', call.range);
  }
  const files = call.scope.filesBelow(path);
  if (files === null) throw new Undetermined(unknown(`the folder \`${path}\` is not in the sources`, call.range));
  call.budget.spend(files.length);
  const found = files.filter((name) =>
    minimatch(name, pattern, { dot: true, noext: true, nocomment: true, nonegate: true }),
  );
  return toSet(
    list(
      found.map((name) => text(name, call.range)),
      call.range,
    ),
  );
};

const baseName: TerraformFunction = (args, { range }) =>
  text(knownString(args, 0).replace(/\/+$/, '').split('/').at(-1) ?? '', range);

const directoryName: TerraformFunction = (args, { range }) => {
  const path = knownString(args, 0).replace(/\/+$/, '');
  const slash = path.lastIndexOf('/');
  return text(slash === -1 ? '.' : path.slice(0, slash) || '/', range);
};

/** https://developer.hashicorp.com/terraform/language/functions/file */
export const FILE_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  ['file', file],
  ['fileexists', fileExists],
  ['fileset', fileset],
  ['filebase64', (args, call) => text(Buffer.from(readFile(args, call).text).toString('base64'), call.range)],
  ['filemd5', digest('md5')],
  ['filesha1', digest('sha1')],
  ['filesha256', digest('sha256')],
  ['filesha512', digest('sha512')],
  ['filebase64sha256', digest('sha256', 'base64')],
  ['filebase64sha512', digest('sha512', 'base64')],
  ['templatefile', templatefile],
  ['templatestring', templatestring],
  ['abspath', (_args, { range }) => unknown('the folder that Terraform runs in is not known', range)],
  ['basename', baseName],
  ['dirname', directoryName],
];
