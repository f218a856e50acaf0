import { Budget } from './budget.js';

/**
 * A pattern in which only the wildcards are special: `*` and `?` as private characters, so that text put in for a policy
 * variable can hold stars and question marks that mean themselves.
 */
export type CompiledPattern = string & { readonly __compiled: unique symbol };

const ANY = '\uE000';
const ONE = '\uE001';
const ANY_CODE = 0xe000;
const ONE_CODE = 0xe001;
const STEP_LIMIT = 50_000;

/** Compiles a pattern as a policy spells it: `*` stands for any text, `?` for one character. */
export function compilePattern(pattern: string): CompiledPattern {
  return literalPattern(pattern).replaceAll('*', ANY).replaceAll('?', ONE) as CompiledPattern;
}

/** A pattern that matches `text` and nothing else. */
export function literalPattern(text: string): CompiledPattern {
  return text.replace(/[\uE000\uE001]/g, '\uFFFD') as CompiledPattern;
}

/** Puts patterns after one another. */
export function joinPatterns(parts: readonly CompiledPattern[]): CompiledPattern {
  return parts.join('') as CompiledPattern;
}

/** True when the pattern has no wildcard: it matches itself only. */
export function isLiteral(pattern: CompiledPattern): boolean {
  return !pattern.includes(ANY) && !pattern.includes(ONE);
}

/** The text before a star at the end, for a pattern without another wildcard; null for any other. */
export function prefixOf(pattern: CompiledPattern): string | null {
  const prefix = pattern.slice(0, -1) as CompiledPattern;
  return pattern.endsWith(ANY) && isLiteral(prefix) ? prefix : null;
}

/**
 * IAM's matching: over the whole text, case-sensitive, `*` across `/` and `:`
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html). Never takes more than
 * length of pattern times length of text steps.
 */
export function matchesPattern(pattern: CompiledPattern, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    // Past its end a pattern gives NaN, which is no character of a text.
    const token = pattern.charCodeAt(p);
    if (token === ANY_CODE) {
      star = p++;
      // Whatever follows the last star of a pattern that ends in one is fitted already.
      if (p === pattern.length) return true;
      resume = t;
    } else if (token === ONE_CODE || token === text.charCodeAt(t)) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (pattern.charCodeAt(p) === ANY_CODE) p += 1;
  return p === pattern.length;
}

/** {@link matchesPattern} for a pattern as a policy spells it. */
export function matchesWildcard(pattern: string, text: string): boolean {
  return pattern === '*' || pattern === text || matchesPattern(compilePattern(pattern), text);
}

/**
 * A short text that fits all of `patterns`, or null when there is none. Returns undefined when the search grew too
 * large to tell: every letter read takes a step of `budget`. Wildcards are filled with letters.
 */
export function commonText(
  patterns: readonly string[],
  budget: Budget = new Budget(STEP_LIMIT),
): string | null | undefined {
  const compiled = patterns.map((pattern) => collapse(compilePattern(pattern)));
  const start = compiled.map(() => 0);
  const seen = new Map<string, { readonly from: string; readonly text: string } | null>([[start.join(), null]]);
  let frontier: number[][] = [start];
  while (frontier.length > 0) {
    const next: number[][] = [];
    for (const state of frontier) {
      const key = state.join();
      if (compiled.every((pattern, index) => isAtEnd(pattern, positionIn(state, index)))) return spell(seen, key);
      for (const letter of lettersAt(compiled, state)) {
        const successors = step(compiled, state, letter);
        if (successors === null) return undefined;
        for (const successor of successors) {
          if (!budget.spend()) return undefined;
          const id = successor.join();
          if (seen.has(id)) continue;
          seen.set(id, { from: key, text: letter });
          next.push(successor);
        }
      }
    }
    frontier = next;
  }
  return null;
}

/** A state holds one position for each pattern. */
function positionIn(state: readonly number[], index: number): number {
  return state[index] ?? 0;
}

function collapse(pattern: CompiledPattern): CompiledPattern {
  return pattern.replace(/\uE000{2,}/g, ANY) as CompiledPattern;
}

function isAtEnd(pattern: CompiledPattern, position: number): boolean {
  return position === pattern.length || (position === pattern.length - 1 && pattern[position] === ANY);
}

/** Letters that some pattern asks for next, and one that none does. */
function lettersAt(patterns: readonly CompiledPattern[], state: readonly number[]): readonly string[] {
  const letters = new Set<string>();
  patterns.forEach((pattern, index) => {
    const position = positionIn(state, index);
    const token = pattern[pattern[position] === ANY ? position + 1 : position];
    if (token !== undefined && token !== ONE) letters.add(token);
  });
  return [...letters, 'a'];
}

/** Every way to read one letter; at a `*` a pattern may stay or go on. Null when there are too many ways. */
function step(patterns: readonly CompiledPattern[], state: readonly number[], letter: string): number[][] | null {
  let states: number[][] = [[]];
  for (const [index, pattern] of patterns.entries()) {
    const positions = advance(pattern, positionIn(state, index), letter);
    states = states.flatMap((prefix) => positions.map((position) => [...prefix, position]));
    if (states.length > STEP_LIMIT) return null;
  }
  return states;
}

function advance(pattern: CompiledPattern, position: number, letter: string): readonly number[] {
  const token = pattern[position];
  if (token === ANY) {
    const after = pattern[position + 1];
    return after === letter || after === ONE ? [position + 2, position] : [position];
  }
  return token === ONE || token === letter ? [position + 1] : [];
}

function spell(
  seen: ReadonlyMap<string, { readonly from: string; readonly text: string } | null>,
  end: string,
): string {
  let text = '';
  for (let link = seen.get(end); link !== null && link !== undefined; link = seen.get(link.from))
    text = link.text + text;
  return text;
}
