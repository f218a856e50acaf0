import type { Expression } from '../hcl/ast.js';
import type { Range, SourceText } from '../hcl/source-text.js';
import type { Budget } from './budget.js';
import type { Value } from './value.js';

/** One step behind the first word of a reference. */
export type Step =
  | { readonly kind: 'attribute'; readonly name: string; readonly range: Range }
  | { readonly kind: 'index'; readonly key: Value; readonly range: Range };

/** What a reference leads to, and how many of its steps that took. */
export interface Resolved {
  readonly value: Value;
  readonly used: number;
}

/** Says what the first words of references mean where an expression stands. */
export interface References {
  /** Null for a word that means nothing there. */
  readonly resolve: (root: string, steps: readonly Step[], range: Range, budget: Budget) => Resolved | null;
}

/** Where an expression is evaluated. */
export interface Scope {
  readonly references: References;
  /** The names of the `for` expressions and template directives around. */
  readonly names: ReadonlyMap<string, Value>;
  /** The element that a splat is at. */
  readonly item: Value | null;
  /** Within `try` and `can` an error is thrown; elsewhere it makes only the smallest expression around it unknown. */
  readonly strict: boolean;
  /** Reads a file by the path that an expression gives, from where Terraform runs; null when it is not in the sources. */
  readonly readFile: (path: string) => SourceText | null;
  /** The paths of the files below a folder, from there, by the path that an expression gives; null when it is not in the sources. */
  readonly filesBelow: (path: string) => readonly string[] | null;
}

/** What functions need of the evaluator. */
export interface Call {
  readonly range: Range;
  readonly scope: Scope;
  readonly budget: Budget;
  readonly evaluate: (expression: Expression, scope: Scope) => Value;
  readonly parseTemplate: (source: SourceText) => Expression;
}
