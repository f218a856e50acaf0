import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import type { Holding } from '../../src/graph/second-factor.js';
import type { Reach } from '../../src/graph/types.js';
import type { Model } from '../../src/model/model.js';
import type { Resource } from '../../src/model/resource.js';
import { account, type AccountSpec, roleArn, userArn } from '../builders/account.js';
import { graphOf, violationsOf } from '../builders/lint-model.js';
import { resource } from '../builders/resources.js';

/** An account in which alice uses a row of the catalogue, or just fails to. */
interface Case {
  readonly name: string;
  readonly account: AccountSpec;
  /** What runs in it, with the names of its roles; without it the input shows identities only. */
  readonly resources?: readonly (Partial<Resource> & Pick<Resource, 'kind' | 'name' | 'roles'>)[];
  /** The credential that is all of her that the outsider holds. */
  readonly holding?: Holding;
  /** How sure she comes to it; null when she does not. */
  readonly reaches: string | null;
  /** Names of the roles that she gains. */
  readonly acts?: readonly string[];
}

const folder = 'test/fixtures/rows';
const { hops, computePrimitives } = loadCatalogue();

function casesOf(kind: string): readonly (readonly [string, Case])[] {
  return filesOf(kind).flatMap((row) =>
    (JSON.parse(readFileSync(`${folder}/${kind}/${row}.json`, 'utf8')) as readonly Case[]).map(
      (one) => [row, one] as const,
    ),
  );
}

function filesOf(kind: string): readonly string[] {
  return readdirSync(`${folder}/${kind}`).map((file) => file.replace(/\.json$/, ''));
}

function modelOf({ account: spec, resources = [] }: Case): Model {
  const running = resources.map(({ kind, name, roles, ...facts }) =>
    resource(kind, name, { ...facts, roles: roles.map((role) => roleArn(role)) }),
  );
  return { ...account(spec), resources: running };
}

function reachOfAlice(one: Case): Reach {
  const graph = graphOf(modelOf(one));
  const alice = graph.arrival({ to: userArn('alice'), ...(one.holding === undefined ? {} : { holding: one.holding }) });
  if (alice === null) throw new Error('no alice');
  return graph.reachFrom(alice, []);
}

describe.each([
  ['compute', computePrimitives.map(({ id }) => id)],
  ['hops', hops.map(({ id }) => id)],
])('%s', (kind, ids) => {
  test('every row has a fixture, and every fixture a row', () => {
    expect([...filesOf(kind)].sort()).toEqual([...ids].sort());
  });

  test('every row has a case that fires and one that just does not', () => {
    const enabling = new Set(computePrimitives.filter((row) => row.kind === 'enable').map(({ id }) => id));
    for (const id of ids) {
      const cases = casesOf(kind).filter(([row]) => row === id);
      expect(cases.some(([, { reaches }]) => reaches !== null) || enabling.has(id), id).toBe(true);
      expect(
        cases.some(([, { reaches }]) => reaches === null),
        id,
      ).toBe(true);
    }
  });
});

test.each(casesOf('compute').map(([row, one]) => [`${row}: ${one.name}`, row, one] as const))('%s', (_, row, one) => {
  const { reaches, acts } = one;
  const reach = reachOfAlice(one);
  expect(reach.paths.get(row)?.certainty ?? null).toBe(reaches);
  if (acts === undefined) return;
  const gained = reach.principals.map((arn) => arn.slice(arn.lastIndexOf('/') + 1)).filter((name) => name !== 'alice');
  expect([...gained].sort()).toEqual(acts);
});

test('what just fails makes no insider of that row', () => {
  const failing = [...casesOf('compute'), ...casesOf('hops')].filter(([, { reaches }]) => reaches === null);
  // One near miss of each row: a whole lint of every one takes longer than it tells.
  for (const [row, one] of new Map(failing)) {
    const found = violationsOf(modelOf(one), 'insider').filter(({ entry }) => entry.kind === 'principal');
    const sure = found.flatMap(({ reach }) => [...reach.paths.values()].filter((path) => path.certainty === 'certain'));
    expect(
      sure.flatMap(({ compute, steps }) => [compute, ...steps.map(({ via }) => via)]),
      `${row}: ${one.name}`,
    ).not.toContain(row);
  }
});

test.each(casesOf('hops').map(([row, one]) => [`${row}: ${one.name}`, row, one] as const))('%s', (_, row, one) => {
  const { reaches } = one;
  const path = reachOfAlice(one).paths.get('ec2-run-instances');
  const hops = path?.steps.map(({ via }) => via) ?? [];
  // What a near miss lacks for this hop may be enough for another one: taking over compute that may exist.
  expect(hops.includes(row) ? path?.certainty : null).toBe(reaches);
  if (!hops.includes(row)) expect(path?.certainty ?? 'none').toMatch(/^(none|conditional)$/);
});
