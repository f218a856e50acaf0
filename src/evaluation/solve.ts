import type { Condition } from '../model/policy.js';
import { candidateValues, type ValueCandidate } from './candidate-values.js';
import { evaluateCondition } from './condition.js';
import { describeCondition } from './describe-condition.js';
import type { Knowledge } from './knowledge.js';
import type { StatementReference } from './request.js';

/** A limit on a request: what a condition says of a key that the caller sets. */
export interface RequestBound {
  readonly key: string;
  readonly text: string;
}

/** A context under which every required statement holds and every deny fails. */
export interface Solution {
  readonly context: ReadonlyMap<string, readonly string[]>;
  readonly assumptions: readonly string[];
  readonly bounds: readonly RequestBound[];
}

/** A condition with the statement that carries it, whose policy version decides about variables. */
interface Constraint {
  readonly condition: Condition;
  readonly key: string;
  readonly version: '2008-10-17' | '2012-10-17';
}

const MAX_STEPS = 20_000;

/**
 * Finds a context in which the conditions of all `required` statements are true and, of each statement in `denies`,
 * at least one condition is false. First without assumptions, then with. Returns null when there is none, and
 * `'gave-up'` when the search grew too large to say so.
 */
export function solve(
  required: readonly StatementReference[],
  denies: readonly StatementReference[],
  knowledge: Knowledge,
): Solution | null | 'gave-up' {
  const constraints = required.flatMap(constraintsOf);
  const avoided = denies.map(constraintsOf);
  if (avoided.some((conditions) => conditions.length === 0)) return null;
  if (constraints.length === 0 && avoided.length === 0) return EMPTY;
  const search = new Search(constraints, avoided, knowledge);
  return search.run(false) ?? search.run(true);
}

const EMPTY: Solution = { context: new Map(), assumptions: [], bounds: [] };

function constraintsOf({ policy, statement }: StatementReference): readonly Constraint[] {
  return statement.conditions.map((condition) => ({
    condition,
    key: condition.key.toLowerCase(),
    version: policy.version,
  }));
}

/** A backtracking search over the values of the keys that the constraints mention. */
class Search {
  readonly #candidates = new Map<string, readonly ValueCandidate[]>();
  #steps = 0;

  constructor(
    readonly required: readonly Constraint[],
    readonly avoided: readonly (readonly Constraint[])[],
    readonly knowledge: Knowledge,
  ) {
    const byKey = new Map<string, Condition[]>();
    for (const { key, condition } of [...required, ...avoided.flat()]) {
      const list = byKey.get(key);
      if (list === undefined) byKey.set(key, [condition]);
      else list.push(condition);
    }
    for (const variable of variables(byKey)) if (!byKey.has(variable)) byKey.set(variable, []);
    for (const [key, conditions] of byKey) {
      const sampled = conditions.map((condition) => withKnownVariables(condition, knowledge));
      this.#candidates.set(key, candidateValues(knowledge(key), sampled));
    }
  }

  run(assuming: boolean): Solution | null | 'gave-up' {
    const domains = new Map<string, readonly ValueCandidate[]>();
    const known = this.#knownContext();
    for (const [key, candidates] of this.#candidates) {
      const own = this.required.filter((constraint) => constraint.key === key);
      const domain = candidates.filter(
        ({ values, assumed }) =>
          (assuming || !assumed) &&
          own.every((constraint) => holds(constraint, withKey(known, key, values)) === 'true'),
      );
      if (domain.length === 0) return null;
      domains.set(key, domain);
    }
    this.#steps = 0;
    const chosen = this.#avoid(0, domains, new Map());
    if (chosen === null || chosen === 'gave-up') return chosen;
    return this.#solution(chosen);
  }

  /** Falsifies the denies from `index` on, and fills the keys that are left. */
  #avoid(
    index: number,
    domains: ReadonlyMap<string, readonly ValueCandidate[]>,
    chosen: ReadonlyMap<string, ValueCandidate>,
  ): ReadonlyMap<string, ValueCandidate> | null | 'gave-up' {
    if (++this.#steps > MAX_STEPS) return 'gave-up';
    const deny = this.avoided[index];
    if (deny === undefined) return this.#complete(domains, chosen);
    const context = this.#context(chosen);
    for (const constraint of deny) {
      const options = chosen.has(constraint.key) ? [chosen.get(constraint.key)] : domains.get(constraint.key);
      for (const option of options ?? []) {
        if (option === undefined) continue;
        if (holds(constraint, withKey(context, constraint.key, option.values)) !== 'false') continue;
        const next = new Map(chosen).set(constraint.key, option);
        const result = this.#avoid(index + 1, domains, next);
        if (result !== null) return result;
      }
    }
    return null;
  }

  /** Conditions whose values hold variables are decided by several keys at once, so the whole context is checked. */
  #complete(
    domains: ReadonlyMap<string, readonly ValueCandidate[]>,
    chosen: ReadonlyMap<string, ValueCandidate>,
  ): ReadonlyMap<string, ValueCandidate> | null {
    const all = new Map(chosen);
    for (const [key, domain] of domains) {
      const first = domain[0];
      if (!all.has(key) && first !== undefined) all.set(key, first);
    }
    const context = this.#context(all);
    const allowed = this.required.every((constraint) => holds(constraint, context) === 'true');
    const avoided = this.avoided.every((deny) => deny.some((constraint) => holds(constraint, context) === 'false'));
    return allowed && avoided ? all : null;
  }

  #solution(chosen: ReadonlyMap<string, ValueCandidate>): Solution {
    const context = this.#context(chosen);
    const assumptions = new Set<string>();
    const bounds = new Map<string, RequestBound>();
    const note = ({ key, condition }: Constraint, holding: boolean): void => {
      const text = describeCondition(condition, holding);
      if (chosen.get(key)?.assumed === true) assumptions.add(text);
      else if (this.knowledge(key).kind === 'free') bounds.set(text, { key: condition.key, text });
    };
    for (const constraint of this.required) note(constraint, true);
    for (const deny of this.avoided) {
      const failing = deny.filter((constraint) => holds(constraint, context) === 'false');
      const settled = failing.some(
        ({ key }) => this.knowledge(key).kind !== 'free' && chosen.get(key)?.assumed !== true,
      );
      const first = failing.find(({ key }) => chosen.get(key)?.assumed !== true) ?? failing[0];
      if (!settled && first !== undefined) note(first, false);
    }
    return { context, assumptions: [...assumptions], bounds: [...bounds.values()] };
  }

  #context(chosen: ReadonlyMap<string, ValueCandidate>): ReadonlyMap<string, readonly string[]> {
    const context = new Map(this.#knownContext());
    for (const [key, { values }] of chosen) {
      if (values.length === 0) context.delete(key);
      else context.set(key, values);
    }
    return context;
  }

  #known: ReadonlyMap<string, readonly string[]> | null = null;

  /** Keys of one possible value only. */
  #knownContext(): ReadonlyMap<string, readonly string[]> {
    if (this.#known !== null) return this.#known;
    const context = new Map<string, readonly string[]>();
    for (const [key, candidates] of this.#candidates) {
      const [first, ...others] = candidates;
      if (first !== undefined && others.length === 0 && first.values.length > 0) context.set(key, first.values);
    }
    this.#known = context;
    return context;
  }
}

function holds({ condition, version }: Constraint, context: ReadonlyMap<string, readonly string[]>): string {
  return evaluateCondition(condition, context, version);
}

function withKey(
  context: ReadonlyMap<string, readonly string[]>,
  key: string,
  values: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const copy = new Map(context);
  if (values.length === 0) copy.delete(key);
  else copy.set(key, values);
  return copy;
}

/** The condition with the variables in its values replaced by what is known of them, to take sample values from. */
function withKnownVariables(condition: Condition, knowledge: Knowledge): Condition {
  const values = condition.values.values.map((value) =>
    value.replace(/\$\{([^},]+)[^}]*\}/g, (variable, key: string) => {
      const known = knowledge(key.trim().toLowerCase());
      return known.kind === 'fixed' && known.values.length === 1 ? (known.values[0] ?? variable) : variable;
    }),
  );
  return { ...condition, values: { ...condition.values, values } };
}

function variables(byKey: ReadonlyMap<string, readonly Condition[]>): readonly string[] {
  const found = new Set<string>();
  for (const { values } of [...byKey.values()].flat()) {
    for (const value of values.values) {
      for (const [, key] of value.matchAll(/\$\{([^*?$},][^},]*)/g)) {
        if (key !== undefined) found.add(key.trim().toLowerCase());
      }
    }
  }
  return [...found];
}
