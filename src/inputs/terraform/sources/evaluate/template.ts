import type { Expression, Template, TemplateFor, TemplatePart } from '../hcl/ast.js';
import type { Budget } from './budget.js';
import type { Scope } from './context.js';
import { elementsOf, toBoolean, toString } from './convert.js';
import { joined, type StringPart, unknown, type Value } from './value.js';

type Evaluate = (expression: Expression, scope: Scope) => Value;

/**
 * The value of a template (https://developer.hashicorp.com/terraform/language/expressions/strings#string-templates): a
 * text, or, of one interpolation and nothing else, what is interpolated.
 */
export function evaluateTemplate(template: Template, scope: Scope, evaluate: Evaluate, budget: Budget): Value {
  const [only] = template.parts;
  if (template.parts.length === 1 && only?.kind === 'interpolation') return evaluate(only.expression, scope);
  const parts: StringPart[] = [];
  const write = (part: StringPart): void => {
    budget.spend(1);
    parts.push(part);
  };
  writeParts(template.parts, scope, evaluate, write);
  return joined(parts, template.range);
}

function writeParts(
  parts: readonly TemplatePart[],
  scope: Scope,
  evaluate: Evaluate,
  write: (part: StringPart) => void,
): void {
  for (const part of parts) {
    switch (part.kind) {
      case 'text':
        write(part);
        break;
      case 'interpolation':
        for (const inner of toString(evaluate(part.expression, scope)).parts) {
          // What the sources do not spell out stands where it is interpolated.
          write(inner.range === null ? { ...inner, range: part.range } : inner);
        }
        break;
      case 'if': {
        const condition = toBoolean(evaluate(part.condition, scope));
        if (typeof condition !== 'boolean') write(unknown(condition.reason, part.condition.range));
        else writeParts(condition ? part.whenTrue : part.whenFalse, scope, evaluate, write);
        break;
      }
      case 'for':
        writeFor(part, scope, evaluate, write);
    }
  }
}

function writeFor(part: TemplateFor, scope: Scope, evaluate: Evaluate, write: (part: StringPart) => void): void {
  const elements = elementsOf(evaluate(part.collection, scope));
  if ('kind' in elements) {
    write(unknown(elements.reason, part.collection.range));
    return;
  }
  for (const [key, value] of elements.entries) {
    const names = new Map(scope.names);
    if (part.keyName !== null) names.set(part.keyName, key);
    names.set(part.valueName, value);
    writeParts(part.parts, { ...scope, names }, evaluate, write);
  }
  if (elements.rest !== null) write(unknown(elements.rest.reason, part.collection.range));
}
