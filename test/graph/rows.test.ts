import { describe, expect, test } from 'vitest';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import type { Reach } from '../../src/graph/types.js';
import { userArn } from '../builders/account.js';
import { graphOf, violationsOf } from '../builders/lint-model.js';
import { type RowCase, rowCases, rowModel, rowNames } from '../builders/rows.js';

const { hops, computePrimitives } = loadCatalogue();

function reachOfAlice(one: RowCase): Reach {
  const graph = graphOf(rowModel(one));
  const alice = graph.arrival({ to: userArn('alice'), ...(one.holding === undefined ? {} : { holding: one.holding }) });
  if (alice === null) throw new Error('no alice');
  return graph.reachFrom(alice, []);
}

describe.each([
  ['compute', computePrimitives.map(({ id }) => id)],
  ['hops', hops.map(({ id }) => id)],
])('%s', (kind, ids) => {
  test('every row has a fixture, and every fixture a row', () => {
    expect([...rowNames(kind)].sort()).toEqual([...ids].sort());
  });

  test('every row has a case that fires and one that just does not', () => {
    const enabling = new Set(computePrimitives.filter((row) => row.kind === 'enable').map(({ id }) => id));
    for (const id of ids) {
      const cases = rowCases(kind).filter(([row]) => row === id);
      expect(cases.some(([, { reaches }]) => reaches !== null) || enabling.has(id), id).toBe(true);
      expect(
        cases.some(([, { reaches }]) => reaches === null),
        id,
      ).toBe(true);
    }
  });
});

test.each(rowCases('compute').map(([row, one]) => [`${row}: ${one.name}`, row, one] as const))('%s', (_, row, one) => {
  const { reaches, acts } = one;
  const reach = reachOfAlice(one);
  expect(reach.paths.get(row)?.certainty ?? null).toBe(reaches);
  if (acts === undefined) return;
  const gained = reach.principals.map((arn) => arn.slice(arn.lastIndexOf('/') + 1)).filter((name) => name !== 'alice');
  expect([...gained].sort()).toEqual(acts);
});

test('what just fails makes no insider of that row', () => {
  const failing = [...rowCases('compute'), ...rowCases('hops')].filter(([, { reaches }]) => reaches === null);
  // One near miss of each row: a whole lint of every one takes longer than it tells.
  for (const [row, one] of new Map(failing)) {
    const found = violationsOf(rowModel(one), 'insider').filter(({ entry }) => entry.kind === 'principal');
    const sure = found.flatMap(({ reach }) => [...reach.paths.values()].filter((path) => path.certainty === 'certain'));
    expect(
      sure.flatMap(({ compute, steps }) => [compute, ...steps.map(({ via }) => via)]),
      `${row}: ${one.name}`,
    ).not.toContain(row);
  }
});

test.each(rowCases('hops').map(([row, one]) => [`${row}: ${one.name}`, row, one] as const))('%s', (_, row, one) => {
  const { reaches } = one;
  const path = reachOfAlice(one).paths.get('ec2-run-instances');
  const hops = path?.steps.map(({ via }) => via) ?? [];
  // What a near miss lacks for this hop may be enough for another one: taking over compute that may exist.
  expect(hops.includes(row) ? path?.certainty : null).toBe(reaches);
  if (!hops.includes(row)) expect(path?.certainty ?? 'none').toMatch(/^(none|conditional)$/);
});
