import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distances } from '../../src/graph/distances.js';
import type { Arcs } from '../../src/graph/network.js';
import { firstGroups, reachableNodes } from '../../src/graph/reachable.js';

interface Arc {
  readonly from: number;
  readonly to: number;
  readonly rank: number;
  readonly hop: number;
}

function arcsOf(nodes: number, list: readonly Arc[]): Arcs {
  const sorted = [...list].sort((a, b) => a.from - b.from);
  const first = Int32Array.from({ length: nodes + 1 }, (_, node) => sorted.filter(({ from }) => from < node).length);
  return {
    first,
    to: Int32Array.from(sorted, ({ to }) => to),
    rank: Int32Array.from(sorted, ({ rank }) => rank),
    assumptions: new Int32Array(sorted.length),
    hop: Int32Array.from(sorted, ({ hop }) => hop),
    index: new Int32Array(sorted.length),
  };
}

const NODES = 8;
const arc = fc.record({
  from: fc.nat(NODES - 1),
  to: fc.nat(NODES - 1),
  rank: fc.nat(2),
  hop: fc.nat(1),
});

describe('what is reached', () => {
  test('agrees with the best ways in what is reached, and in how sure and near', () => {
    fc.assert(
      fc.property(fc.array(arc, { maxLength: 20 }), (list) => {
        const arcs = arcsOf(NODES, list);
        const best = distances(arcs, [{ node: 0, rank: 0, assumptions: 0 }]);
        const cost = (node: number): number => (best.rank[node] ?? 0) * 100 + (best.hops[node] ?? 0);
        const order = reachableNodes(arcs, [0]);
        expect([...order].sort()).toEqual([...best.order].sort());
        expect(order.map((node) => best.rank[node])).toEqual(best.order.map((node) => best.rank[node]));
        // Within the surest, nearer ones come first.
        const sure = order.filter((node) => best.rank[node] === 0);
        expect(sure.map(cost)).toEqual([...sure].sort((a, b) => cost(a) - cost(b)).map(cost));
      }),
    );
  });

  test('from several starts is what is reached from any', () => {
    fc.assert(
      fc.property(fc.array(arc, { maxLength: 20 }), (list) => {
        const arcs = arcsOf(NODES, list);
        const each = new Set([...reachableNodes(arcs, [0]), ...reachableNodes(arcs, [1])]);
        expect(new Set(reachableNodes(arcs, [0, 1]))).toEqual(each);
      }),
    );
  });
});

test('the first groups are where hops begin, and what lies behind a hop is not among them', () => {
  const arcs = arcsOf(5, [
    { from: 0, to: 1, rank: 0, hop: 0 },
    { from: 1, to: 2, rank: 0, hop: 0 },
    { from: 2, to: 3, rank: 0, hop: 1 },
    { from: 3, to: 4, rank: 0, hop: 0 },
    { from: 4, to: 0, rank: 0, hop: 1 },
  ]);
  expect(firstGroups(arcs, [0])).toEqual([2]);
  expect(firstGroups(arcs, [0, 3])).toEqual([2, 4]);
});
