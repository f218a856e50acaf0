import type { Condition } from '../model/policy.js';
import type { Budget } from './budget.js';
import { type Candidates, candidateValues, type ValueCandidate } from './candidate-values.js';
import type { Constraint } from './constraints.js';
import type { Knowledge } from './knowledge.js';
import type { RequestContext } from './request.js';
import type { Truth } from './truth.js';
import { fillings, replaceVariables, variableKeys } from './variables.js';
import { product } from './product.js';

/** A limit on a request: what a condition says of a key that the caller sets. */
export interface RequestBound {
  readonly key: string;
  readonly text: string;
}

/** A context under which every required statement holds and every deny fails. */
export interface Solution {
  readonly context: RequestContext;
  readonly assumptions: readonly string[];
  readonly bounds: readonly RequestBound[];
}

/** What a context is looked for. */
export interface SearchProblem {
  /** All of them must be true. */
  readonly required: readonly Constraint[];
  /** Of each list, one must be false. */
  readonly avoided: readonly (readonly Constraint[])[];
  readonly resource: string;
  readonly knowledge: Knowledge;
}

/**
 * Finds a context in which all `required` constraints are true and of each list of `avoided` at least one is false. First
 * without assumptions, then with. Returns null when there is none, and `'gave-up'` when the search grew too large to say so.
 */
export function solve(problem: SearchProblem, budget: Budget): Solution | null | 'gave-up' {
  const search = new Search(problem, budget);
  return search.run(false) ?? search.run(true) ?? (search.complete ? null : 'gave-up');
}

/** One of these constraints must have this truth. */
interface Goal {
  readonly constraints: readonly Constraint[];
  readonly wanted: Truth;
}

/** Spellings of one value with variables: more of them hardly ever say more. */
const MAX_SPELLINGS = 100;
/** How far a text goes from key to key. */
const MAX_ROUNDS = 3;

/** A backtracking search over the values of the keys that the constraints mention. */
class Search {
  readonly #candidates = new Map<string, Candidates>();
  readonly #all: readonly Constraint[];

  constructor(
    readonly problem: SearchProblem,
    readonly budget: Budget,
  ) {
    this.#all = [...problem.required, ...problem.avoided.flat()];
    for (const key of this.#all.flatMap(({ keys }) => keys)) this.#candidates.set(key, this.#valuesOf(key));
    // Variables tie keys to each other and to the resource: what suits one goes on to the next.
    const tied = new Set(this.#all.filter(({ templates }) => templates.length > 0).flatMap(({ keys }) => keys));
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const found = [...tied].map((key) => [key, this.#valuesOf(key)] as const);
      for (const [key, values] of found) this.#candidates.set(key, values);
    }
  }

  /** Whether everything worth trying was tried. */
  get complete(): boolean {
    return !this.budget.exhausted && [...this.#candidates.values()].every(({ complete }) => complete);
  }

  run(assuming: boolean): Solution | null {
    const { required, avoided } = this.problem;
    const choice = new Choice();
    const domains = new Map<string, readonly ValueCandidate[]>();
    for (const [key, { candidates }] of this.#candidates) {
      const admitted = candidates.filter(({ assumed }) => assuming || !assumed);
      const [only, ...others] = admitted;
      if (only !== undefined && others.length === 0) choice.set(key, only);
      else domains.set(key, admitted);
    }
    const goals: Goal[] = [];
    for (const constraint of required) {
      const [key, ...others] = constraint.keys.filter((name) => domains.has(name));
      if (key === undefined || others.length > 0) goals.push({ constraints: [constraint], wanted: 'true' });
      else
        domains.set(
          key,
          (domains.get(key) ?? []).filter((value) => choice.with(key, value, constraint) === 'true'),
        );
    }
    for (const constraints of avoided) goals.push({ constraints, wanted: 'false' });
    if (!this.#meet(goals, 0, domains, choice)) return null;
    for (const [key, [first]] of domains) {
      if (first === undefined) return null;
      if (!choice.has(key)) choice.set(key, first);
    }
    return this.#solution(choice);
  }

  /** Meets the goals from `index` on: chooses values of the keys that decide one of its constraints, and goes on. */
  #meet(
    goals: readonly Goal[],
    index: number,
    domains: ReadonlyMap<string, readonly ValueCandidate[]>,
    choice: Choice,
  ): boolean {
    const goal = goals[index];
    if (goal === undefined) return true;
    for (const constraint of goal.constraints) {
      const open = constraint.keys.filter((key) => !choice.has(key));
      for (const values of product(open.map((key) => domains.get(key) ?? []))) {
        if (!this.budget.spend()) return false;
        open.forEach((key, position) => {
          const value = values[position];
          if (value !== undefined) choice.set(key, value);
        });
        if (constraint.truth(choice.context) === goal.wanted && this.#meet(goals, index + 1, domains, choice))
          return true;
      }
      for (const key of open) choice.unset(key);
    }
    return false;
  }

  #solution(choice: Choice): Solution {
    const assumptions = new Set<string>();
    const bounds = new Map<string, RequestBound>();
    const isAssumed = ({ keys }: Constraint): boolean => keys.some((key) => choice.isAssumed(key));
    const isFree = ({ keys }: Constraint): boolean => keys.some((key) => this.problem.knowledge(key).kind === 'free');
    const note = (constraint: Constraint, holding: boolean): void => {
      const text = constraint.describe(holding);
      if (isAssumed(constraint)) assumptions.add(text);
      else if (isFree(constraint)) bounds.set(text, { key: constraint.name, text });
    };
    for (const constraint of this.problem.required) note(constraint, true);
    for (const deny of this.problem.avoided) {
      const failing = deny.filter((constraint) => constraint.truth(choice.context) === 'false');
      const settled = failing.some((constraint) => !isFree(constraint) && !isAssumed(constraint));
      const first = failing.find((constraint) => !isAssumed(constraint)) ?? failing[0];
      if (!settled && first !== undefined) note(first, false);
    }
    return { context: choice.context, assumptions: [...assumptions], bounds: [...bounds.values()] };
  }

  /** Values to try for a key, given what is to be tried for the others. */
  #valuesOf(key: string): Candidates {
    const { required, avoided, knowledge } = this.problem;
    const conditions = {
      required: required.flatMap((constraint) => this.#conditionsOn(key, constraint)),
      others: avoided.flat().flatMap((constraint) => this.#conditionsOn(key, constraint)),
      texts: this.#all.flatMap((constraint) => this.#textsFor(key, constraint)),
    };
    return candidateValues(knowledge(key), conditions, this.budget);
  }

  /** The condition of a constraint, if it is on this key, with every text that its variables could stand for. */
  #conditionsOn(key: string, { condition, templates }: Constraint): readonly Condition[] {
    if (condition?.key.toLowerCase() !== key) return [];
    const plain = condition.values.values.filter((value) => !templates.includes(value));
    const values = [...plain, ...templates.flatMap((template) => this.#spellings(template))];
    return [{ ...condition, values: { ...condition.values, values } }];
  }

  /** Texts by which a constraint on another key, or on the resource, could hold; and what variables make of its own. */
  #textsFor(key: string, { condition, templates, keys }: Constraint): readonly string[] {
    if (!keys.includes(key)) return [];
    const about = condition?.key.toLowerCase();
    if (about === key) return templates.flatMap((template) => this.#spellings(template));
    const targets = about === undefined ? [this.problem.resource] : this.#textsOf(about);
    return templates.flatMap((template) => targets.flatMap((target) => fillings(template, key, target)));
  }

  /** A value with each text that its variables could stand for. */
  #spellings(template: string): readonly string[] {
    const keys = variableKeys(template);
    const spellings: string[] = [];
    for (const texts of product(keys.map((key) => this.#textsOf(key)))) {
      if (spellings.length >= MAX_SPELLINGS) break;
      spellings.push(replaceVariables(template, (key) => texts[keys.indexOf(key)] ?? ''));
    }
    return spellings;
  }

  /** Single values to be tried for a key: several have no place in a text. */
  #textsOf(key: string): readonly string[] {
    const candidates = this.#candidates.get(key)?.candidates ?? [];
    return candidates.flatMap(({ values }) => (values.length === 1 ? values : []));
  }
}

/** Values chosen so far, and the context that they make. */
class Choice {
  readonly context = new Map<string, readonly string[]>();
  readonly #values = new Map<string, ValueCandidate>();

  has(key: string): boolean {
    return this.#values.has(key);
  }

  isAssumed(key: string): boolean {
    return this.#values.get(key)?.assumed === true;
  }

  set(key: string, value: ValueCandidate): void {
    this.#values.set(key, value);
    if (value.values.length === 0) this.context.delete(key);
    else this.context.set(key, value.values);
  }

  unset(key: string): void {
    this.#values.delete(key);
    this.context.delete(key);
  }

  /** The truth of a constraint if a key had a value. */
  with(key: string, value: ValueCandidate, constraint: Constraint): Truth {
    this.set(key, value);
    const truth = constraint.truth(this.context);
    this.unset(key);
    return truth;
  }
}
