import { existsSync, readdirSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import type { AuthorizationRequest, RequestPrincipal } from '../../src/evaluation/request.js';
import type { Step } from '../../src/graph/types.js';
import { loadInput } from '../../src/inputs/index.js';
import type { Model } from '../../src/model/model.js';
import type { Policy } from '../../src/model/policy.js';
import type { Role, User } from '../../src/model/principal.js';
import { violationsOf } from '../builders/lint-model.js';
import { type Document, type Documents, NO_DOCUMENTS, Oracle, type OracleCase } from '../oracle/oracle.js';
import { documentOf } from './document-of.js';

const FOLDERS = ['examples', 'test/fixtures/plans'];
const plans = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${folder}/${name}/plan.json`)
    .filter((plan) => existsSync(plan)),
);
const ALLOW_ALL: Document = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

const oracle = new Oracle();
afterAll(() => oracle.close());

/** A witness with the documents that decide it; `unknown` when a policy is not wholly known. */
interface Replay {
  readonly plan: string;
  readonly step: string;
  readonly question: OracleCase | 'unknown';
}

/** Every witness of every path of every finding; the same request under the same policies once. */
async function replays(plan: string): Promise<readonly Replay[]> {
  const { after: model } = await loadInput(plan);
  const found = new Map<string, Replay>();
  for (const { reach } of violationsOf(model, 'leaked-credential')) {
    for (const { steps } of reach.paths.values()) {
      for (const step of steps) {
        for (const request of step.grant.witness) {
          const question = questionOf(model, step, request);
          const key = JSON.stringify(question === 'unknown' ? [step.from, step.via] : [question, [...request.context]]);
          found.set(key, { plan, step: `${step.from} ${step.description}: ${request.action}`, question });
        }
      }
    }
  }
  return [...found.values()];
}

function questionOf(model: Model, step: Step, request: AuthorizationRequest): OracleCase | 'unknown' {
  const documents = documentsOf(model, step, request);
  if (documents === null) return 'unknown';
  const context = new Map([...principalKeys(model, request.principal), ...request.context]);
  return withKnownClaims({ request: { ...request, context }, documents });
}

/**
 * The service reference, and so the oracle, leaves out the claims of most identity providers, and takes a condition on
 * one for one on a key that is not sent. Each is written as a claim of Google, which it knows.
 */
function withKnownClaims({ request, documents }: OracleCase): OracleCase {
  const statements = (documents.resource?.['Statement'] ?? []) as readonly Document[];
  const keys = statements.flatMap(({ Condition = {} }) =>
    Object.values(Condition as Readonly<Record<string, Document>>).flatMap((block) => Object.keys(block)),
  );
  const claims = [...new Set(keys.map((key) => key.toLowerCase()))].filter((key) => /^[^:]*\./.test(key));
  const known = new Map(claims.map((claim, index) => [claim, KNOWN_CLAIMS[index] ?? '']));
  const rename = (key: string): string => known.get(key.toLowerCase()) ?? key;
  const renamed = statements.map(({ Condition, ...statement }) => ({
    ...statement,
    ...(Condition === undefined
      ? {}
      : { Condition: renameKeys(Condition as Readonly<Record<string, Document>>, rename) }),
  }));
  return {
    request: { ...request, context: new Map([...request.context].map(([key, values]) => [rename(key), values])) },
    documents: {
      ...documents,
      resource: documents.resource === null ? null : { ...documents.resource, Statement: renamed },
    },
  };
}

const KNOWN_CLAIMS = ['accounts.google.com:sub', 'accounts.google.com:aud', 'accounts.google.com:oaud'];

function renameKeys(condition: Readonly<Record<string, Document>>, rename: (key: string) => string): Document {
  return Object.fromEntries(
    Object.entries(condition).map(([operator, block]) => [
      operator,
      Object.fromEntries(Object.entries(block).map(([key, values]) => [rename(key), values])),
    ]),
  );
}

function documentsOf(
  model: Model,
  step: Step,
  { principal, action, resource }: AuthorizationRequest,
): Documents | null {
  const own = principalOf(model, principal);
  const target = resourcePolicy(model, resource, action);
  const outsider = own === undefined && 'account' in principal && principal.kind !== 'federated';
  const held = own === undefined ? [] : policiesOf(model, own, step.from);
  const all = [...held, ...((own?.boundary ?? null) ? [own?.boundary] : []), target].map((policy) =>
    policy === null || policy === undefined ? undefined : documentOf(policy),
  );
  if (all.includes(null)) return null;
  const identity = all.slice(0, held.length).filter((one) => one !== undefined && one !== null);
  const rewritten = step.from.includes('#rewritten');
  return {
    ...NO_DOCUMENTS,
    identity: outsider || rewritten ? [ALLOW_ALL, ...identity.map(deniesOf)] : identity,
    boundary: own?.boundary === null || own === undefined ? null : documentOf(own.boundary),
    resource: target === null ? null : documentOf(target),
  };
}

/** Whoever writes a principal's policies leaves the denies of the others. */
function deniesOf({ Statement, ...rest }: Document): Document {
  return { ...rest, Statement: (Statement as readonly Document[]).filter(({ Effect }) => Effect === 'Deny') };
}

function principalOf({ users, roles }: Model, principal: RequestPrincipal): User | Role | undefined {
  return 'arn' in principal ? [...users, ...roles].find(({ arn }) => arn === principal.arn) : undefined;
}

function policiesOf({ groups }: Model, own: User | Role, from: string): readonly Policy[] {
  const joined = from.split('#')[1];
  const of = own.kind === 'user' ? [...own.groups, ...(joined === undefined ? [] : [joined])] : [];
  return [own, ...groups.filter(({ arn }) => of.includes(arn))].flatMap(({ policies }) =>
    policies.map(({ policy }) => policy),
  );
}

function resourcePolicy({ roles, resources }: Model, arn: string, action: string): Policy | null {
  const role = action.startsWith('sts:') ? roles.find((one) => one.arn === arn) : undefined;
  // The policy of a bucket is about its objects, too.
  const carrier = resources.find((one) => one.arn === arn || (one.kind === 'bucket' && arn.startsWith(`${one.arn}/`)));
  return role?.trust ?? carrier?.policy ?? null;
}

function principalKeys(model: Model, principal: RequestPrincipal): readonly (readonly [string, readonly string[]])[] {
  const own = principalOf(model, principal);
  if (own === undefined) return [];
  return [
    ['aws:principalarn', [own.arn]],
    ['aws:principalaccount', [own.account]],
    ...(own.kind === 'user' ? [['aws:username', [own.name]] as const] : []),
  ];
}

describe('every witness of every finding is allowed by the oracle', () => {
  test.each(plans)('%s', { timeout: 60_000 }, async (plan) => {
    const all = await replays(plan);
    const asked = all.filter(({ question }) => question !== 'unknown');
    const answers = await oracle.decide(asked.map(({ question }) => question as OracleCase));
    const wrong = answers.flatMap((answer, index) =>
      answer === 'allowed' ? [] : [`${asked[index]?.step ?? ''}: ${JSON.stringify(answer)}`],
    );
    expect(wrong).toEqual([]);
  });

  test('there are witnesses, and hardly any that hang on what is not known', { timeout: 60_000 }, async () => {
    const all = (await Promise.all(plans.map(replays))).flat();
    const unknown = all.filter(({ question }) => question === 'unknown').length;
    process.stdout.write(`${String(all.length)} witnesses, ${String(unknown)} that hang on what is not known\n`);
    expect(all.length).toBeGreaterThan(100);
  });
});
