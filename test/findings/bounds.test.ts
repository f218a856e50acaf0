import { expect, test } from 'vitest';
import type { AccountControls } from '../../src/model/organization.js';
import { parsePolicyDocument } from '../../src/model/policy-document.js';
import type { Policy } from '../../src/model/policy.js';
import { lint } from '../../src/pipeline/lint.js';
import { account, ACCOUNT, type AccountSpec, allow, deny, document, FOREIGN, trusts } from '../builders/account.js';

type Statement = ReturnType<typeof allow>;

const FULL = allow('*');
const SMALL = allow('ec2:RunInstances', {
  Resource: 'arn:aws:ec2:*:*:instance/*',
  Condition: { StringEquals: { 'ec2:InstanceType': 't3.micro' } },
});
const BESIDE = { ...allow('ec2:RunInstances', { NotResource: 'arn:aws:ec2:*:*:instance/*' }), Resource: undefined };
const ONLY_SMALL = deny('ec2:RunInstances', {
  Resource: 'arn:aws:ec2:*:*:instance/*',
  Condition: { StringNotEquals: { 'ec2:InstanceType': 't3.micro' } },
});
const ONLY_HERE = deny('*', { Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } } });
const LAUNCH = allow('ec2:RunInstances');
const STRANGERS = trusts({ AWS: '*' });
const MICRO = 'ec2:InstanceType is t3.micro';
const HERE = 'aws:RequestedRegion is eu-west-1';

function policy(type: 'scp' | 'rcp', ...statements: readonly Statement[]): Policy {
  const source = { type, id: type, name: type, address: null, location: { uri: 'organization.json' } } as const;
  const named = statements.map((one) => (type === 'rcp' ? { ...one, Principal: '*' } : one));
  return parsePolicyDocument(document(named), source);
}

function findingsOf(spec: AccountSpec, levels: Partial<AccountControls> = {}) {
  const after = {
    ...account(spec),
    controls: [{ account: ACCOUNT, serviceControl: [], resourceControl: [], ...levels }],
  };
  const input = { kind: 'authorization-details', uri: 'account.json', text: '', before: null, after } as const;
  const rest = { changes: new Map(), base: false, providers: [], secrets: new Set<string>(), sources: null };
  return lint([{ ...input, ...rest }], {
    trust: { accounts: [ACCOUNT], organization: null, owners: {}, oidc: [] },
    threatModel: 'outsider',
    suppressions: [],
    now: Date.parse('2026-11-23T12:00:00Z'),
    version: '0.0.0',
  }).report.findings;
}

interface Case {
  readonly name: string;
  readonly worker: Omit<
    AccountSpec['roles'] extends Readonly<Record<string, infer R>> | undefined ? R : never,
    'trust'
  >;
  readonly policies?: AccountSpec['policies'];
  readonly levels?: Partial<AccountControls>;
  readonly bounds: readonly string[];
  /** A size that does little harm takes a step off; a Region does not. */
  readonly severity: string;
}

const cases: readonly Case[] = [
  { name: 'nothing', worker: { allow: [LAUNCH] }, bounds: [], severity: 'critical' },
  { name: 'the policy of the role', worker: { allow: [SMALL, BESIDE] }, bounds: [MICRO], severity: 'high' },
  {
    name: 'a boundary that allows small instances',
    worker: { allow: [FULL], boundary: 'guard' },
    policies: { guard: [SMALL, BESIDE] },
    bounds: [MICRO],
    severity: 'high',
  },
  {
    name: 'a boundary that denies all but one Region',
    worker: { allow: [LAUNCH], boundary: 'guard' },
    policies: { guard: [FULL, ONLY_HERE] },
    bounds: [HERE],
    severity: 'critical',
  },
  {
    name: 'an SCP that denies large instances',
    worker: { allow: [LAUNCH] },
    levels: { serviceControl: [[policy('scp', FULL, ONLY_SMALL)]] },
    bounds: [MICRO],
    severity: 'high',
  },
  {
    name: 'an SCP that denies all but one Region',
    worker: { allow: [LAUNCH] },
    levels: { serviceControl: [[policy('scp', FULL, ONLY_HERE)]] },
    bounds: [HERE],
    severity: 'critical',
  },
  {
    name: 'an RCP that asks for a name of the session',
    worker: { allow: [LAUNCH] },
    levels: {
      resourceControl: [
        [
          policy(
            'rcp',
            FULL,
            deny('sts:AssumeRole', { Condition: { StringNotLike: { 'sts:RoleSessionName': 'ci-*' } } }),
          ),
        ],
      ],
    },
    bounds: ['sts:RoleSessionName matches ci-*'],
    severity: 'critical',
  },
  {
    name: 'an RCP of a service that launches nothing',
    worker: { allow: [LAUNCH] },
    levels: { resourceControl: [[policy('rcp', FULL, deny('ec2:*'))]] },
    bounds: [],
    severity: 'critical',
  },
];

test.each(cases.map((one) => [one.name, one] as const))('%s bounds the finding', (_, one) => {
  const { worker, policies = {}, levels, bounds, severity } = one;
  const [finding, ...others] = findingsOf({ roles: { worker: { ...worker, trust: [STRANGERS] } }, policies }, levels);
  expect(others).toEqual([]);
  const path = finding?.paths.find(({ compute }) => compute === 'ec2-run-instances');
  expect(path?.steps.flatMap((step) => step.bounds)).toEqual(bounds);
  expect([finding?.severity, finding?.confidence]).toEqual([severity, 'certain']);
});

test('an RCP that keeps strangers of the organization out leaves no finding', () => {
  const guard = deny('sts:AssumeRole', { Condition: { StringNotEquals: { 'aws:PrincipalAccount': ACCOUNT } } });
  const spec = { roles: { worker: { trust: [STRANGERS, trusts({ AWS: FOREIGN })], allow: [LAUNCH] } } };
  expect(findingsOf(spec).map(({ ruleId }) => ruleId)).toEqual(['public-role-trust']);
  expect(findingsOf(spec, { resourceControl: [[policy('rcp', FULL, guard)]] })).toEqual([]);
});
