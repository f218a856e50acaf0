import type { Condition } from '../model/policy.js';
import type { KeyKnowledge } from './knowledge.js';
import { parseOperator } from './operators/index.js';
import { commonText, matchesWildcard } from './wildcard.js';

/** A value, or several, that a context key could have in a request. */
export interface ValueCandidate {
  /** No values: the key is absent. */
  readonly values: readonly string[];
  /** True when the request has this value only under an assumption. */
  readonly assumed: boolean;
}

const MAX_CANDIDATES = 200;
const MAX_INTERSECTIONS = 64;
/** Values that hardly any policy names, and that no pattern but a wide one has in common. */
const FRESH = ['any-value', 'zq-07'];
/** What wildcards of a pattern stand for, so that another pattern, as of a deny, fits one text and not the next. */
const FILLERS = ['zq', '07'];

/**
 * Values worth trying for a key: what is known of it, then values on either side of every condition on it, a value that
 * none of them names, and absence. A key of several values, as a quantifier shows, is also tried with two and with all.
 */
export function candidateValues(knowledge: KeyKnowledge, conditions: readonly Condition[]): readonly ValueCandidate[] {
  if (knowledge.kind === 'fixed') return [{ values: knowledge.values, assumed: false }];
  const open = knowledge.kind === 'open';
  const shapes = knowledge.kind === 'free' ? knowledge.shapes : undefined;
  const texts = sampleTexts(conditions, shapes ?? []).filter(
    (text) =>
      (knowledge.accepts?.(text) ?? true) &&
      (shapes === undefined || shapes.some((shape) => matchesWildcard(shape, text))),
  );
  const absent = knowledge.kind === 'free' && knowledge.always === true ? [] : [[]];
  const quantified = conditions.some(({ operator }) => operator.includes(':'));
  const several = quantified && texts.length > 1 ? [texts, ...pairs(texts)].slice(0, MAX_CANDIDATES) : [];
  const single = texts.slice(0, MAX_CANDIDATES).map((text) => [text]);
  const sets = [...single, ...several, ...absent];
  const sampled = sets.map((values) => ({ values, assumed: open }));
  return open ? [{ values: knowledge.usual, assumed: false }, ...sampled] : sampled;
}

function sampleTexts(conditions: readonly Condition[], shapes: readonly string[]): readonly string[] {
  const texts = new Set<string>();
  const patterns = new Set<string>();
  for (const { operator, values } of conditions) {
    const parsed = parseOperator(operator);
    for (const value of values.values) {
      patterns.add(value);
      for (const sample of parsed?.operator.samples(value) ?? []) texts.add(sample);
    }
  }
  const shaped =
    shapes.length === 0 ? [] : [...patterns].map((pattern) => shapes.map((shape) => [pattern, shape])).flat();
  for (const pair of [...shaped, ...pairs([...patterns].filter((pattern) => /[*?]/.test(pattern)))].slice(
    0,
    MAX_INTERSECTIONS,
  )) {
    const text = commonText(pair);
    if (typeof text === 'string') texts.add(text);
  }
  for (const shape of shapes) {
    const text = commonText([shape]);
    if (typeof text === 'string') texts.add(text);
  }
  for (const pattern of patterns) {
    if (/[*?]/.test(pattern)) for (const filler of FILLERS) texts.add(filled(pattern, filler));
  }
  for (const fresh of FRESH) texts.add(fresh);
  return [...texts];
}

function filled(pattern: string, filler: string): string {
  return pattern.replaceAll('*', filler).replaceAll('?', filler.charAt(0));
}

function pairs(items: readonly string[]): readonly string[][] {
  return items.flatMap((a, index) => items.slice(index + 1).map((b) => [a, b]));
}
