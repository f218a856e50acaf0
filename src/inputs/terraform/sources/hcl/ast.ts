import type { Range } from './source-text.js';

/** The statements of a file or block (https://developer.hashicorp.com/terraform/language/syntax/configuration). */
export interface Body {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly blocks: readonly Block[];
  /** What could not be read; anything may be missing there. */
  readonly problems: readonly Range[];
  readonly range: Range;
}

/** `name = expression` */
export interface Attribute {
  readonly name: string;
  readonly expression: Expression;
  readonly nameRange: Range;
  readonly range: Range;
}

/** `type "label" { … }` */
export interface Block {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: Body;
  /** The type and the labels, without the braces and what is in them. */
  readonly headerRange: Range;
  readonly range: Range;
}

/** An expression of Terraform's language (https://developer.hashicorp.com/terraform/language/expressions). */
export type Expression =
  | Literal
  | Template
  | Tuple
  | ObjectConstructor
  | ForTuple
  | ForObject
  | Conditional
  | Unary
  | Binary
  | Call
  | Variable
  | AttributeAccess
  | Index
  | Splat
  | SplatItem
  | Parentheses
  | Invalid;

interface Node {
  readonly range: Range;
}

/** A number, `true`, `false` or `null`; a quoted text is a {@link Template}. */
export interface Literal extends Node {
  readonly kind: 'literal';
  readonly value: null | boolean | number;
}

/** A quoted text, a heredoc, or the content of a template file. */
export interface Template extends Node {
  readonly kind: 'template';
  readonly parts: readonly TemplatePart[];
}

export type TemplatePart = TemplateText | Interpolation | TemplateIf | TemplateFor;

/** Characters as they are meant: escapes are undone. Where none was, text and range have the same length. */
export interface TemplateText extends Node {
  readonly kind: 'text';
  readonly text: string;
}

export interface Interpolation extends Node {
  readonly kind: 'interpolation';
  readonly expression: Expression;
}

export interface TemplateIf extends Node {
  readonly kind: 'if';
  readonly condition: Expression;
  readonly whenTrue: readonly TemplatePart[];
  readonly whenFalse: readonly TemplatePart[];
}

export interface TemplateFor extends Node {
  readonly kind: 'for';
  readonly keyName: string | null;
  readonly valueName: string;
  readonly collection: Expression;
  readonly parts: readonly TemplatePart[];
}

export interface Tuple extends Node {
  readonly kind: 'tuple';
  readonly items: readonly Expression[];
}

export interface ObjectItem extends Node {
  /** A bare word is a {@link Template} of that word, as Terraform takes it. */
  readonly key: Expression;
  readonly value: Expression;
}

export interface ObjectConstructor extends Node {
  readonly kind: 'object';
  readonly items: readonly ObjectItem[];
}

interface For extends Node {
  readonly keyName: string | null;
  readonly valueName: string;
  readonly collection: Expression;
  readonly condition: Expression | null;
}

/** `[for k, v in collection : value if condition]` */
export interface ForTuple extends For {
  readonly kind: 'for-tuple';
  readonly value: Expression;
}

/** `{for k, v in collection : key => value... if condition}` */
export interface ForObject extends For {
  readonly kind: 'for-object';
  readonly key: Expression;
  readonly value: Expression;
  /** With `...` behind the value: values of the same key are collected in a list. */
  readonly grouped: boolean;
}

export interface Conditional extends Node {
  readonly kind: 'conditional';
  readonly condition: Expression;
  readonly whenTrue: Expression;
  readonly whenFalse: Expression;
}

export interface Unary extends Node {
  readonly kind: 'unary';
  readonly operator: '-' | '!';
  readonly operand: Expression;
}

export type BinaryOperator = '*' | '/' | '%' | '+' | '-' | '>' | '>=' | '<' | '<=' | '==' | '!=' | '&&' | '||';

export interface Binary extends Node {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export interface Call extends Node {
  readonly kind: 'call';
  readonly name: string;
  readonly arguments: readonly Expression[];
  /** With `...` behind the last argument, which is then a list of arguments. */
  readonly expanded: boolean;
}

/** The first word of a reference, as `var`, `local`, `aws_iam_role` or the name in a `for`. */
export interface Variable extends Node {
  readonly kind: 'variable';
  readonly name: string;
}

export interface AttributeAccess extends Node {
  readonly kind: 'attribute';
  readonly target: Expression;
  readonly name: string;
}

export interface Index extends Node {
  readonly kind: 'index';
  readonly target: Expression;
  readonly key: Expression;
}

/** `target[*].x` and `target.*.x`; `each` is what is taken from every element, which {@link SplatItem} stands for. */
export interface Splat extends Node {
  readonly kind: 'splat';
  readonly target: Expression;
  readonly each: Expression;
}

export interface SplatItem extends Node {
  readonly kind: 'item';
}

export interface Parentheses extends Node {
  readonly kind: 'parentheses';
  readonly expression: Expression;
}

/** Text that is no expression, or one that is nested too deeply. */
export interface Invalid extends Node {
  readonly kind: 'invalid';
  readonly reason: string;
}
