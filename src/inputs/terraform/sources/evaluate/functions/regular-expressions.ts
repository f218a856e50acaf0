import { type Matcher, RE2JS, RE2JSException } from 're2js';
import type { Range } from '../../hcl/source-text.js';
import type { Call } from '../context.js';
import { EvaluationError } from '../errors.js';
import { list, object, text, type Value } from '../value.js';
import { knownString, type TerraformFunction } from './arguments.js';

/** Longer patterns, with what they repeat, and texts than any configuration has. */
const MAX_PATTERN = 20_000;
const MAX_TEXT = 100_000;
const MAX_MATCHES = 10_000;
/** Characters times instructions that are gone through in the time of one step. */
const WORK_PER_STEP = 256;

/**
 * A regular expression by the syntax that Terraform has from Go (https://github.com/google/re2/wiki/Syntax). It takes time
 * in proportion to text and pattern, whatever they are. Throws an {@link EvaluationError} for what is none.
 */
function compile(pattern: string, content: string, { budget, range }: Call): RE2JS {
  const size = pattern.length * repetitionsIn(pattern);
  if (size > MAX_PATTERN || content.length > MAX_TEXT) throw new EvaluationError('the text is too long', range);
  budget.spend(size / WORK_PER_STEP);
  try {
    const compiled = RE2JS.compile(pattern);
    budget.spend(1 + (content.length * compiled.programSize()) / WORK_PER_STEP);
    return compiled;
  } catch (error) {
    if (error instanceof RE2JSException) throw new EvaluationError('the pattern is not a regular expression', range);
    throw error;
  }
}

/** How often the parts of a pattern are repeated by a number, all together: a compiled pattern grows by as much. */
function repetitionsIn(pattern: string): number {
  const counts = [...pattern.matchAll(/\{(\d+)(?:,(\d+)?)?\}/g)].map(([, least, most]) => Number(most ?? least));
  return counts.reduce((sum, count) => sum + count, 1);
}

/** The matches in order, as Go finds them: none is empty at the end of another one. */
function* matchesIn(expression: RE2JS, content: string, { budget }: Call): Generator<Matcher> {
  const matcher = expression.matcher(content);
  let end = -1;
  for (let count = 0; matcher.find(); count += 1) {
    if (count >= MAX_MATCHES) throw new EvaluationError('the text has too many parts');
    budget.spend(1);
    if (matcher.start() === matcher.end() && matcher.start() === end) continue;
    end = matcher.end();
    yield matcher;
  }
}

/** A match is a text; with groups it is their list, and with names an object of them. */
function valueOf(expression: RE2JS, matcher: Matcher, range: Range): Value {
  const group = (key: string | number): Value => {
    const found = matcher.group(key);
    return found === null ? { kind: 'null', range } : text(found, range);
  };
  const names = Object.keys(expression.namedGroups());
  if (names.length > 0)
    return object(
      names.map((name) => [name, group(name)]),
      range,
    );
  const count = expression.groupCount();
  if (count === 0) return group(0);
  return list(
    Array.from({ length: count }, (_, index) => group(index + 1)),
    range,
  );
}

/** https://developer.hashicorp.com/terraform/language/functions/regex */
const regex: TerraformFunction = (args, call) => {
  const [pattern, content] = [knownString(args, 0), knownString(args, 1)];
  const expression = compile(pattern, content, call);
  for (const matcher of matchesIn(expression, content, call)) return valueOf(expression, matcher, call.range);
  throw new EvaluationError('the pattern is not in the text', call.range);
};

/** https://developer.hashicorp.com/terraform/language/functions/regexall */
const regexAll: TerraformFunction = (args, call) => {
  const [pattern, content] = [knownString(args, 0), knownString(args, 1)];
  const expression = compile(pattern, content, call);
  const found: Value[] = [];
  for (const matcher of matchesIn(expression, content, call)) found.push(valueOf(expression, matcher, call.range));
  return list(found, call.range);
};

/**
 * What `replace` makes of a text by a pattern between slashes: `$1`, `$name` and `${name}` in the replacement stand for
 * what a group found, `$$` for a dollar sign (https://pkg.go.dev/regexp#Regexp.Expand).
 */
export function replaceMatches(content: string, pattern: string, replacement: string, call: Call): string {
  const expression = compile(pattern, content, call);
  const pieces: string[] = [];
  let at = 0;
  let length = 0;
  const push = (piece: string): void => {
    length += piece.length;
    if (length > MAX_TEXT) throw new EvaluationError('the text is too long', call.range);
    pieces.push(piece);
  };
  for (const matcher of matchesIn(expression, content, call)) {
    push(content.slice(at, matcher.start()));
    push(
      replacement.replaceAll(REFERENCE, (_found, braced?: string, plain?: string) => {
        const name = braced ?? plain;
        return name === undefined ? '$' : groupOf(expression, matcher, name);
      }),
    );
    at = matcher.end();
  }
  push(content.slice(at));
  return pieces.join('');
}

const REFERENCE = /\$(?:\$|\{(\w+)\}|(\w+))/g;

/** A group that is not in the pattern, or found nothing, is empty. */
function groupOf(expression: RE2JS, matcher: Matcher, name: string): string {
  const index = /^\d+$/.test(name) ? Number(name) : expression.namedGroups()[name];
  if (index === undefined || index > expression.groupCount()) return '';
  return matcher.group(index) ?? '';
}

/** https://developer.hashicorp.com/terraform/language/functions */
export const REGULAR_EXPRESSION_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  ['regex', regex],
  ['regexall', regexAll],
];
