import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { evaluateText, plain } from './evaluation.js';

interface Row {
  readonly expression: string;
  readonly value: unknown;
}

const rows = JSON.parse(readFileSync(new URL('expressions.json', import.meta.url), 'utf8')) as readonly Row[];

/** What Terraform 1.11.4 makes of these, written as JSON. */
describe('Terraform', () => {
  test.each(rows)('$expression', ({ expression, value }) => {
    expect(plain(evaluateText(expression))).toEqual(value);
  });
});
