import type { Binary, BinaryOperator, Conditional, Expression, ObjectItem, SplatItem } from './ast.js';
import { convertTemplate, type ForIntro, type TemplateContext } from './convert-template.js';
import type { SyntaxNode } from './grammar.js';
import type { Range, SourceText } from './source-text.js';

/** Deeper than anyone writes; what is nested deeper is invalid. */
const MAX_DEPTH = 200;
/** More than anyone writes behind one name. */
const MAX_ACCESSES = 200;
const BINARY: ReadonlySet<string> = new Set(['*', '/', '%', '+', '-', '>', '>=', '<', '<=', '==', '!=', '&&', '||']);
const DECIMAL = /^\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/** What stands behind a term. */
type Access =
  | { readonly kind: 'attribute'; readonly name: string; readonly node: SyntaxNode }
  | { readonly kind: 'index'; readonly key: Expression; readonly legacy: boolean; readonly node: SyntaxNode }
  | { readonly kind: 'splat'; readonly full: boolean; readonly node: SyntaxNode };

/**
 * Turns syntax nodes into expressions. What the grammar does not see as Terraform does is put right here: the order of
 * nested conditionals, what a splat takes along, and the text of templates.
 */
export class Converter implements TemplateContext {
  #depth = 0;

  /** `offset` is where the parsed text begins in the source. */
  constructor(
    readonly source: SourceText,
    private readonly offset: number,
  ) {}

  range(node: SyntaxNode): Range {
    const limit = this.source.text.length;
    const within = (offset: number): number => Math.min(Math.max(offset + this.offset, 0), limit);
    return { source: this.source, start: within(node.start), end: within(node.end) };
  }

  text(node: SyntaxNode): string {
    const { start, end } = this.range(node);
    return this.source.text.slice(start, end);
  }

  /** The text of a string without interpolations; null when it has any. */
  constantText(node: SyntaxNode): string | null {
    const template = this.#template(node);
    if (template.kind !== 'template') return null;
    let text = '';
    for (const part of template.parts) {
      if (part.kind !== 'text') return null;
      text += part.text;
    }
    return text;
  }

  /** Converts the content of a template file, which the grammar was given as a heredoc. */
  bareTemplate(heredoc: SyntaxNode): Expression {
    return convertTemplate(this, heredoc, 'bare');
  }

  /** Converts an `expression` node. */
  expression(node: SyntaxNode): Expression {
    if (node.type !== 'expression') return this.invalid(node);
    return this.terms(node, node.children);
  }

  /** Converts the nodes of a term and what stands behind it, or of a conditional. */
  terms(parent: SyntaxNode, nodes: readonly SyntaxNode[]): Expression {
    if (this.#depth >= MAX_DEPTH) return this.invalid(parent, 'nested too deeply');
    this.#depth += 1;
    try {
      return this.#termWithAccesses(parent, nodes);
    } finally {
      this.#depth -= 1;
    }
  }

  invalid(node: SyntaxNode, reason = 'not an expression'): Expression {
    return { kind: 'invalid', reason, range: this.range(node) };
  }

  /** Reads `for k, v in collection` from the nodes between `for` and the colon or the end of the directive. */
  forIntro(nodes: readonly SyntaxNode[]): ForIntro | null {
    const names = nodes.filter(({ type }) => type === 'identifier').map((node) => this.text(node));
    const collection = nodes.find(({ type }) => type === 'expression');
    const valueName = names.at(-1);
    if (collection === undefined || valueName === undefined || nodes.some(({ type }) => type === 'ERROR')) return null;
    return {
      keyName: names.length > 1 ? (names[0] ?? null) : null,
      valueName,
      collection: this.expression(collection),
    };
  }

  #termWithAccesses(parent: SyntaxNode, nodes: readonly SyntaxNode[]): Expression {
    const [first, second, third] = nodes;
    if (first === undefined || nodes.some(({ type }) => type === 'ERROR')) return this.invalid(parent);
    let term: Expression;
    let rest: readonly SyntaxNode[];
    if (first.type === '(') {
      if (second === undefined || third?.type !== ')') return this.invalid(parent);
      const range = { ...this.range(first), end: this.range(third).end };
      term = { kind: 'parentheses', expression: this.expression(second), range };
      rest = nodes.slice(3);
    } else {
      term = this.#term(first);
      rest = nodes.slice(1);
    }
    if (rest.length === 0) return term;
    const accesses = this.#accesses(rest);
    if (accesses === null || accesses.length > MAX_ACCESSES) return this.invalid(parent);
    return this.#access(term, accesses);
  }

  #term(node: SyntaxNode): Expression {
    switch (node.type) {
      case 'literal_value':
        return this.#literal(node);
      case 'template_expr':
        return this.#template(node.children[0] ?? node);
      case 'collection_value':
        return this.#collection(node.children[0] ?? node);
      case 'variable_expr':
        return { kind: 'variable', name: this.text(node), range: this.range(node) };
      case 'function_call':
        return this.#call(node);
      case 'for_expr':
        return this.#for(node.children[0] ?? node);
      case 'operation':
        return this.#operation(node.children[0] ?? node);
      case 'conditional':
        return this.#conditional(node);
      default:
        return this.invalid(node);
    }
  }

  #literal(node: SyntaxNode): Expression {
    const [child] = node.children;
    const range = this.range(node);
    const text = this.text(node);
    switch (child?.type) {
      case 'string_lit':
        return this.#template(child);
      case 'bool_lit':
        return { kind: 'literal', value: text === 'true', range };
      case 'null_lit':
        return { kind: 'literal', value: null, range };
      case 'numeric_lit':
        // Terraform reads decimal numbers only.
        return DECIMAL.test(text) ? { kind: 'literal', value: Number(text), range } : this.invalid(node);
      default:
        return this.invalid(node);
    }
  }

  #template(node: SyntaxNode): Expression {
    return convertTemplate(this, node, node.type === 'heredoc_template' ? 'heredoc' : 'quoted');
  }

  #collection(node: SyntaxNode): Expression {
    const range = this.range(node);
    if (node.children.some(({ type }) => type === 'ERROR')) return this.invalid(node);
    if (node.type === 'tuple') {
      const items = node.children.filter(({ type }) => type === 'expression').map((child) => this.expression(child));
      return { kind: 'tuple', items, range };
    }
    if (node.type !== 'object') return this.invalid(node);
    const items: ObjectItem[] = [];
    for (const child of node.children) {
      if (child.type !== 'object_elem') continue;
      const item = this.#objectItem(child);
      if (item === null) return this.invalid(child);
      items.push(item);
    }
    return { kind: 'object', items, range };
  }

  #objectItem(node: SyntaxNode): ObjectItem | null {
    const [key, , value, ...rest] = node.children;
    if (key === undefined || value === undefined || rest.length > 0) return null;
    const range = this.range(node);
    const converted = this.expression(key);
    // A bare word names itself; in parentheses it is a reference.
    const name: Expression =
      converted.kind === 'variable'
        ? {
            kind: 'template',
            parts: [{ kind: 'text', text: converted.name, range: converted.range }],
            range: converted.range,
          }
        : converted;
    return { key: name, value: this.expression(value), range };
  }

  #call(node: SyntaxNode): Expression {
    const [name, ...rest] = node.children;
    if (name === undefined || rest.some(({ type }) => type === 'ERROR')) return this.invalid(node);
    const nodes = rest.find(({ type }) => type === 'function_arguments')?.children ?? [];
    if (nodes.some(({ type }) => type === 'ERROR')) return this.invalid(node);
    return {
      kind: 'call',
      name: this.text(name),
      arguments: nodes.filter(({ type }) => type === 'expression').map((child) => this.expression(child)),
      expanded: nodes.some(({ type }) => type === 'ellipsis'),
      range: this.range(node),
    };
  }

  #for(node: SyntaxNode): Expression {
    const { children } = node;
    if (children.some(({ type }) => type === 'ERROR')) return this.invalid(node);
    const intro = this.forIntro(children.find(({ type }) => type === 'for_intro')?.children ?? []);
    const [first, second] = children.filter(({ type }) => type === 'expression');
    if (intro === null || first === undefined) return this.invalid(node);
    const guard = children.find(({ type }) => type === 'for_cond')?.children.find(({ type }) => type === 'expression');
    const condition = guard === undefined ? null : this.expression(guard);
    const base = { ...intro, condition, range: this.range(node) };
    if (node.type === 'for_tuple_expr') return { kind: 'for-tuple', ...base, value: this.expression(first) };
    if (second === undefined) return this.invalid(node);
    return {
      kind: 'for-object',
      ...base,
      key: this.expression(first),
      value: this.expression(second),
      grouped: children.some(({ type }) => type === 'ellipsis'),
    };
  }

  #operation(node: SyntaxNode): Expression {
    const { children } = node;
    const range = this.range(node);
    if (node.type === 'unary_operation') {
      const [operator] = children;
      if (operator?.type !== '-' && operator?.type !== '!') return this.invalid(node);
      return { kind: 'unary', operator: operator.type, operand: this.terms(node, children.slice(1)), range };
    }
    const at = children.findIndex(({ type }) => BINARY.has(type));
    const operator = children[at]?.type;
    if (operator === undefined || !isBinaryOperator(operator)) return this.invalid(node);
    const left = this.terms(node, children.slice(0, at));
    const binary: Binary = { kind: 'binary', operator, left, right: this.terms(node, children.slice(at + 1)), range };
    return binary;
  }

  #conditional(node: SyntaxNode): Expression {
    const [condition, , whenTrue, , whenFalse] = node.children;
    if (condition === undefined || whenTrue === undefined || whenFalse === undefined) return this.invalid(node);
    if (node.children.some(({ type }) => type === 'ERROR')) return this.invalid(node);
    return rotate(this.expression(condition), this.expression(whenTrue), this.expression(whenFalse));
  }

  #accesses(nodes: readonly SyntaxNode[]): readonly Access[] | null {
    const accesses: Access[] = [];
    for (const node of nodes) {
      if (node.type === 'splat') {
        const [splat] = node.children;
        if (splat === undefined) return null;
        accesses.push({ kind: 'splat', full: splat.type === 'full_splat', node });
        const inner = this.#accesses(splat.children.slice(1));
        if (inner === null) return null;
        accesses.push(...inner);
        continue;
      }
      const access = this.#oneAccess(node);
      if (access === null) return null;
      accesses.push(access);
    }
    return accesses;
  }

  #oneAccess(node: SyntaxNode): Access | null {
    if (node.type === 'get_attr') {
      const [, name] = node.children;
      return name?.type === 'identifier' ? { kind: 'attribute', name: this.text(name), node } : null;
    }
    if (node.type !== 'index') return null;
    const [inner] = node.children;
    if (inner?.type === 'legacy_index') {
      const text = this.text(inner).replace('.', '').trim();
      if (!DECIMAL.test(text)) return null;
      return {
        kind: 'index',
        key: { kind: 'literal', value: Number(text), range: this.range(inner) },
        legacy: true,
        node,
      };
    }
    const key = inner?.children.find(({ type }) => type === 'expression');
    if (inner === undefined || key === undefined || inner.children.some(({ type }) => type === 'ERROR')) return null;
    return { kind: 'index', key: this.expression(key), legacy: false, node };
  }

  #access(target: Expression, accesses: readonly Access[]): Expression {
    let expression = target;
    for (const [at, access] of accesses.entries()) {
      const range = { ...target.range, end: this.range(access.node).end };
      if (access.kind === 'attribute') expression = { kind: 'attribute', target: expression, name: access.name, range };
      else if (access.kind === 'index') expression = { kind: 'index', target: expression, key: access.key, range };
      else return this.#splat(expression, access, accesses.slice(at + 1));
    }
    return expression;
  }

  /** `[*]` takes along all that follows, `.*` only the names behind it. */
  #splat(target: Expression, splat: Access, following: readonly Access[]): Expression {
    const full = splat.kind === 'splat' && splat.full;
    const end = following.findIndex(({ kind, ...rest }) => kind === 'splat' || ('legacy' in rest && !rest.legacy));
    const count = full || end === -1 ? following.length : end;
    const item: SplatItem = { kind: 'item', range: target.range };
    const range = { ...target.range, end: this.range(following[count - 1]?.node ?? splat.node).end };
    const each = this.#access(item, following.slice(0, count));
    return this.#access({ kind: 'splat', target, each, range }, following.slice(count));
  }
}

/** The grammar takes `a ? b : c ? d : e` from the left, Terraform from the right. */
function rotate(condition: Expression, whenTrue: Expression, whenFalse: Expression): Conditional {
  const range = { ...condition.range, end: Math.max(condition.range.end, whenFalse.range.end) };
  if (condition.kind !== 'conditional') return { kind: 'conditional', condition, whenTrue, whenFalse, range };
  return { ...condition, whenFalse: rotate(condition.whenFalse, whenTrue, whenFalse), range };
}

function isBinaryOperator(text: string): text is BinaryOperator {
  return BINARY.has(text);
}
