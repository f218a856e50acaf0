import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadInput } from '../../src/inputs/index.js';
import type { Model } from '../../src/model/model.js';
import type { Policy, Statement } from '../../src/model/policy.js';
import { violationsOf } from '../builders/lint-model.js';

const CERTAINTIES = ['unresolved', 'conditional', 'certain'];

/** What is found: each principal and each compute primitive that an entry leads to, and how sure that is, the surest last. */
type Found = ReadonlyMap<string, number>;

function found(model: Model): Found {
  const known = new Set([...model.users, ...model.roles].map(({ arn }) => arn));
  const all = new Map<string, number>();
  for (const { entry, reach } of violationsOf(model, 'leaked-credential')) {
    const door = [entry.ruleId, entry.kind, entry.id, entry.door ?? entry.to].join(' ');
    const add = (what: string, sure: number): unknown =>
      all.set(`${door} > ${what}`, Math.max(sure, all.get(`${door} > ${what}`) ?? sure));
    for (const [compute, { certainty }] of reach.paths) add(compute, CERTAINTIES.indexOf(certainty));
    for (const arn of reach.principals.filter((one) => known.has(one))) add(arn, 0);
  }
  return all;
}

/** What the second knows that the first does not, or is surer of. */
function more(first: Found, second: Found): readonly string[] {
  return [...second].filter(([what, sure]) => sure > (first.get(what) ?? -1)).map(([what]) => what);
}

function isPolicy(value: object): value is Policy {
  return 'statements' in value && 'problems' in value;
}

/** The model with another policy in the place of each; a policy that several principals share stays one. */
function withPolicies<T>(value: T, edit: (policy: Policy) => Policy, done = new Map<unknown, unknown>()): T {
  if (typeof value !== 'object' || value === null || value instanceof Set || value instanceof Map) return value;
  const before = done.get(value);
  if (before !== undefined) return before as T;
  const after = isPolicy(value)
    ? edit(value)
    : Array.isArray(value)
      ? value.map((one: unknown) => withPolicies(one, edit, done))
      : Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withPolicies(one as unknown, edit, done)]));
  done.set(value, after);
  return after as T;
}

function policiesOf(model: Model): readonly Policy[] {
  const all: Policy[] = [];
  withPolicies(model, (policy) => {
    all.push(policy);
    return policy;
  });
  return all;
}

function without(model: Model, policy: Policy, statement: Statement): Model {
  return withPolicies(model, (one) =>
    one === policy ? { ...one, statements: one.statements.filter((other) => other !== statement) } : one,
  );
}

function backwards(model: Model): Model {
  const turned = withPolicies(model, (policy) => ({ ...policy, statements: [...policy.statements].reverse() }));
  const entries = Object.entries(turned).map(([key, value]: [string, unknown]) => [
    key,
    Array.isArray(value) ? [...(value as readonly unknown[])].reverse() : value,
  ]);
  return Object.fromEntries(entries) as Model;
}

const IDLE: Omit<Statement, 'index'> = {
  sid: 'Idle',
  effect: 'Deny',
  actions: { values: ['iam:GenerateServiceLastAccessedDetails'], unknown: [] },
  resources: { values: ['*'], unknown: [] },
  conditions: [],
};

function withIdleDenies(model: Model): Model {
  return withPolicies(model, (policy) =>
    policy.type === 'identity-based'
      ? { ...policy, statements: [...policy.statements, { ...IDLE, index: policy.statements.length }] }
      : policy,
  );
}

const plans = ['examples', 'test/fixtures/plans']
  .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}/plan.json`))
  .filter((path) => existsSync(path));
const models = await Promise.all(plans.map(async (path) => ({ path, model: (await loadInput(path)).after })));

describe('laws of a whole lint', () => {
  test.each(models)('the order of an input changes nothing: $path', ({ model }) => {
    const [given, turned] = [found(model), found(backwards(model))];
    expect([...more(given, turned), ...more(turned, given)]).toEqual([]);
  });

  test.each(models)('a deny of what no path needs changes nothing: $path', ({ model }) => {
    const [given, denied] = [found(model), found(withIdleDenies(model))];
    expect([...more(given, denied), ...more(denied, given)]).toEqual([]);
  });

  test.each(models)('removing an allow opens nothing, removing a deny closes nothing: $path', ({ model }) => {
    const given = found(model);
    const broken = policiesOf(model).flatMap((policy) =>
      policy.statements.flatMap((statement) => {
        const left = found(without(model, policy, statement));
        const wrong = statement.effect === 'Allow' ? more(given, left) : more(left, given);
        return wrong.map((what) => `${policy.id} statement ${String(statement.index)}: ${what}`);
      }),
    );
    expect(broken).toEqual([]);
  });
});
