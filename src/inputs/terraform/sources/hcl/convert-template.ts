import type { Expression, Template, TemplatePart, TemplateText } from './ast.js';
import type { SyntaxNode } from './grammar.js';
import type { Range } from './source-text.js';

/** Where a template stands says which escapes it has and how its text is split. */
export type TemplatePlace = 'quoted' | 'heredoc' | 'bare';

/** The pieces of a `for`, wherever it stands. */
export interface ForIntro {
  readonly keyName: string | null;
  readonly valueName: string;
  readonly collection: Expression;
}

/** What the conversion of templates needs of that of expressions. */
export interface TemplateContext {
  readonly range: (node: SyntaxNode) => Range;
  readonly text: (node: SyntaxNode) => string;
  readonly expression: (node: SyntaxNode) => Expression;
  readonly forIntro: (nodes: readonly SyntaxNode[]) => ForIntro | null;
  readonly invalid: (node: SyntaxNode) => Expression;
}

/** A template before its directives are put together. Texts may be trimmed. */
type Token =
  | { readonly kind: 'text'; pieces: readonly TemplateText[]; readonly lineEnd: boolean }
  | {
      readonly kind: 'interpolation' | 'if' | 'else' | 'endif' | 'for' | 'endfor';
      readonly node: SyntaxNode;
      readonly trimBefore: boolean;
      readonly trimAfter: boolean;
    };

/** More directives within each other than anyone writes. */
const MAX_DEPTH = 32;
/** Nodes between a template and a directive that is not nested more deeply than that. */
const MAX_NODES_DEEP = 8 * MAX_DEPTH;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['"', '"'],
  ['\\', '\\'],
]);
const HEXADECIMAL = /^[0-9a-fA-F]+$/;
/** What Unicode calls white space, which is what Terraform trims. */
const SPACE = /^[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/;

const DIRECTIVES: ReadonlyMap<string, 'if' | 'else' | 'endif' | 'for' | 'endfor'> = new Map([
  ['template_if_intro', 'if'],
  ['template_else_intro', 'else'],
  ['template_if_end', 'endif'],
  ['template_for_start', 'for'],
  ['template_for_end', 'endfor'],
]);
const CONTAINERS: ReadonlySet<string> = new Set(['template_directive', 'template_if', 'template_for']);
const FRAME: ReadonlySet<string> = new Set([
  'quoted_template_start',
  'quoted_template_end',
  'heredoc_start',
  'heredoc_identifier',
  'template_literal',
]);

/**
 * Converts a string or heredoc (https://developer.hashicorp.com/terraform/language/expressions/strings). The grammar
 * drops white space between its nodes; the texts are therefore taken from the source between the directives.
 */
export function convertTemplate(converter: TemplateContext, node: SyntaxNode, place: TemplatePlace): Expression {
  const content = contentOf(converter, node, place);
  if (content === null) return converter.invalid(node);
  const tokens: Token[] = [];
  let at = content.start;
  for (const part of directivesOf(node, 0)) {
    if (part === null) return converter.invalid(node);
    const { start, end } = converter.range(part.node);
    // `$${` begins no interpolation, also where another `$` stands before it.
    const { text } = content.source;
    if (start < at || (start > at && text[start - 1] === text[start])) return converter.invalid(node);
    const texts = textTokens({ ...content, start: at, end: start }, place);
    if (texts === null) return converter.invalid(node);
    tokens.push(...texts, part);
    at = end;
  }
  const texts = textTokens({ ...content, start: Math.min(at, content.end) }, place);
  if (texts === null) return converter.invalid(node);
  tokens.push(...texts);
  trim(tokens);
  if (place === 'heredoc' && converter.text(node).startsWith('<<-')) unindent(tokens);
  const parts = new Assembler(converter, tokens).parts(0);
  if (parts === null) return converter.invalid(node);
  const template: Template = { kind: 'template', parts, range: converter.range(node) };
  return template;
}

/** The range between the quotes, or of the lines of a heredoc. */
function contentOf(converter: TemplateContext, node: SyntaxNode, place: TemplatePlace): Range | null {
  const first = node.children[place === 'quoted' ? 0 : 1];
  const last = node.children.at(-1);
  if (first === undefined || last === undefined || first === last) return null;
  if (node.children.some(({ type }) => type === 'ERROR')) return null;
  const { source, end: opening } = converter.range(first);
  const closing = converter.range(last).start;
  if (place === 'quoted') return { source, start: opening, end: closing };
  // A heredoc begins behind the first line end, and ends before the white space of its closing line.
  const start = place === 'bare' ? 0 : source.text.indexOf('\n', opening) + 1;
  const end = place === 'bare' ? source.text.length : source.text.lastIndexOf('\n', closing) + 1;
  return start === 0 && place !== 'bare' ? null : { source, start, end: Math.max(start, end) };
}

/** Interpolations and directives in the order in which they stand; null for what is neither. */
function directivesOf(node: SyntaxNode, depth: number): readonly (Exclude<Token, { readonly kind: 'text' }> | null)[] {
  if (depth > MAX_NODES_DEEP) return [null];
  return node.children.flatMap((child) => {
    if (CONTAINERS.has(child.type)) return directivesOf(child, depth + 1);
    if (FRAME.has(child.type)) return [];
    const kind = child.type === 'template_interpolation' ? 'interpolation' : DIRECTIVES.get(child.type);
    if (kind === undefined || child.children.some(({ type }) => type === 'ERROR')) return [null];
    const trimBefore = child.children[1]?.type === 'strip_marker';
    const trimAfter = child.children.at(-2)?.type === 'strip_marker' && child.children.length > 3;
    return [{ kind, node: child, trimBefore, trimAfter }];
  });
}

/** One token for a quoted text, otherwise one for each line; null when an escape is not valid. */
function textTokens(range: Range, place: TemplatePlace): Token[] | null {
  const { source, start, end } = range;
  if (place === 'quoted') {
    const pieces = piecesOf(range, place);
    return pieces === null ? null : pieces.length === 0 ? [] : [{ kind: 'text', pieces, lineEnd: false }];
  }
  const tokens: Token[] = [];
  for (let at = start; at < end;) {
    const lineEnd = source.text.indexOf('\n', at);
    const until = lineEnd === -1 || lineEnd >= end ? end : lineEnd + 1;
    const pieces = piecesOf({ source, start: at, end: until }, place);
    if (pieces === null) return null;
    tokens.push({ kind: 'text', pieces, lineEnd: source.text[until - 1] === '\n' });
    at = until;
  }
  return tokens;
}

/** Undoes the escapes; text without one is one piece, and each escape is a piece. */
function piecesOf({ source, start, end }: Range, place: TemplatePlace): readonly TemplateText[] | null {
  const { text } = source;
  const pieces: TemplateText[] = [];
  let plain = start;
  const flush = (until: number): void => {
    if (until <= plain) return;
    pieces.push({ kind: 'text', text: text.slice(plain, until), range: { source, start: plain, end: until } });
  };
  for (let at = start; at < end;) {
    const character = text[at];
    let escape: { readonly text: string; readonly length: number } | null = null;
    if (character === '\\' && place === 'quoted') {
      escape = readEscape(text, at);
      if (escape === null) return null;
    } else if ((character === '$' || character === '%') && text.startsWith(`${character}{`, at + 1)) {
      escape = { text: `${character}{`, length: 3 };
    } else if (character === '\n' && place === 'quoted') return null;
    if (escape === null) {
      at += 1;
      continue;
    }
    flush(at);
    pieces.push({ kind: 'text', text: escape.text, range: { source, start: at, end: at + escape.length } });
    at += escape.length;
    plain = at;
  }
  flush(end);
  return pieces;
}

function readEscape(text: string, at: number): { readonly text: string; readonly length: number } | null {
  const letter = text[at + 1] ?? '';
  const simple = ESCAPES.get(letter);
  if (simple !== undefined) return { text: simple, length: 2 };
  const digits = letter === 'u' ? 4 : letter === 'U' ? 8 : 0;
  const code = text.slice(at + 2, at + 2 + digits);
  if (digits === 0 || code.length < digits || !HEXADECIMAL.test(code)) return null;
  const point = Number.parseInt(code, 16);
  return point > 0x10ffff ? null : { text: String.fromCodePoint(point), length: 2 + digits };
}

/** `~` takes away the white space of the text beside it, outside of quotes not beyond the line. */
function trim(tokens: readonly Token[]): void {
  tokens.forEach((token, index) => {
    if (token.kind === 'text') return;
    const before = tokens[index - 1];
    const after = tokens[index + 1];
    if (token.trimBefore && before?.kind === 'text') before.pieces = dropSpaces(before.pieces, Infinity, 'end');
    if (token.trimAfter && after?.kind === 'text') after.pieces = dropSpaces(after.pieces, Infinity, 'start');
  });
}

/** `<<-` takes away the indentation that all lines share; lines of white space alone do not count. */
function unindent(tokens: readonly Token[]): void {
  let common = Infinity;
  let lineStart = true;
  const indented: Extract<Token, { readonly kind: 'text' }>[] = [];
  for (const token of tokens) {
    if (lineStart) {
      let spaces = 0;
      if (token.kind === 'text') {
        spaces = leadingSpaces(token.pieces);
        const length = token.pieces.reduce((sum, { text }) => sum + text.length, 0);
        if (spaces === length && endsLine(token)) spaces = Infinity;
        else indented.push(token);
      }
      common = Math.min(common, spaces);
    }
    lineStart = token.kind === 'text' && endsLine(token);
  }
  for (const token of indented) token.pieces = dropSpaces(token.pieces, common, 'start');
}

/** Whether the text still ends with a line end after it was trimmed. */
function endsLine(token: Extract<Token, { readonly kind: 'text' }>): boolean {
  return token.lineEnd && token.pieces.at(-1)?.text.endsWith('\n') === true;
}

function leadingSpaces(pieces: readonly TemplateText[]): number {
  const text = pieces.map((piece) => piece.text).join('');
  let count = 0;
  while (count < text.length && SPACE.test(text.charAt(count))) count += 1;
  return count;
}

/** Drops up to `limit` spaces from one end. */
function dropSpaces(pieces: readonly TemplateText[], limit: number, side: 'start' | 'end'): readonly TemplateText[] {
  const left = [...pieces];
  let remaining = limit;
  while (remaining > 0) {
    const piece = side === 'start' ? left[0] : left.at(-1);
    if (piece === undefined) break;
    let count = 0;
    const { text, range } = piece;
    while (count < text.length && count < remaining) {
      if (!SPACE.test(text[side === 'start' ? count : text.length - 1 - count] ?? '')) break;
      count += 1;
    }
    if (count === 0) break;
    remaining -= count;
    if (side === 'start') left.shift();
    else left.pop();
    if (count === text.length) continue;
    const kept: TemplateText =
      side === 'start'
        ? { ...piece, text: text.slice(count), range: { ...range, start: range.start + count } }
        : { ...piece, text: text.slice(0, -count), range: { ...range, end: range.end - count } };
    if (side === 'start') left.unshift(kept);
    else left.push(kept);
    break;
  }
  return left;
}

/** Puts directives and what stands between them together. */
class Assembler {
  #at = 0;

  constructor(
    private readonly converter: TemplateContext,
    private readonly tokens: readonly Token[],
  ) {}

  /** The parts up to the end of the enclosing directive, which is left to the caller; null when they do not fit. */
  parts(depth: number): TemplatePart[] | null {
    if (depth > MAX_DEPTH) return null;
    const parts: TemplatePart[] = [];
    for (let token = this.tokens[this.#at]; token !== undefined; token = this.tokens[this.#at]) {
      if (token.kind === 'else' || token.kind === 'endif' || token.kind === 'endfor') {
        return depth === 0 ? null : parts;
      }
      this.#at += 1;
      if (token.kind === 'text') {
        parts.push(...token.pieces);
        continue;
      }
      const part =
        token.kind === 'interpolation'
          ? this.#interpolation(token.node)
          : token.kind === 'if'
            ? this.#if(token.node, depth)
            : this.#for(token.node, depth);
      if (part === null) return null;
      parts.push(part);
    }
    return depth === 0 ? parts : null;
  }

  #interpolation(node: SyntaxNode): TemplatePart | null {
    const inner = node.children.find(({ type }) => type === 'expression');
    if (inner === undefined) return null;
    const expression = this.converter.expression(inner);
    return { kind: 'interpolation', expression, range: this.converter.range(node) };
  }

  #if(node: SyntaxNode, depth: number): TemplatePart | null {
    const inner = node.children.find(({ type }) => type === 'expression');
    const whenTrue = this.parts(depth + 1);
    const withElse = this.#take('else') !== null;
    const whenFalse = withElse ? this.parts(depth + 1) : [];
    const end = this.#take('endif');
    if (inner === undefined || whenTrue === null || whenFalse === null || end === null) return null;
    const range = { ...this.converter.range(node), end: this.converter.range(end).end };
    return { kind: 'if', condition: this.converter.expression(inner), whenTrue, whenFalse, range };
  }

  #for(node: SyntaxNode, depth: number): TemplatePart | null {
    const intro = this.converter.forIntro(node.children);
    const parts = this.parts(depth + 1);
    const end = this.#take('endfor');
    if (intro === null || parts === null || end === null) return null;
    return {
      kind: 'for',
      ...intro,
      parts,
      range: { ...this.converter.range(node), end: this.converter.range(end).end },
    };
  }

  #take(kind: 'else' | 'endif' | 'endfor'): SyntaxNode | null {
    const token = this.tokens[this.#at];
    if (token?.kind !== kind) return null;
    this.#at += 1;
    return token.node;
  }
}
