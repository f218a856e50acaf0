import { runSimulation, runUnsafeSimulation } from '@cloud-copilot/iam-simulate';
import { evaluate } from '../../dist/evaluation/evaluate.js';
import { NO_POLICIES } from '../../dist/evaluation/request.js';
import { parsePolicyDocument } from '../../dist/model/policy-document.js';

const PRINCIPAL = 'arn:aws:iam::111111111111:user/ann';
const ACCOUNT = '111111111111';
const ACTION = 's3:GetObject';
const RESOURCE = 'arn:aws:s3:::bucket/key';
const ALLOW = { Effect: 'Allow', Action: 's3:Get*', Resource: 'arn:aws:s3:::bucket/*' };
const ROUNDS = 5;
const SECONDS = 0.4;

/** Evaluations a second of a policy of `statements` statements, of which the last allows: ours, and the oracle's two. */
export async function measureEvaluations(statements) {
  const others = Array.from({ length: statements - 1 }, (_, index) => ({
    Effect: 'Allow',
    Action: `dynamodb:Get${String.fromCharCode(65 + (index % 26))}*`,
    Resource: `arn:aws:dynamodb:*:*:table/t${index}`,
  }));
  const document = { Version: '2012-10-17', Statement: [...others, ALLOW] };
  const source = { type: 'identity-based', id: 'p', name: 'p', address: null, location: { uri: 'p.json' } };
  const request = {
    principal: { kind: 'user', arn: PRINCIPAL, account: ACCOUNT },
    action: ACTION,
    resource: RESOURCE,
    resourceAccount: ACCOUNT,
    context: new Map(),
  };
  const policies = { ...NO_POLICIES, identity: [parsePolicyDocument(document, source)] };
  const simulation = {
    request: {
      principal: PRINCIPAL,
      action: ACTION,
      resource: { resource: RESOURCE, accountId: ACCOUNT },
      contextVariables: {},
    },
    identityPolicies: [{ name: 'p', policy: document }],
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  };
  const contestants = {
    ours: () => check(evaluate(request, policies).decision, 'allowed'),
    runSimulation: async () =>
      check((await runSimulation(simulation, { simulationMode: 'Strict' })).overallResult, 'Allowed'),
    runUnsafeSimulation: () => check(runUnsafeSimulation(simulation, { simulationMode: 'Strict' }), 'Allowed'),
  };
  const rates = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, run] of Object.entries(contestants)) rates[name].push(await rateOf(run));
  }
  return Object.fromEntries(Object.entries(rates).map(([name, all]) => [name, median(all)]));
}

function check(actual, expected) {
  if (actual !== expected) throw new Error(`expected ${expected}, got ${actual}`);
}

async function rateOf(run) {
  let count = 0;
  const start = process.hrtime.bigint();
  let elapsed = 0;
  while (elapsed < SECONDS) {
    for (let index = 0; index < 50; index += 1) {
      const pending = run();
      if (pending !== undefined) await pending;
    }
    count += 50;
    elapsed = Number(process.hrtime.bigint() - start) / 1e9;
  }
  return count / elapsed;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
