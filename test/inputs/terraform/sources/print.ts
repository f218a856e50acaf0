import type { Body, Expression, TemplatePart } from '../../../../src/inputs/terraform/sources/hcl/ast.js';
import { locationOf, type Range } from '../../../../src/inputs/terraform/sources/hcl/source-text.js';

/** Writes an expression with all its parentheses, so that a test can say how it was read. */
export function print(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return String(expression.value);
    case 'template':
      return `"${expression.parts.map(printPart).join('')}"`;
    case 'tuple':
      return `[${expression.items.map(print).join(', ')}]`;
    case 'object':
      return `{${expression.items.map(({ key, value }) => `${print(key)} = ${print(value)}`).join(', ')}}`;
    case 'for-tuple':
      return `[for ${names(expression)} in ${print(expression.collection)} : ${print(expression.value)}${guard(expression.condition)}]`;
    case 'for-object':
      return `{for ${names(expression)} in ${print(expression.collection)} : ${print(expression.key)} => ${print(expression.value)}${expression.grouped ? '...' : ''}${guard(expression.condition)}}`;
    case 'conditional':
      return `(${print(expression.condition)} ? ${print(expression.whenTrue)} : ${print(expression.whenFalse)})`;
    case 'unary':
      return `(${expression.operator}${print(expression.operand)})`;
    case 'binary':
      return `(${print(expression.left)} ${expression.operator} ${print(expression.right)})`;
    case 'call':
      return `${expression.name}(${expression.arguments.map(print).join(', ')}${expression.expanded ? '...' : ''})`;
    case 'variable':
      return expression.name;
    case 'attribute':
      return `${print(expression.target)}.${expression.name}`;
    case 'index':
      return `${print(expression.target)}[${print(expression.key)}]`;
    case 'splat':
      return `${print(expression.target)}[*<${print(expression.each)}>]`;
    case 'item':
      return '_';
    case 'parentheses':
      return print(expression.expression);
    case 'invalid':
      return `<${expression.reason}>`;
  }
}

function printPart(part: TemplatePart): string {
  switch (part.kind) {
    case 'text':
      return JSON.stringify(part.text).slice(1, -1);
    case 'interpolation':
      return `\${${print(part.expression)}}`;
    case 'if':
      return `%{if ${print(part.condition)}}${part.whenTrue.map(printPart).join('')}%{else}${part.whenFalse.map(printPart).join('')}%{end}`;
    case 'for':
      return `%{for ${names(part)} in ${print(part.collection)}}${part.parts.map(printPart).join('')}%{end}`;
  }
}

function names({ keyName, valueName }: { readonly keyName: string | null; readonly valueName: string }): string {
  return keyName === null ? valueName : `${keyName}, ${valueName}`;
}

function guard(condition: Expression | null): string {
  return condition === null ? '' : ` if ${print(condition)}`;
}

/** `line:column-line:column`, as an editor shows it. */
export function place(range: Range): string {
  const { startLine, startColumn, endLine, endColumn } = locationOf(range);
  return `${String(startLine)}:${String(startColumn)}-${String(endLine)}:${String(endColumn)}`;
}

/** Every range in a tree. */
export function rangesOf(body: Body): readonly Range[] {
  const found: Range[] = [];
  const open: unknown[] = [body];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (Array.isArray(node)) open.push(...(node as unknown[]));
    else if (node instanceof Map) for (const entry of node.values() as Iterable<unknown>) open.push(entry);
    else if (isRange(node)) found.push(node);
    else if (typeof node === 'object' && node !== null)
      for (const entry of Object.values(node) as unknown[]) open.push(entry);
  }
  return found;
}

function isRange(node: unknown): node is Range {
  return typeof node === 'object' && node !== null && 'source' in node && 'start' in node && 'end' in node;
}
