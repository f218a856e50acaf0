import { describe, expect, test } from 'vitest';
import type { CodeSource } from '../../src/model/code-source.js';
import type { Resource } from '../../src/model/resource.js';
import { ACCOUNT, FOREIGN } from '../builders/account.js';
import { PLACE, resource, resourcePolicy, withResources } from '../builders/resources.js';
import { violationLines } from '../builders/lint-model.js';

const MUTABLE = { mutable: true, except: [] };
const IMMUTABLE = { mutable: false, except: [] };

const BLOCKED = { ignorePublicAcls: true, restrictPublicBuckets: true };
const OPEN = { publicAccessBlock: null };
const bucket = (facts: Partial<Resource>): Resource =>
  resource('bucket', 'code', { arn: 'arn:aws:s3:::code', roles: [], ...facts });
const repository = (facts: Partial<Resource>): Resource =>
  resource('repository', 'app', { arn: `arn:aws:ecr:eu-west-1:${ACCOUNT}:repository/app`, roles: [], ...facts });
const object = (readAt: CodeSource['readAt'], arn = 'arn:aws:s3:::code/job.py'): CodeSource => ({
  kind: 'object',
  arn,
  readAt,
});
const image = (tag: string): CodeSource => ({
  kind: 'container-image',
  reference: `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/app${tag}`,
  readAt: 'start',
});
const put = (principal: unknown, action = 's3:PutObject') =>
  resourcePolicy({ Effect: 'Allow', Principal: principal, Action: action, Resource: 'arn:aws:s3:::code/*' });
const push = (principal: unknown, action = 'ecr:*') =>
  resourcePolicy({ Effect: 'Allow', Principal: principal, Action: action });
const acl = (permission: 'WRITE' | 'READ') => [{ grantee: 'everyone', permission, ...PLACE }] as const;

const cases: readonly (readonly [name: string, store: Resource, code: CodeSource, expected: string | null])[] = [
  ['everybody writes what a job reads', bucket({ policy: put('*'), ...OPEN }), object('start'), 'anyone * certain'],
  ['a function keeps a copy', bucket({ policy: put('*'), ...OPEN }), object('deployment'), 'anyone * conditional'],
  ['public access may be blocked', bucket({ policy: put('*') }), object('start'), 'anyone * conditional'],
  ['public access is blocked', bucket({ policy: put('*'), publicAccessBlock: BLOCKED }), object('start'), null],
  ['everybody reads', bucket({ policy: put('*', 's3:GetObject'), ...OPEN }), object('start'), null],
  ['a prefix', bucket({ policy: put('*'), ...OPEN }), object('start', 'arn:aws:s3:::code/dags/*'), 'anyone * certain'],
  ['another bucket', bucket({ policy: put('*'), ...OPEN }), object('start', 'arn:aws:s3:::other/job.py'), null],
  [
    'an account',
    bucket({ policy: put({ AWS: FOREIGN }), ...OPEN }),
    object('start'),
    `foreignAccount ${FOREIGN} certain`,
  ],
  ['the own account', bucket({ policy: put({ AWS: ACCOUNT }), ...OPEN }), object('start'), null],
  ['an ACL for everybody', bucket({ aclGrants: acl('WRITE') }), object('start'), 'anyone * certain'],
  ['an ACL that is ignored', bucket({ aclGrants: acl('WRITE'), publicAccessBlock: BLOCKED }), object('start'), null],
  ['an ACL for readers', bucket({ aclGrants: acl('READ') }), object('start'), null],
  ['everybody pushes', repository({ policy: push('*'), tagMutability: MUTABLE }), image(':latest'), 'anyone * certain'],
  [
    'no tag is as good as latest',
    repository({ policy: push('*'), tagMutability: MUTABLE }),
    image(''),
    'anyone * certain',
  ],
  [
    'an account pushes',
    repository({ policy: push({ AWS: FOREIGN }) }),
    image(':1'),
    `foreignAccount ${FOREIGN} certain`,
  ],
  [
    'a tag that can be moved among others that cannot',
    repository({ policy: push('*'), tagMutability: { mutable: false, except: ['dev-*', 'latest'] } }),
    image(':dev-1'),
    'anyone * certain',
  ],
  [
    'a tag beside those that can be moved',
    repository({ policy: push('*'), tagMutability: { mutable: false, except: ['dev-*', 'latest'] } }),
    image(':1-dev'),
    null,
  ],
  [
    'a tag that cannot be moved among others that can',
    repository({ policy: push('*'), tagMutability: { mutable: true, except: ['v*'] } }),
    image(':v1'),
    null,
  ],
  ['tags that cannot be moved', repository({ policy: push('*'), tagMutability: IMMUTABLE }), image(':1'), null],
  ['a digest', repository({ policy: push('*') }), image(`@sha256:${'0'.repeat(64)}`), null],
  [
    'an account replicates its images into it',
    repository({ policy: push({ AWS: FOREIGN }, 'ecr:ReplicateImage') }),
    image(':1'),
    `foreignAccount ${FOREIGN} certain`,
  ],
  ['everybody pulls', repository({ policy: push('*', 'ecr:BatchGetImage') }), image(':1'), null],
  ['a part of what a push takes', repository({ policy: push('*', 'ecr:PutImage') }), image(':1'), null],
];

describe('writable-code', () => {
  test.each(cases)('%s', (_, store, code, expected) => {
    const lines = violationLines(withResources(store, resource('glue-job', 'nightly', { code: [code] })));
    expect(lines).toEqual(expected === null ? [] : [`writable-code ${expected}`]);
  });
});
