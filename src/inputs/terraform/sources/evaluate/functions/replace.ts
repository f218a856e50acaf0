import { derivedId } from '../derive.js';
import { EvaluationError, Undetermined } from '../errors.js';
import { flat } from '../json.js';
import { joined, type StringPart, unknown } from '../value.js';
import { knownString, symbolicString, type TerraformFunction } from './arguments.js';

/**
 * A pattern from the sources is never run. These few are what policies use to get from the ARN or the URL of an identity
 * provider to its name, so that they are known by their text: all up to the last `provider/`, or the scheme, is cut off.
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
const PATH = 'provider/';
const SCHEME = 'https://';

/** https://developer.hashicorp.com/terraform/language/functions/replace */
export const replace: TerraformFunction = (args, { range }) => {
  const parts = flat(symbolicString(args, 0).parts);
  const search = knownString(args, 1);
  const replacement = knownString(args, 2);
  const derive = (part: Exclude<(typeof parts)[number], { readonly kind: 'text' }>): StringPart => {
    if (part.kind === 'unknown') return part;
    // What is put in could be a wildcard, and a hole holds none.
    if (/[*?]/.test(replacement)) return unknown(part.reason, part.range);
    return {
      ...part,
      id: derivedId('replace', `${part.id}, ${JSON.stringify(search)}, ${JSON.stringify(replacement)}`),
    };
  };
  if (search.length < 2 || !search.startsWith('/') || !search.endsWith('/')) {
    return joined(
      parts.map((part) =>
        part.kind === 'text' ? { ...part, text: replaceAll(part.text, search, replacement) } : derive(part),
      ),
      range,
    );
  }
  const cut = CUTS.get(search.slice(1, -1).replaceAll('\\/', '/'));
  if (cut === undefined || replacement !== '') {
    throw new Undetermined(unknown('a regular expression is not evaluated', range));
  }
  return joined(cut === 'path' ? cutPath(parts, derive) : cutScheme(parts, derive), range);
};

function replaceAll(content: string, search: string, replacement: string): string {
  const pieces = content.split(search);
  const grown = content.length + pieces.length * replacement.length;
  if (grown > MAX_LENGTH) throw new EvaluationError('the text is too long');
  // Terraform puts the replacement at both ends, too, when it looks for nothing.
  const edge = search === '' && content !== '' ? replacement : '';
  return search === '' && content === '' ? replacement : edge + pieces.join(replacement) + edge;
}

type FlatPart = ReturnType<typeof flat>[number];
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
