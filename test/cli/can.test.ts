import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CanAnswer } from '../../src/questions/can.js';
import { run } from './run.js';

const ACCOUNT = '111111111111';
const ADMIN = `arn:aws:iam::${ACCOUNT}:role/admin`;
const OTHER = `arn:aws:iam::${ACCOUNT}:role/other`;

const allow = (Action: string | readonly string[], more = {}): object => ({
  Effect: 'Allow',
  Action,
  Resource: '*',
  ...more,
});
const document = (...Statement: readonly object[]): object => ({ Version: '2012-10-17', Statement });
const trust = (AWS: string, more = {}): object =>
  document({ Sid: 'Trust', Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole', ...more });
const role = (name: string, trusted: object): object => ({
  RoleName: name,
  RoleId: `AROA${name.toUpperCase()}`,
  Path: '/',
  Arn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
  AssumeRolePolicyDocument: trusted,
  RolePolicyList: [],
  AttachedManagedPolicies: [],
  InstanceProfileList: [],
  Tags: [],
});

const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/limit`;
const account = {
  UserDetailList: [
    {
      UserName: 'alice',
      UserId: 'AIDAALICE',
      Path: '/',
      Arn: `arn:aws:iam::${ACCOUNT}:user/alice`,
      UserPolicyList: [
        {
          PolicyName: 'work',
          PolicyDocument: document(
            { Sid: 'Launch', ...allow('ec2:RunInstances') },
            { Sid: 'Mfa', ...allow('ecs:RunTask', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }) },
            { Sid: 'Denied', ...allow('batch:SubmitJob') },
            {
              Sid: 'NoJobs',
              Effect: 'Deny',
              Action: 'batch:*',
              Resource: '*',
              Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-central-1' } },
            },
            { Sid: 'Bucket', ...allow('s3:GetObject', { Resource: 'arn:aws:s3:::a/*' }) },
          ),
        },
      ],
      GroupList: [],
      AttachedManagedPolicies: [],
      Tags: [],
    },
    {
      UserName: 'bob',
      UserId: 'AIDABOB',
      Path: '/',
      Arn: `arn:aws:iam::${ACCOUNT}:user/bob`,
      UserPolicyList: [{ PolicyName: 'all', PolicyDocument: document(allow('*')) }],
      PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: BOUNDARY },
      GroupList: [],
      AttachedManagedPolicies: [],
      Tags: [],
    },
  ],
  GroupDetailList: [],
  RoleDetailList: [role('admin', trust(`arn:aws:iam::${ACCOUNT}:user/alice`)), role('other', trust('222222222222'))],
  Policies: [
    {
      PolicyName: 'limit',
      PolicyId: 'ANPALIMIT',
      Arn: BOUNDARY,
      Path: '/',
      DefaultVersionId: 'v1',
      AttachmentCount: 0,
      PermissionsBoundaryUsageCount: 1,
      IsAttachable: true,
      PolicyVersionList: [
        { VersionId: 'v1', IsDefaultVersion: true, Document: document({ Sid: 'Limit', ...allow('s3:*') }) },
      ],
    },
  ],
};

let folder: string;
let input: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'can-'));
  input = join(folder, 'account.json');
  writeFileSync(input, JSON.stringify(account));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function ask(...args: readonly string[]): Promise<CanAnswer> {
  const { out, err, code } = await run(['can', ...args, '--input', input, '--format', 'json']);
  expect({ err, code }).toEqual({ err: '', code: 0 });
  return JSON.parse(out) as CanAnswer;
}

const JOB = ['alice', 'batch:SubmitJob', '*', '--context'] as const;

describe('can', () => {
  test.each<
    [
      name: string,
      args: readonly string[],
      decision: string,
      decidedBy: readonly string[],
      opens: readonly (string | RegExp)[],
    ]
  >([
    ['a statement allows it', ['alice', 'ec2:RunInstances'], 'allowed', ['Launch'], []],
    ['the action in another case', ['alice', 'EC2:runinstances'], 'allowed', ['Launch'], []],
    [
      'nothing allows it',
      ['alice', 'lambda:CreateFunction'],
      'implicitDeny',
      [],
      [/^an allow of lambda:CreateFunction in the identity-based policies$/],
    ],
    [
      'a condition is not met',
      ['alice', 'ecs:RunTask'],
      'implicitDeny',
      [],
      [/^the same request where aws:multifactorauthpresent is true/i],
    ],
    [
      'a condition is met',
      ['alice', 'ecs:RunTask', '*', '--context', 'aws:MultiFactorAuthPresent=true'],
      'allowed',
      ['Mfa'],
      [],
    ],
    [
      'a deny applies',
      [...JOB, 'aws:RequestedRegion=us-east-1'],
      'explicitDeny',
      ['NoJobs'],
      [/^no deny by statement NoJobs of work, which does not apply if aws:RequestedRegion is eu-central-1$/],
    ],
    ['a deny does not apply', [...JOB, 'aws:RequestedRegion=eu-central-1'], 'allowed', ['Denied'], []],
    [
      'another resource',
      ['alice', 's3:GetObject', 'arn:aws:s3:::b/x'],
      'implicitDeny',
      [],
      [/^an allow of s3:GetObject on arn:aws:s3:::b\/x in the identity-based policies$/],
    ],
    [
      'the boundary does not allow it',
      ['bob', 'ec2:RunInstances'],
      'implicitDeny',
      [],
      ['an allow of ec2:RunInstances in the permissions boundary'],
    ],
    ['boundary and policy allow it', ['bob', 's3:GetObject', 'arn:aws:s3:::b/x'], 'allowed', ['null', 'Limit'], []],
    ['the trust policy names the user', ['alice', 'sts:AssumeRole', ADMIN], 'allowed', ['Trust'], []],
    [
      'the trust policy names another',
      ['alice', 'sts:AssumeRole', OTHER],
      'implicitDeny',
      [],
      [/an allow of sts:AssumeRole on .*role\/other in the trust policy of the role$/],
    ],
  ])('%s', async (_, args, decision, decidedBy, opens) => {
    const answer = await ask(...args);
    expect(answer.decision).toBe(decision);
    expect(answer.decidedBy.map(({ sid }) => String(sid))).toEqual(decidedBy);
    if (opens.length === 0) expect(answer.opens).toEqual([]);
    for (const expected of opens) expect(answer.opens.join('\n')).toMatch(expected);
  });

  test('says of each statement about the action why it does not apply', async () => {
    const { layers } = await ask('alice', 'ecs:RunTask');
    expect(layers[0]).toMatchObject({
      layer: 'identity-based policies',
      verdict: 'silent',
      statements: [{ sid: 'Mfa', effect: 'Allow', why: 'it applies only if aws:MultiFactorAuthPresent is true' }],
    });
    expect(layers[0]?.statements[0]?.location).toMatchObject({ uri: input });
    const other = await ask('alice', 's3:GetObject', 'arn:aws:s3:::b/x');
    expect(other.layers[0]?.statements.map(({ why }) => why)).toEqual(['it is about another resource']);
    const trusted = await ask('alice', 'sts:AssumeRole', OTHER);
    expect(trusted.layers[1]).toMatchObject({
      verdict: 'silent',
      statements: [{ why: 'it is about another principal' }],
    });
  });

  test('a reader at a terminal sees decision, layers and what would open it', async () => {
    const { out } = await run(['can', 'bob', 'ec2:RunInstances', '--input', input]);
    expect(out).toMatch(/^DENIED, since nothing allows it: .*user\/bob calls ec2:RunInstances on \*\n/);
    expect(out).toMatch(
      / {2}identity-based policies \(1\): allows\n {4}allow: identity-based policy all, Statement\[0\] at /,
    );
    expect(out).toContain('  permissions boundary (1): says nothing\n');
    expect(out).toMatch(/none: resource-based policy, session policies, service control/);
    expect(out).toMatch(/would be allowed by:\n {2}an allow of ec2:RunInstances in the permissions boundary\n$/);
  });

  test('and what would close it', async () => {
    const { closes } = await ask('alice', 'ec2:RunInstances');
    expect(closes).toEqual(['no allow by statement Launch of work']);
    expect((await ask('alice', 'lambda:CreateFunction')).closes).toEqual([]);
    const { out } = await run(['can', 'alice', 'ec2:RunInstances', '--input', input]);
    expect(out).toMatch(
      /would be denied by:\n {2}no allow by statement Launch of work\n {2}or a deny of ec2:RunInstances in a policy that applies\n$/,
    );
  });

  test.each([
    ['no action', ['alice'], /expected PRINCIPAL ACTION/],
    ['what is no action', ['alice', 'run'], /expected an action such as ec2:RunInstances/],
    ['nobody', ['mallory', 'ec2:RunInstances'], /no user or role `mallory`/],
    ['a context that is none', ['alice', 'ec2:RunInstances', '--context', 'x'], /--context: expected KEY=VALUE/],
  ])('%s is one line on standard error', async (_, args, message) => {
    const { code, out, err } = await run(['can', ...args, '--input', input]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  test('no input', async () => {
    expect((await run(['can', 'alice', 'ec2:RunInstances'])).err).toMatch(/expected --input/);
  });
});
