import { orderedOperators } from './compare.js';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;

function read(text: string): number | null {
  return NUMBER.test(text) ? Number(text) : null;
}

function samples(expected: string): readonly string[] {
  const value = read(expected);
  return value === null ? [] : [expected, String(value - 1), String(value + 1)];
}

/** `Numeric…` operators: integers and decimals. */
export const numericOperators = orderedOperators('Numeric', read, samples);
