import { expect, test } from 'vitest';
import type { Item } from '../../../src/inputs/live/calls/index.js';
import { loadBalancing } from '../../../src/inputs/live/calls/network.js';

const [list] = loadBalancing.calls;
const rules = list?.then?.[0]?.then?.[0];

test.each<[string, Item, boolean]>([
  ['one that faces the internet', { Scheme: 'internet-facing', Type: 'application' }, true],
  ['one that does not say', { Type: 'network' }, true],
  ['an internal one for applications, which another may lead to', { Scheme: 'internal', Type: 'application' }, true],
  ['an internal one for packets', { Scheme: 'internal', Type: 'network' }, false],
  ['one for appliances', { Type: 'gateway' }, false],
])('of load balancers, %s is kept or not', (_what, balancer, kept) => {
  expect(list?.reshape?.(balancer)).toEqual(kept ? balancer : null);
});

test('of a rule, the conditions that may keep strangers out are kept', () => {
  const fields = ['host-header', 'path-pattern', 'http-header', 'query-string', 'source-ip', 'http-request-method'];
  const kept = rules?.reshape?.({ RuleArn: 'r', Conditions: fields.map((Field) => ({ Field })) });
  expect(kept).toEqual({
    RuleArn: 'r',
    Conditions: ['http-header', 'query-string', 'source-ip'].map((Field) => ({ Field })),
  });
});
