import type { Condition } from '../model/policy.js';
import type { Budget } from './budget.js';
import type { KeyKnowledge } from './knowledge.js';
import { parseOperator } from './operators/index.js';
import { product } from './product.js';
import { commonText, matchesWildcard } from './wildcard.js';

/** A value, or several, that a context key could have in a request. */
export interface ValueCandidate {
  /** No values: the key is absent. */
  readonly values: readonly string[];
  /** True when the request has this value only under an assumption. */
  readonly assumed: boolean;
}

export interface Candidates {
  readonly candidates: readonly ValueCandidate[];
  /** False when there were more than are tried. */
  readonly complete: boolean;
}

/** What policies say of a key. */
export interface KeyConditions {
  /** Conditions that must hold. */
  readonly required: readonly Condition[];
  /** Conditions of denies. */
  readonly others: readonly Condition[];
  /** Texts that suit conditions on other keys. */
  readonly texts: readonly string[];
}

const MAX_TEXTS = 500;
const MAX_COMBINATIONS = 2_000;
/** Of so many values of a key every two are tried together. */
const MAX_PAIRED = 20;
/** Values that hardly any policy names, and that no pattern but a wide one has in common. */
const FRESH = ['any-value', 'zq-07'];
/** What wildcards of a pattern stand for, so that another pattern, as of a deny, fits one text and not the next. */
const FILLERS = ['zq', '07'];

/**
 * Values worth trying for a key: what is known of it, then values on either side of every condition on it, texts that
 * several patterns have in common, a value that none of them names, and absence. A key of several values, as a quantifier
 * shows, is also tried with two and with all.
 */
export function candidateValues(knowledge: KeyKnowledge, conditions: KeyConditions, budget: Budget): Candidates {
  if (knowledge.kind === 'fixed') {
    return { candidates: [{ values: knowledge.values, assumed: false }], complete: true };
  }
  const shapes = knowledge.kind === 'free' ? knowledge.shapes : undefined;
  const { combinations, complete } = combine(conditions, shapes);
  const found = new Set([...conditions.texts, ...(knowledge.examples ?? []), ...samples(conditions)]);
  for (const combination of combinations) {
    const text = commonText(combination, budget);
    if (typeof text === 'string') found.add(text);
  }
  for (const text of [...fillers(conditions), ...FRESH]) found.add(text);
  const texts = [...found].filter(
    (text) =>
      knowledge.accepts?.(text) !== false &&
      (shapes === undefined || shapes.some((shape) => matchesWildcard(shape, text))),
  );
  const sets = [
    ...texts.slice(0, MAX_TEXTS).map((text) => [text]),
    ...(texts.length > 1 && isOfSeveral(conditions) ? [texts, ...pairs(texts.slice(0, MAX_PAIRED))] : []),
    ...(knowledge.always === true ? [] : [[]]),
  ];
  const assumed = knowledge.kind === 'open';
  return {
    candidates: [
      ...(knowledge.kind === 'open' ? [{ values: knowledge.usual, assumed: false }] : []),
      ...sets.map((values) => ({ values, assumed })),
    ],
    complete: complete && texts.length <= MAX_TEXTS,
  };
}

function samples({ required, others }: KeyConditions): readonly string[] {
  return [...required, ...others].flatMap(({ operator, values }) => {
    const parsed = parseOperator(operator);
    return parsed === null ? [] : values.values.flatMap((value) => parsed.operator.samples(value));
  });
}

function isOfSeveral({ required, others }: KeyConditions): boolean {
  return [...required, ...others].some(({ operator }) => (parseOperator(operator)?.quantifier ?? null) !== null);
}

interface Combinations {
  readonly combinations: readonly (readonly string[])[];
  readonly complete: boolean;
}

/**
 * Patterns that one text could have to fit: one of each condition that must hold, together with each other pattern, and
 * every two of those. Where a condition names texts and not patterns, these texts are tried anyway.
 */
function combine({ required, others }: KeyConditions, shapes: readonly string[] | undefined): Combinations {
  const combinations: (readonly string[])[] = [];
  const together = required.filter((condition) => !isNegated(condition)).map(patternsOf);
  const needed = [...together.filter(({ length }) => length > 0), ...(shapes === undefined ? [] : [shapes])];
  const rest = [...required.filter(isNegated), ...others].flatMap(patternsOf);
  for (const patterns of product(needed)) {
    if (combinations.length > MAX_COMBINATIONS) break;
    combinations.push(patterns, ...rest.map((other) => [...patterns, other]));
  }
  combinations.push(...pairs(rest.slice(0, MAX_PAIRED)));
  return {
    // The empty text, which a star fits, would look like no value at all.
    combinations: combinations.slice(0, MAX_COMBINATIONS).map((patterns) => [...patterns, '?*']),
    complete: combinations.length <= MAX_COMBINATIONS,
  };
}

function isNegated({ operator }: Condition): boolean {
  return parseOperator(operator)?.operator.negated === true;
}

/** Values with wildcards, of an operator that knows wildcards. */
function patternsOf({ operator, values }: Condition): readonly string[] {
  return parseOperator(operator)?.operator.wildcards === true ? values.values.filter(hasWildcard) : [];
}

function hasWildcard(value: string): boolean {
  return /[*?]/.test(value);
}

function fillers({ required, others }: KeyConditions): readonly string[] {
  const patterns = [...required, ...others].flatMap(patternsOf);
  return patterns.flatMap((pattern) =>
    FILLERS.map((filler) => pattern.replaceAll('*', filler).replaceAll('?', filler.charAt(0))),
  );
}

function pairs(items: readonly string[]): readonly string[][] {
  return items.flatMap((a, index) => items.slice(index + 1).map((b) => [a, b]));
}
