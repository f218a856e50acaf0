import type { CompiledPattern } from '../wildcard.js';

/** The text of an expected value for an operator that knows no wildcards. */
export function asText(expected: CompiledPattern): string {
  return expected.replaceAll('\uE000', '*').replaceAll('\uE001', '?');
}
