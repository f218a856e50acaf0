import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { flat, knownText } from '../../../../../src/inputs/terraform/sources/evaluate/json.js';
import type { StringValue, Value } from '../../../../../src/inputs/terraform/sources/evaluate/value.js';
import { evaluateText, plain } from './evaluation.js';

interface Row {
  readonly expression: string;
  readonly value: unknown;
}

const rows = JSON.parse(readFileSync(new URL('expressions.json', import.meta.url), 'utf8')) as readonly Row[];

/** A literal that stands alone, so that another expression can stand in its place. */
const LITERAL = /(?<=^|[\s([,:?=])(?:"[\w.:/* -]*"|\d+(?:\.\d+)?|true|false)(?=$|[\s)\],:?])/g;

/** The expression with each of its literals replaced in turn. */
function variants(expression: string, replacement: string): readonly string[] {
  // Where a template begins, quotes nest and no longer tell what a literal is.
  if (/[$%\\]|<</.test(expression)) return [];
  return [...expression.matchAll(LITERAL)]
    .filter(({ 0: literal }) => replacement !== HOLE || isIdentifier(literal, expression))
    .map(
      ({ 0: literal, index }) => expression.slice(0, index) + replacement + expression.slice(index + literal.length),
    );
}

const HOLE = 'symbol.arn';

/** A hole stands for a text that is not empty and that is nowhere else; as a name it has no place in an order. */
function isIdentifier(literal: string, expression: string): boolean {
  const text = literal.replaceAll('"', '');
  const occurrences = expression.split(/[\s"()[\],]+/).filter((word) => word === text);
  return literal.startsWith('"') && text !== '' && occurrences.length === 1 && !expression.includes(`{ ${literal} =`);
}

/** Whether a value may turn out to be the one that Terraform gives. */
function allows(value: Value, real: unknown): boolean {
  switch (value.kind) {
    case 'unknown':
    case 'instance':
      return true;
    case 'string':
      return isPrimitive(real) && matches(value, String(real));
    case 'list': {
      if (!Array.isArray(real)) return false;
      const items = real as readonly unknown[];
      if (value.rest !== null || value.loose)
        return value.items.every((item) => items.some((other) => allows(item, other)));
      return value.items.length === items.length && value.items.every((item, index) => allows(item, items[index]));
    }
    case 'object': {
      if (typeof real !== 'object' || real === null || Array.isArray(real)) return false;
      const names = Object.keys(real);
      return [...value.members].every(([key, { name, value: member }]) => {
        const candidates = name === null ? [key] : names.filter((other) => matches(name, other));
        return candidates.some((other) => allows(member, (real as Readonly<Record<string, unknown>>)[other]));
      });
    }
    default:
      // Whether Terraform makes a text of a number may depend on what is not known.
      return isPrimitive(real) && String(plain(value)) === String(real);
  }
}

function isPrimitive(value: unknown): value is string | number | boolean | null {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/** Whether a text fits the known parts of another one, in their order. */
function matches(value: StringValue, real: string): boolean {
  const known = knownText(value);
  if (known !== null) return known === real;
  const parts = flat(value.parts);
  let at = 0;
  for (const [index, part] of parts.entries()) {
    if (part.kind !== 'text') continue;
    const found = index === 0 ? (real.startsWith(part.text) ? 0 : -1) : real.indexOf(part.text, at);
    if (found === -1) return false;
    at = found + part.text.length;
  }
  const last = parts.at(-1);
  return last?.kind !== 'text' || real.endsWith(last.text);
}

describe.each([
  ['symbol.any', 'what could be anything'],
  [HOLE, 'a hole'],
  ['sensitive(symbol.any)', 'a call that could be anything'],
])('law: with %s for a literal, Terraform gives what the result allows', (replacement) => {
  const cases = rows.flatMap(({ expression, value }) =>
    variants(expression, replacement).map((variant) => ({ variant, value })),
  );

  test('there are such expressions', () => {
    expect(cases.length).toBeGreaterThan(100);
  });

  test.each(cases)('$variant', ({ variant, value }) => {
    const result = evaluateText(variant);
    expect(allows(result, value), JSON.stringify(plain(result))).toBe(true);
  });
});
