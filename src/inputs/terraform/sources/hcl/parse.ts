import type { Attribute, Block, Body, Expression } from './ast.js';
import { convertBody } from './convert-body.js';
import { Converter } from './convert-expression.js';
import type { Grammar, SyntaxNode } from './grammar.js';
import { ParseBudget } from './parse-budget.js';
import type { Range, SourceText } from './source-text.js';

/** How many ends of blocks are tried, one after the other, for the end of one that cannot be read. */
const MAX_TRIES = 16;
/** More blocks than a file has; a file made of ends of blocks is given up here. */
const MAX_BLOCKS = 2_000;
/** A template is parsed as a heredoc between these lines. */
const TEMPLATE_START = 'template = <<IAM_MINER_LINT_TEMPLATE\n';
const TEMPLATE_END = 'IAM_MINER_LINT_TEMPLATE';

/**
 * Parses a file in Terraform's native syntax. What cannot be read, or not within the budget, is among the problems of the
 * body. Never throws.
 */
export function parseFile(grammar: Grammar, source: SourceText, budget = ParseBudget.forOne()): Body {
  const { body, rest } = parsePart({ grammar, source, budget }, 0, source.text.length);
  if (body !== null) return body;
  return budget.exhausted ? rest : parseBlocks({ grammar, source, budget });
}

/** Templates that are read for each of many instances. */
const templates = new WeakMap<SourceText, Expression>();

/** Parses a template, as `templatefile` reads it. Never throws. */
export function parseTemplate(grammar: Grammar, source: SourceText): Expression {
  const known = templates.get(source);
  if (known !== undefined) return known;
  const template = readTemplate(grammar, source);
  templates.set(source, template);
  return template;
}

function readTemplate(grammar: Grammar, source: SourceText): Expression {
  const range = { source, start: 0, end: source.text.length };
  const invalid = (reason: string): Expression => ({ kind: 'invalid', reason, range });
  if (source.text.includes(TEMPLATE_END)) return invalid('not a template');
  const root = grammar.parse(`${TEMPLATE_START}${source.text}\n${TEMPLATE_END}\n`);
  const node = root === null ? null : findTemplate(root);
  if (root === null || node === null || containsError(root)) return invalid('not a template');
  return new Converter(source, -TEMPLATE_START.length).bareTemplate(node);
}

function findTemplate(root: SyntaxNode): SyntaxNode | null {
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.type === 'heredoc_template') return node;
    open.push(...node.children);
  }
  return null;
}

function containsError(root: SyntaxNode): boolean {
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.type === 'ERROR') return true;
    for (const child of node.children) open.push(child);
  }
  return false;
}

/** A file that is being parsed. */
interface Parsing {
  readonly grammar: Grammar;
  readonly source: SourceText;
  readonly budget: ParseBudget;
}

/** What a part of a file holds; `body` is null when there is an error in it, `rest` is what could be read all the same. */
interface Part {
  readonly body: Body | null;
  readonly rest: Body;
}

function parsePart({ grammar, source, budget }: Parsing, start: number, end: number): Part {
  const root = grammar.parse(source.text.slice(start, end), budget);
  const range = { source, start, end };
  if (root === null) return { body: null, rest: { attributes: new Map(), blocks: [], problems: [range], range } };
  const body = convertBody(new Converter(source, start), root, range);
  return { body: containsError(root) ? null : body, rest: body };
}

/**
 * Parses block by block, so that an error in one leaves the others whole. A line that begins with a brace ends a block,
 * except within a heredoc: therefore the first end is taken up to which there is no error.
 */
function parseBlocks(parsing: Parsing): Body {
  const { source } = parsing;
  const ends = endsOfBlocks(source.text);
  const attributes = new Map<string, Attribute>();
  const blocks: Block[] = [];
  const problems: Range[] = [];
  let start = 0;
  let count = 0;
  for (let index = 0; index < ends.length; count += 1) {
    if (count >= MAX_BLOCKS) {
      problems.push({ source, start, end: source.text.length });
      break;
    }
    const { body, last } = parseOne(parsing, start, ends.slice(index, index + MAX_TRIES));
    for (const [name, attribute] of body.attributes) attributes.set(name, attribute);
    blocks.push(...body.blocks);
    problems.push(...body.problems);
    index += last + 1;
    start = ends[index - 1] ?? start;
  }
  return { attributes, blocks, problems, range: { source, start: 0, end: source.text.length } };
}

/** Parses up to the first of the ends before which there is no error, otherwise up to the nearest. */
function parseOne(
  parsing: Parsing,
  start: number,
  ends: readonly number[],
): { readonly body: Body; readonly last: number } {
  let nearest: Body | null = null;
  for (const [last, end] of ends.entries()) {
    const { body, rest } = parsePart(parsing, start, end);
    if (body !== null) return { body, last };
    nearest ??= rest;
  }
  const range = { source: parsing.source, start, end: ends[0] ?? start };
  return { body: nearest ?? { attributes: new Map(), blocks: [], problems: [range], range }, last: 0 };
}

function endsOfBlocks(text: string): readonly number[] {
  const ends = [];
  for (let at = text.indexOf('\n}'); at !== -1; at = text.indexOf('\n}', at + 1)) {
    const lineEnd = text.indexOf('\n', at + 1);
    ends.push(lineEnd === -1 ? text.length : lineEnd + 1);
  }
  if (ends.at(-1) !== text.length) ends.push(text.length);
  return ends;
}
