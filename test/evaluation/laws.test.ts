import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/evaluation/evaluate.js';
import type { ApplicablePolicies, AuthorizationRequest, Decision } from '../../src/evaluation/request.js';
import {
  cellsOf,
  policies,
  type RawPolicies,
  type RawStatement,
  request,
  resourceControlLevel,
  serviceControlLevel,
  statement,
  statementWithUnknown,
} from './arbitraries.js';
import { policiesOf } from './case-reader.js';

const RUNS = { numRuns: 500 };
const ALLOW_ALL = { Effect: 'Allow', Action: '*', Resource: '*' };
const DENY_ALL = { Effect: 'Deny', Action: '*', Resource: '*' };

function applicable(raw: RawPolicies): ApplicablePolicies {
  return policiesOf({ name: '', expected: '', policies: cellsOf(raw) });
}

function decide(asked: AuthorizationRequest, raw: RawPolicies): Decision {
  return evaluate(asked, applicable(raw)).decision;
}

/** Each statement list of all policies, changed. */
function mapStatements(raw: RawPolicies, change: (statements: readonly RawStatement[]) => RawStatement[]): RawPolicies {
  return {
    identity: raw.identity.map(change),
    boundary: raw.boundary === null ? null : change(raw.boundary),
    session: raw.session?.map(change) ?? null,
    serviceControl: raw.serviceControl.map((level) => level.map(change)),
    resourceControl: raw.resourceControl.map((level) => level.map(change)),
    resource: raw.resource === null ? null : change(raw.resource),
  };
}

function isAllow({ Effect }: RawStatement): boolean {
  return Effect === 'Allow';
}

test('random requests reach every decision', () => {
  const seen = new Map<Decision, number>();
  for (const [asked, raw] of fc.sample(fc.tuple(request, policies), { numRuns: 2_000, seed: 1 })) {
    const decision = decide(asked, raw);
    seen.set(decision, (seen.get(decision) ?? 0) + 1);
  }
  expect(seen.get('allowed')).toBeGreaterThan(150);
  expect(seen.get('explicitDeny')).toBeGreaterThan(150);
  expect(seen.get('implicitDeny')).toBeGreaterThan(150);
});

describe('explicit deny trumps allow', () => {
  const additions: readonly [string, (raw: RawPolicies) => RawPolicies][] = [
    ['identity-based policy', (raw) => ({ ...raw, identity: [...raw.identity, [DENY_ALL]] })],
    ['permissions boundary', (raw) => ({ ...raw, boundary: [...(raw.boundary ?? []), DENY_ALL] })],
    ['session policy', (raw) => ({ ...raw, session: [...(raw.session ?? []), [DENY_ALL]] })],
  ];
  test.each(additions)('in the %s of a user or role', (_, add) => {
    fc.assert(
      fc.property(request, policies, (asked, raw) => {
        fc.pre(asked.principal.kind === 'user' || asked.principal.kind === 'role');
        expect(decide(asked, add(raw))).toBe('explicitDeny');
      }),
      RUNS,
    );
  });

  test('in a resource-based policy, of anybody', () => {
    fc.assert(
      fc.property(request, policies, (asked, raw) => {
        const resource = [...(raw.resource ?? []), { ...DENY_ALL, Principal: '*' }];
        expect(decide(asked, { ...raw, resource })).toBe('explicitDeny');
      }),
      RUNS,
    );
  });
});

test('nothing is allowed that no statement allows', () => {
  fc.assert(
    fc.property(request, policies, (asked, raw) => {
      fc.pre(asked.principal.kind !== 'root');
      expect(
        decide(
          asked,
          mapStatements(raw, (statements) => statements.filter((one) => !isAllow(one))),
        ),
      ).not.toBe('allowed');
    }),
    RUNS,
  );
});

test('an allowed request names the statements that allow it, each of which covers the request alone', () => {
  fc.assert(
    fc.property(request, policies, (asked, raw) => {
      const { decision, statements } = evaluate(asked, applicable(raw));
      fc.pre(decision === 'allowed' && asked.principal.kind !== 'root');
      expect(statements.length).toBeGreaterThan(0);
      for (const one of statements) {
        expect(one.statement.effect).toBe('Allow');
        expect(one.policy.statements).toContain(one.statement);
      }
    }),
    RUNS,
  );
});

describe('a limit never allows more:', () => {
  const limits: readonly [string, fc.Arbitrary<(raw: RawPolicies) => RawPolicies>][] = [
    [
      'a permissions boundary',
      fc.array(statement, { maxLength: 3 }).map((boundary) => (raw) => ({ ...raw, boundary })),
    ],
    ['a session policy', fc.array(statement, { maxLength: 3 }).map((one) => (raw) => ({ ...raw, session: [one] }))],
    [
      'a level of SCPs',
      serviceControlLevel.map((one) => (raw) => ({ ...raw, serviceControl: [one, ...raw.serviceControl] })),
    ],
    [
      'a level of RCPs',
      resourceControlLevel.map((one) => (raw) => ({ ...raw, resourceControl: [one, ...raw.resourceControl] })),
    ],
  ];
  test.each(limits)('%s', (_, limit) => {
    fc.assert(
      fc.property(request, policies, limit, (asked, raw, add) => {
        // A session of GetFederationToken has no permissions but by its session policies.
        const federated = asked.principal.kind === 'user' && asked.principal.session !== undefined;
        const unlimited = { ...raw, boundary: null, session: federated ? [[ALLOW_ALL]] : null };
        if (decide(asked, add(unlimited)) === 'allowed') expect(decide(asked, unlimited)).toBe('allowed');
      }),
      RUNS,
    );
  });
});

test('one more allow in an identity-based policy never allows less', () => {
  fc.assert(
    fc.property(request, policies, statement.filter(isAllow), (asked, raw, one) => {
      if (decide(asked, raw) === 'allowed') {
        expect(decide(asked, { ...raw, identity: [...raw.identity, [one]] })).toBe('allowed');
      }
    }),
    RUNS,
  );
});

describe('what does not matter:', () => {
  const changes: readonly [string, (statements: readonly RawStatement[]) => RawStatement[]][] = [
    ['the order of statements', (statements) => statements.toReversed()],
    ['a statement said twice', (statements) => [...statements, ...statements]],
    ['the names of statements', (statements) => statements.map((one, index) => ({ ...one, Sid: `S${String(index)}` }))],
    ['one statement for several actions or several statements', (statements) => statements.flatMap(splitActions)],
    ['a single value or a list of one', (statements) => statements.map(listed)],
    ['the case of actions', (statements) => statements.map(shouted)],
  ];
  test.each(changes)('%s', (_, change) => {
    fc.assert(
      fc.property(request, policies, (asked, raw) => {
        expect(decide(asked, mapStatements(raw, change))).toBe(decide(asked, raw));
      }),
      RUNS,
    );
  });

  test('the order of levels and of policies', () => {
    fc.assert(
      fc.property(request, policies, (asked, raw) => {
        const turned = {
          ...raw,
          identity: raw.identity.toReversed(),
          serviceControl: raw.serviceControl.map((level) => level.toReversed()).toReversed(),
          resourceControl: raw.resourceControl.toReversed(),
        };
        expect(decide(asked, turned)).toBe(decide(asked, raw));
      }),
      RUNS,
    );
  });

  test('one identity-based policy or one for each statement', () => {
    fc.assert(
      fc.property(request, policies, (asked, raw) => {
        const identity = raw.identity.flat().map((one) => [one]);
        expect(decide(asked, { ...raw, identity })).toBe(decide(asked, raw));
      }),
      RUNS,
    );
  });
});

test('a decision in spite of a value that is not known holds for every value', () => {
  fc.assert(
    fc.property(request, policies, statementWithUnknown, fc.boolean(), (asked, raw, { unknown, known }, inResource) => {
      const put = (one: RawStatement): RawPolicies => {
        if (inResource) return { ...raw, resource: [...(raw.resource ?? []), one] };
        const { Principal: _, NotPrincipal: __, ...rest } = one;
        return { ...raw, identity: [...raw.identity, [rest]] };
      };
      const decision = decide(asked, put(unknown));
      fc.pre(decision !== 'unresolved');
      // Whether a refusal is an explicit one may still depend on the value.
      const possible = decision === 'implicitDeny' ? ['implicitDeny', 'explicitDeny'] : [decision];
      for (const one of known) expect(possible).toContain(decide(asked, put(one)));
    }),
    { numRuns: 2_000 },
  );
});

test('what leans to allow is allowed without the unknown policy', () => {
  fc.assert(
    fc.property(request, policies, (asked, raw) => {
      const known = evaluate(asked, applicable(raw)).decision;
      fc.pre(known !== 'unresolved');
      const withUnknown = policiesOf({
        name: '',
        expected: '',
        policies: { ...cellsOf(raw), identity: [...raw.identity, { unresolved: 'x' }] },
      });
      const { decision, lean } = evaluate(asked, withUnknown);
      if (decision === 'unresolved') expect(known === 'allowed').toBe(lean === 'allow');
      else expect(known).toBe(decision);
    }),
    RUNS,
  );
});

function splitActions(one: RawStatement): RawStatement[] {
  return Array.isArray(one['Action']) ? one['Action'].map((action: unknown) => ({ ...one, Action: action })) : [one];
}

function listed(one: RawStatement): RawStatement {
  const change = (value: unknown): unknown => (typeof value === 'string' ? [value] : value);
  return Object.fromEntries(
    Object.entries(one).map(([key, value]) => [key, /Action|Resource/.test(key) ? change(value) : value]),
  );
}

function shouted(one: RawStatement): RawStatement {
  const change = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(change) : typeof value === 'string' ? value.toUpperCase() : value;
  return Object.fromEntries(
    Object.entries(one).map(([key, value]) => [key, key.endsWith('Action') ? change(value) : value]),
  );
}
