import { derivedId } from '../derive.js';
import { EvaluationError, Undetermined } from '../errors.js';
import { type FlatPart, flat, knownText } from '../json.js';
import { joined, type StringPart, text, unknown } from '../value.js';
import type { JsonText } from '../../hcl/json-tree.js';
import { knownString, symbolicString, type TerraformFunction } from './arguments.js';
import { replaceMatches } from './regular-expressions.js';

/**
 * What policies use to get from the ARN or the URL of an identity provider to its name: all up to the last `provider/`, or
 * the scheme, is cut off. They are known by their text, so that they work on what is not known as a whole, and what is left
 * keeps its place in the sources.
 */
const CUTS: ReadonlyMap<string, 'path' | 'scheme'> = new Map([
  ['^(.*provider/)', 'path'],
  ['^.*provider/', 'path'],
  ['.*provider/', 'path'],
  ['^.*oidc-provider/', 'path'],
  ['^(.*oidc-provider/)', 'path'],
  ['^https://', 'scheme'],
  ['^(https://)', 'scheme'],
]);
/** No attribute of AWS takes a text nearly as long. */
const MAX_LENGTH = 1_000_000;
/** Far more places than a policy template has. */
const MAX_PIECES = 1_000;
const PATH = 'provider/';
const SCHEME = 'https://';

/** https://developer.hashicorp.com/terraform/language/functions/replace */
export const replace: TerraformFunction = (args, call) => {
  const { range } = call;
  const parts = flat(symbolicString(args, 0).parts);
  const search = knownString(args, 1);
  const replacement = flat(symbolicString(args, 2).parts);
  const derive = (part: Exclude<FlatPart, JsonText>): StringPart => {
    if (part.kind === 'unknown' || (cutsScheme(search) && replacement.length === 0)) return part;
    // What is put in could be a wildcard, and a hole holds none.
    if (replacement.some(mayBeWildcard)) return unknown(part.reason, part.range);
    const putIn = replacement.map((piece) => (piece.kind === 'text' ? piece.text : derivedId(piece.kind, idOf(piece))));
    return {
      ...part,
      id: derivedId('replace', `${part.id}, ${JSON.stringify(search)}, ${JSON.stringify(putIn.join(''))}`),
    };
  };
  if (search.length < 2 || !search.startsWith('/') || !search.endsWith('/')) {
    const replaced = runsOf(parts).flatMap((run) =>
      run.kind === 'texts' ? replaceAll(run.texts, search, replacement) : [derive(run.part)],
    );
    return joined(replaced, range);
  }
  const cut = CUTS.get(search.slice(1, -1).replaceAll('\\/', '/'));
  if (cut === undefined || replacement.some((part) => part.kind !== 'text' || part.text !== '')) {
    const [known, putIn] = [knownText(joined(parts, null)), knownText(joined(replacement, null))];
    if (known === null || putIn === null) {
      throw new Undetermined(unknown('a regular expression is tried on what is not known', range));
    }
    return text(replaceMatches(known, search.slice(1, -1), putIn, call), range);
  }
  return joined(cut === 'path' ? cutPath(parts, derive) : cutScheme(parts, derive), range);
};

/** IAM names an issuer without its scheme, so that a URL that is not known means the same provider with and without it. */
function cutsScheme(search: string): boolean {
  return search === SCHEME || CUTS.get(search.slice(1, -1).replaceAll('\\/', '/')) === 'scheme';
}

function mayBeWildcard(part: FlatPart): boolean {
  return part.kind === 'unknown' || (part.kind === 'text' && /[*?]/.test(part.text));
}

function idOf(part: Exclude<FlatPart, JsonText>): string {
  return part.kind === 'hole' ? part.id : part.reason;
}

type Run =
  | { readonly kind: 'texts'; readonly texts: JsonText[] }
  | { readonly kind: 'other'; readonly part: Exclude<FlatPart, JsonText> };

/** Neighbouring texts together: what is looked for may stand across them. */
function runsOf(parts: readonly FlatPart[]): readonly Run[] {
  // Where there is nothing, the empty text is found all the same.
  if (parts.length === 0) return [{ kind: 'texts', texts: [] }];
  const runs: Run[] = [];
  for (const part of parts) {
    const last = runs.at(-1);
    if (part.kind !== 'text') runs.push({ kind: 'other', part });
    else if (last?.kind === 'texts') last.texts.push(part);
    else runs.push({ kind: 'texts', texts: [part] });
  }
  return runs;
}

/** Puts the replacement into texts; what stays keeps its place in the sources, unless it is in shreds. */
function replaceAll(
  texts: readonly JsonText[],
  search: string,
  replacement: readonly FlatPart[],
): readonly StringPart[] {
  const content = texts.map(({ text }) => text).join('');
  const kept = search === '' ? ['', ...Array.from(content), ''] : content.split(search);
  const size = replacement.reduce((sum, part) => sum + (part.kind === 'text' ? part.text.length : 1), 0);
  if (content.length + kept.length * size > MAX_LENGTH) throw new EvaluationError('the text is too long');
  if (kept.length > MAX_PIECES) {
    const known = knownText(joined(replacement, null));
    if (known === null) throw new EvaluationError('the text has too many parts');
    return [{ kind: 'text', text: kept.join(known), range: null }];
  }
  const pieces: StringPart[] = [];
  let start = 0;
  for (const [index, { length }] of kept.entries()) {
    if (index > 0) pieces.push(...replacement);
    pieces.push(...slice(texts, start, start + length));
    start += length + search.length;
  }
  return pieces;
}

function slice(texts: readonly JsonText[], from: number, to: number): readonly JsonText[] {
  const slices: JsonText[] = [];
  let start = 0;
  for (const part of texts) {
    const first = Math.max(from - start, 0);
    const last = Math.min(to - start, part.text.length);
    start += part.text.length;
    if (first >= last) continue;
    // A text without escapes stands in the sources as it is.
    const plain = part.range !== null && part.range.end - part.range.start === part.text.length;
    const range = plain ? { ...part.range, start: part.range.start + first, end: part.range.start + last } : part.range;
    slices.push({ ...part, text: part.text.slice(first, last), range });
  }
  return slices;
}

type Derive = (part: Exclude<FlatPart, { readonly kind: 'text' }>) => StringPart;

function cutPath(parts: readonly FlatPart[], derive: Derive): readonly StringPart[] {
  const last = parts.findLastIndex((part) => part.kind === 'text' && part.text.includes(PATH));
  const part = parts[last];
  if (part?.kind !== 'text') return parts.map((entry) => (entry.kind === 'text' ? entry : derive(entry)));
  const rest = part.text.slice(part.text.lastIndexOf(PATH) + PATH.length);
  return [{ ...part, text: rest }, ...parts.slice(last + 1)];
}

function cutScheme(parts: readonly FlatPart[], derive: Derive): readonly StringPart[] {
  const [first, ...rest] = parts;
  if (first === undefined) return [];
  if (first.kind !== 'text') return [derive(first), ...rest];
  return [{ ...first, text: first.text.startsWith(SCHEME) ? first.text.slice(SCHEME.length) : first.text }, ...rest];
}
