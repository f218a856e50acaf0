import type { SourceLocation } from '../../../model/location.js';
import type { Body, Expression } from './hcl/ast.js';
import type { Grammar } from './hcl/grammar.js';
import { parseFile } from './hcl/parse.js';
import { type Range, SourceText } from './hcl/source-text.js';

/** A comment that accepts findings of a rule where it stands. */
export interface IgnoreComment {
  /** Empty when the comment names none. */
  readonly rule: string;
  /** Empty when the comment gives none. */
  readonly reason: string;
  readonly location: SourceLocation;
  /** The lines of what it stands in front of or behind, the first and the last. */
  readonly lines: readonly [number, number];
}

const MARK = 'iam-miner-lint:ignore';
const COMMENT = /^(?:#|\/\/|\/\*)\s*iam-miner-lint:ignore(?![\w-])[ \t]*(\S*)[ \t]*([^\n]*?)\s*(?:\*\/)?$/;

/**
 * Finds the comments `# iam-miner-lint:ignore RULE reason` of a file in Terraform's native syntax. One on a line of its own
 * is about the block, argument or list element that begins on the next line, one behind code about what begins on its line.
 */
export function findIgnores(grammar: Grammar, path: string, text: string): readonly IgnoreComment[] {
  if (!text.includes(MARK)) return [];
  const source = new SourceText(path, text);
  const comments = grammar.comments(text);
  const ranges = rangesOf(parseFile(grammar, source));
  return comments.flatMap(({ start, end }): readonly IgnoreComment[] => {
    const [found, rule = '', reason = ''] = COMMENT.exec(text.slice(start, end).trimEnd()) ?? [];
    if (found === undefined) return [];
    const { line } = source.position(start);
    const subject = subjectOf(text, start, comments);
    const widest = ranges
      .filter((range) => range.start === subject)
      .reduce((most, range) => Math.max(most, range.end), subject);
    const lines = [source.position(subject).line, source.position(widest).line] as const;
    return [{ rule, reason, location: { uri: path, startLine: line }, lines }];
  });
}

/** Where what a comment is about begins: the code before it on its line, or the next code. */
function subjectOf(text: string, start: number, comments: readonly { start: number; end: number }[]): number {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const before = /^[ \t]*/.exec(text.slice(lineStart, start))?.[0].length ?? 0;
  if (lineStart + before < start) return lineStart + before;
  let at = start;
  for (;;) {
    const comment = comments.find((one) => one.start === at);
    if (comment !== undefined) at = comment.end;
    const space = /^\s+/.exec(text.slice(at))?.[0].length ?? 0;
    if (space === 0 && comment === undefined) return at;
    at += space;
  }
}

function rangesOf({ attributes, blocks }: Body): readonly Range[] {
  return [
    ...[...attributes.values()].flatMap(({ range, expression }) => [range, ...rangesIn(expression)]),
    ...blocks.flatMap(({ range, body }) => [range, ...rangesOf(body)]),
  ];
}

/** Elements and members, as far as they are written out. */
function rangesIn(expression: Expression): readonly Range[] {
  switch (expression.kind) {
    case 'object':
      return expression.items.flatMap(({ key, value }) => [{ ...key.range, end: value.range.end }, ...rangesIn(value)]);
    case 'tuple':
      return expression.items.flatMap((item) => [item.range, ...rangesIn(item)]);
    case 'call':
      return expression.arguments.flatMap(rangesIn);
    case 'parentheses':
      return rangesIn(expression.expression);
    default:
      return [];
  }
}
