import { expect, test } from 'vitest';
import { assuming, FREELY } from '../../src/graph/grant.js';
import { unite, uniteUnder } from '../../src/graph/reach.js';
import type { Step } from '../../src/graph/types.js';
import { account, allow, userArn } from '../builders/account.js';
import { graphOf } from '../builders/lint-model.js';

const graph = graphOf(account({ users: { alice: { allow: [allow('*')] }, bob: { allow: [allow('*')] }, carol: {} } }));

function reachOf(name: string, assumptions: readonly string[] = []) {
  const state = graph.principal(userArn(name));
  if (state === undefined) throw new Error(`no ${name}`);
  const grant = assumptions.reduce((all, one) => assuming(all, one), FREELY);
  const step: Step = { from: '*', to: state.arn, via: 'x', description: 'x', grant, address: null, location: null };
  return graph.reach(state, [step]);
}

const unsure = reachOf('alice', ['the door is open']);
const sure = reachOf('bob');
const powerless = reachOf('carol');

test.each([
  ['together: the surest', unite([unsure, sure]), 'bob'],
  ['under one: its own', uniteUnder(unsure, [sure]), 'alice'],
  ['under one that has none: another', uniteUnder(powerless, [unsure, sure]), 'bob'],
])('the administrator of several reaches %s', (_, reach, name) => {
  expect(reach.administrator?.arn).toBe(userArn(name));
});
