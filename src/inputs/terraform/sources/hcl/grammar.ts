import { readFile } from 'node:fs/promises';
import type { Parser, TreeCursor } from 'web-tree-sitter';
import { ParseBudget } from './parse-budget.js';

/** Built from https://github.com/tree-sitter-grammars/tree-sitter-hcl; data/terraform-grammar/README.md says how. */
const GRAMMAR = new URL('../../../../../data/terraform-grammar/tree-sitter-terraform.wasm', import.meta.url);

/** Far above any source written by hand. */
const MAX_LENGTH = 2 ** 21;

/** A node of the syntax tree as the grammar names it; what the parser skipped or invented is of type `ERROR`. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly children: readonly SyntaxNode[];
}

/** The grammar of Terraform's language, ready to parse. */
export interface Grammar {
  /**
   * The syntax tree of a text; null for one that is too large, or takes more than the budget has, by default that of a
   * file. Never throws.
   */
  readonly parse: (text: string, budget?: ParseBudget) => SyntaxNode | null;
  /** Where the comments of a text stand, in their order; none in one that cannot be parsed. Never throws. */
  readonly comments: (text: string) => readonly Pick<SyntaxNode, 'start' | 'end'>[];
}

let loaded: Promise<Grammar> | null = null;

/** Loads the grammar once; only who reads sources pays for it. Throws when the package's own files cannot be read. */
export function loadGrammar(): Promise<Grammar> {
  return (loaded ??= load());
}

async function load(): Promise<Grammar> {
  const [{ Language, Parser }, wasm] = await Promise.all([import('web-tree-sitter'), readFile(GRAMMAR)]);
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(wasm));
  return {
    parse: (text, budget = ParseBudget.forOne()) => walk(parser, text, budget, copyTree),
    comments: (text) => walk(parser, text, ParseBudget.forOne(), findComments) ?? [],
  };
}

function walk<T>(
  parser: Parser,
  text: string,
  budget: ParseBudget,
  read: (cursor: TreeCursor, budget: ParseBudget) => T,
): T | null {
  if (text.length > MAX_LENGTH) budget.giveUp();
  if (budget.exhausted) return null;
  try {
    // The grammar takes the end of a heredoc only with a line end behind it.
    const tree = parser.parse(`${text}\n`, null, { progressCallback: () => !budget.spendCallback() });
    if (tree === null) {
      parser.reset();
      return null;
    }
    const cursor = tree.walk();
    const result = read(cursor, budget);
    cursor.delete();
    tree.delete();
    return result;
  } catch {
    // The parser is foreign code; whatever it stumbles over, the text was not read.
    return null;
  }
}

interface OpenNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly children: SyntaxNode[];
}

/** Copies the tree out of the parser's memory, without comments and without recursion, however deep it is. */
function copyTree(cursor: TreeCursor, budget: ParseBudget): SyntaxNode | null {
  const open = [openNode(cursor)];
  for (;;) {
    if (!budget.spendNode()) return null;
    if (cursor.gotoFirstChild()) {
      open.push(openNode(cursor));
      continue;
    }
    for (;;) {
      const node = open.pop();
      const parent = open.at(-1);
      if (node === undefined) throw new Error('the cursor has left the tree');
      if (parent === undefined) return node;
      if (node.type !== 'comment') parent.children.push(isInvented(node) ? { ...node, type: 'ERROR' } : node);
      if (cursor.gotoNextSibling()) break;
      cursor.gotoParent();
    }
    open.push(openNode(cursor));
  }
}

function findComments(cursor: TreeCursor): readonly Pick<SyntaxNode, 'start' | 'end'>[] {
  const found = [];
  for (;;) {
    if (cursor.nodeType === 'comment') found.push({ start: cursor.startIndex, end: cursor.endIndex });
    if (cursor.gotoFirstChild() || cursor.gotoNextSibling()) continue;
    do {
      if (!cursor.gotoParent()) return found;
    } while (!cursor.gotoNextSibling());
  }
}

/** A bracket that is not there is a node with nothing but a missing token in it. */
function isInvented({ children }: SyntaxNode): boolean {
  const [child] = children;
  return children.length === 1 && child?.type === 'ERROR' && child.start === child.end;
}

function openNode(cursor: TreeCursor): OpenNode {
  const type = cursor.nodeIsMissing ? 'ERROR' : cursor.nodeType;
  return { type, start: cursor.startIndex, end: cursor.endIndex, children: [] };
}
