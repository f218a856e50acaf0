import { describe, expect, test } from 'vitest';
import {
  after,
  constant,
  document,
  type Fields,
  gapLines,
  policiesOf,
  READ,
  references,
  type ResourceSpec,
  role,
  roleNamed,
  statements,
  arn,
  ACCOUNT,
} from './plan-builder.js';

const OTHER = role('other');
const HOLDER = role('holder');

/** A policy document that is read at apply, because something in it is known only then. */
function data(
  name: string,
  rows: readonly Fields[],
  unknown: readonly Fields[],
  written: readonly Fields[],
  more: { after?: Fields; unknown?: Fields; expressions?: Fields } = {},
): ResourceSpec {
  return {
    address: `data.aws_iam_policy_document.${name}`,
    actions: ['read'],
    after: { statement: rows, version: null, ...more.after },
    unknown: { json: true, id: true, statement: unknown, ...more.unknown },
    expressions: { statement: written, ...more.expressions },
  };
}

/** The inline policy of {@link HOLDER} that takes the document. */
function uses(name: string): ResourceSpec {
  return {
    address: 'aws_iam_role_policy.use',
    after: { name: 'use', role: 'holder' },
    unknown: { policy: true },
    expressions: { policy: references(`data.aws_iam_policy_document.${name}.json`), name: constant('use') },
  };
}

const PASS = { actions: ['iam:PassRole'], resources: [null] };
const PASS_UNKNOWN = { resources: [true] };
const PASS_WRITTEN = { actions: constant(['iam:PassRole']), resources: references('aws_iam_role.other.arn') };

function rendered(...resources: readonly ResourceSpec[]) {
  const model = after([OTHER, HOLDER, ...resources]);
  const [policy] = policiesOf(model, 'holder');
  if (policy === undefined) throw new Error('no policy');
  return { policy, statements: statements(policy), gaps: gapLines(model.gaps) };
}

describe('a statement that is known in part', () => {
  test.each<[string, Fields, Fields, Fields, Fields]>([
    [
      'an ARN that will be, effect Allow where none is given',
      PASS,
      PASS_UNKNOWN,
      PASS_WRITTEN,
      { effect: 'Allow', actions: ['iam:PassRole'], resources: [arn('role', 'other')], unknown: 0 },
    ],
    [
      'a denial',
      { ...PASS, effect: 'Deny', sid: 'No' },
      PASS_UNKNOWN,
      PASS_WRITTEN,
      { effect: 'Deny', sid: 'No', actions: ['iam:PassRole'], resources: [arn('role', 'other')], unknown: 0 },
    ],
    [
      'known values beside it',
      { ...PASS, resources: ['arn:aws:iam::*:role/x', null] },
      { resources: [false, true] },
      PASS_WRITTEN,
      {
        effect: 'Allow',
        actions: ['iam:PassRole'],
        resources: ['arn:aws:iam::*:role/x', arn('role', 'other')],
        unknown: 0,
      },
    ],
    [
      'a policy variable',
      { ...PASS, resources: ['arn:aws:s3:::a/&{aws:username}', null] },
      { resources: [false, true] },
      PASS_WRITTEN,
      {
        effect: 'Allow',
        actions: ['iam:PassRole'],
        resources: ['arn:aws:s3:::a/${aws:username}', arn('role', 'other')],
        unknown: 0,
      },
    ],
    [
      'a condition',
      {
        actions: ['iam:PassRole'],
        resources: ['*'],
        condition: [
          { test: 'ArnLike', variable: 'aws:PrincipalArn', values: [null] },
          { test: 'Bool', variable: 'b', values: ['true'] },
        ],
      },
      { condition: [{ values: [true] }, { values: [false] }] },
      {
        condition: [
          { test: constant('Bool'), variable: constant('b'), values: constant(['true']) },
          {
            test: constant('ArnLike'),
            variable: constant('aws:PrincipalArn'),
            values: references('aws_iam_role.other.arn'),
          },
        ],
      },
      {
        effect: 'Allow',
        actions: ['iam:PassRole'],
        resources: ['*'],
        unknown: 0,
        conditions: [`ArnLike aws:PrincipalArn ${arn('role', 'other')}`, 'Bool b true'],
      },
    ],
  ])('%s', (_name, row, unknown, written, expected) => {
    const { statements: found, gaps } = rendered(data('d', [row], [unknown], [written]), uses('d'));
    expect(found).toEqual([expected]);
    expect(gaps).toEqual([]);
  });

  test.each<[string, Fields, Fields]>([
    ['more unknown values than references', { ...PASS, resources: [null, null] }, PASS_WRITTEN],
    [
      'fewer unknown values than references',
      PASS,
      { resources: references('aws_iam_role.other.arn', 'aws_iam_role.holder.arn') },
    ],
    ['a name that will be', PASS, { resources: references('aws_iam_role.other.id') }],
    ['a local', PASS, { resources: references('local.a') }],
    ['a bucket, of which the objects may be meant', PASS, { resources: references('aws_s3_bucket.b.arn') }],
    ['no references', PASS, {}],
  ])('%s stays unknown, with a gap', (_name, row, written) => {
    const unknown = { resources: (row['resources'] as readonly unknown[]).map(() => true) };
    const bucket = { address: 'aws_s3_bucket.b', after: { bucket: 'b' } };
    const { statements: found, gaps } = rendered(data('d', [row], [unknown], [written]), uses('d'), bucket);
    expect(found).toMatchObject([
      { effect: 'Allow', resources: [], unknown: (row['resources'] as readonly unknown[]).length },
    ]);
    expect(gaps).toEqual(['unresolved-policy aws_iam_role_policy.use /resource_changes/2/change/after/statement']);
  });

  test('blocks that a dynamic block makes have no references', () => {
    const { statements: found } = rendered(
      data('d', [PASS, PASS], [PASS_UNKNOWN, PASS_UNKNOWN], [PASS_WRITTEN]),
      uses('d'),
    );
    expect(found).toMatchObject([{ unknown: 1 }, { unknown: 1 }]);
  });

  test.each<[string, Fields, Fields]>([
    ['conditions', PASS, { ...PASS_UNKNOWN, condition: true }],
    ['effect', PASS, { ...PASS_UNKNOWN, effect: true }],
    [
      'the operator of a condition',
      { ...PASS, condition: [{ variable: 'a', values: ['b'] }] },
      { ...PASS_UNKNOWN, condition: [{ test: true }] },
    ],
  ])('%s that are not known leave nothing to rely on', (_name, row, unknown) => {
    const written = { ...PASS_WRITTEN, condition: {}, effect: {} };
    const { policy, gaps } = rendered(data('d', [row], [unknown], [written]), uses('d'));
    expect(policy.unresolved).toContain('known only after apply');
    expect(gaps).toHaveLength(1);
  });
});

test('a condition key made of the URL of a provider has no scheme, as IAM gives the URL back', () => {
  const provider: ResourceSpec = {
    address: 'aws_iam_openid_connect_provider.ci',
    after: { url: 'https://gitlab.example.com' },
    unknown: { arn: true, id: true },
  };
  const keys = (variable: Fields) => {
    const row = {
      ...PASS,
      condition: [{ test: 'StringLike', variable: 'https://gitlab.example.com:sub', values: ['a'] }],
    };
    const read = data('doc', [row], [PASS_UNKNOWN], [{ ...PASS_WRITTEN, condition: [{ variable }] }]);
    return rendered(provider, read, uses('doc')).policy.statements[0]?.conditions.map(({ key }) => key);
  };
  expect(keys(references('aws_iam_openid_connect_provider.ci.url'))).toEqual(['gitlab.example.com:sub']);
  expect(keys(constant('https://gitlab.example.com:sub'))).toEqual(['https://gitlab.example.com:sub']);
});

describe('principals', () => {
  const trusted = (rows: readonly Fields[], unknown: readonly unknown[], written: readonly Fields[]) => {
    const trust = data(
      't',
      [{ actions: ['sts:AssumeRole'], principals: rows }],
      [{ principals: unknown }],
      [{ principals: written }],
    );
    const unknownTrust = {
      after: { name: 'holder', assume_role_policy: null },
      unknown: { assume_role_policy: true },
      expressions: { assume_role_policy: references('data.aws_iam_policy_document.t.json') },
    };
    return roleNamed(after([OTHER, trust, role('holder', unknownTrust)]), 'holder').trust;
  };

  test('blocks are matched by type, whatever their order', () => {
    const { statements: found } = trusted(
      [
        { type: 'Service', identifiers: ['ec2.amazonaws.com'] },
        { type: 'AWS', identifiers: [null] },
      ],
      [{ identifiers: [false] }, { identifiers: [true] }],
      [
        { type: constant('AWS'), identifiers: references('aws_iam_role.other.arn') },
        { type: constant('Service'), identifiers: constant(['ec2.amazonaws.com']) },
      ],
    );
    expect(found[0]?.principals).toEqual({
      AWS: { values: [arn('role', 'other')], unknown: [] },
      Service: { values: ['ec2.amazonaws.com'], unknown: [] },
    });
  });

  test('two blocks of one type are joined', () => {
    const one = { type: 'AWS', identifiers: ['111111111111'] };
    const { statements: found } = trusted([one, { type: 'AWS', identifiers: ['222222222222'] }], [{}, {}], []);
    expect(found[0]?.principals?.AWS?.values).toEqual(['111111111111', '222222222222']);
  });

  test.each([
    ['type * is anyone', '*'],
    ['type AWS with * is anyone', 'AWS'],
  ])('%s', (_name, type) => {
    const { statements: found } = trusted([{ type, identifiers: ['*'] }], [{ identifiers: [false] }], []);
    expect(found[0]?.principals).toEqual({ AWS: { values: ['*'], unknown: [] } });
  });

  test('principals that are not known stay unknown', () => {
    const trust = data('t', [{ actions: ['sts:AssumeRole'] }], [{ principals: true }], [{ principals: {} }]);
    const unknownTrust = {
      after: { name: 'holder', assume_role_policy: null },
      unknown: { assume_role_policy: true },
      expressions: { assume_role_policy: references('data.aws_iam_policy_document.t.json') },
    };
    const found = roleNamed(after([trust, role('holder', unknownTrust)]), 'holder').trust.statements[0];
    expect(found?.principals?.AWS).toMatchObject({ values: [], unknown: [expect.stringContaining('principals')] });
  });
});

const statementsOf = (text: string): readonly Fields[] =>
  (JSON.parse(text) as { readonly Statement: readonly Fields[] }).Statement;

describe('documents made of documents', () => {
  const base = document(
    { Sid: 'A', Effect: 'Allow', Action: 'a:base', Resource: '*' },
    { Sid: 'B', Effect: 'Allow', Action: 'b:base', Resource: '*' },
  );
  const sids = (...resources: readonly ResourceSpec[]) =>
    rendered(...resources).statements.map((entry) => `${String(entry['sid'])} ${String(entry['actions'])}`);

  test('a statement takes the place of the source with its sid', () => {
    const own = { ...PASS, sid: 'B' };
    const found = sids(
      data('d', [own], [PASS_UNKNOWN], [PASS_WRITTEN], { after: { source_policy_documents: [base] } }),
      uses('d'),
    );
    expect(found).toEqual(['A a:base', 'B iam:PassRole']);
  });

  test('an override takes the place of a statement, wherever it stands', () => {
    const own = { ...PASS, sid: 'A' };
    const found = sids(
      data('d', [own], [PASS_UNKNOWN], [PASS_WRITTEN], { after: { override_policy_documents: [base] } }),
      uses('d'),
    );
    expect(found).toEqual(['A a:base', 'B b:base']);
  });

  test('of two statements of a source with one sid the first is replaced', () => {
    const twice = document({ Sid: 'A', Effect: 'Deny', Action: 'a:first', Resource: '*' }, ...statementsOf(base));
    const found = sids(
      data('d', [{ ...PASS, sid: 'A' }], [PASS_UNKNOWN], [PASS_WRITTEN], {
        after: { source_policy_documents: [twice] },
      }),
      uses('d'),
    );
    expect(found).toEqual(['A iam:PassRole', 'A a:base', 'B b:base']);
  });

  test.each([
    ['an older source', 'source_policy_documents', '2008-10-17', null, '2012-10-17'],
    ['an older override', 'override_policy_documents', '2008-10-17', null, '2012-10-17'],
    ['a newer override', 'override_policy_documents', '2012-10-17', '2008-10-17', '2012-10-17'],
    ['both old', 'override_policy_documents', '2008-10-17', '2008-10-17', '2008-10-17'],
  ])('the greater version stays: %s', (_, attribute, other, own, expected) => {
    const layer = JSON.stringify({ Version: other, Statement: [] });
    const { policy } = rendered(
      data('d', [PASS], [PASS_UNKNOWN], [PASS_WRITTEN], { after: { [attribute]: [layer], version: own } }),
      uses('d'),
    );
    expect(policy.version).toBe(expected);
  });

  test('statements without sid are all kept', () => {
    const found = sids(
      data('d', [PASS], [PASS_UNKNOWN], [PASS_WRITTEN], { after: { source_policy_documents: [READ, READ] } }),
      uses('d'),
    );
    expect(found).toEqual(['undefined s3:GetObject', 'undefined s3:GetObject', 'undefined iam:PassRole']);
  });

  test('a source that is known only after apply is followed', () => {
    const found = sids(
      data('source', [{ ...PASS, sid: 'S' }], [PASS_UNKNOWN], [PASS_WRITTEN]),
      data('d', [], [], [], {
        after: { source_policy_documents: [null] },
        unknown: { source_policy_documents: [true] },
        expressions: { source_policy_documents: references('data.aws_iam_policy_document.source.json') },
      }),
      uses('d'),
    );
    expect(found).toEqual(['S iam:PassRole']);
  });

  test.each<[string, Fields]>([
    ['a source that leads nowhere', references('local.document')],
    ['a document that is its own source', references('data.aws_iam_policy_document.d.json')],
  ])('%s leaves the whole document unknown', (_name, written) => {
    const document = data('d', [PASS], [PASS_UNKNOWN], [PASS_WRITTEN], {
      after: { source_policy_documents: [null] },
      unknown: { source_policy_documents: [true] },
      expressions: { source_policy_documents: written },
    });
    const { policy, gaps } = rendered(document, uses('d'));
    expect(policy.unresolved).not.toBeNull();
    expect(gaps).toEqual(['unresolved-policy aws_iam_role_policy.use /resource_changes/3/change/after_unknown/policy']);
  });
});

describe('a policy that is known only after apply', () => {
  const inline = (policy: Fields): ResourceSpec => ({ ...uses('d'), expressions: { policy } });

  test.each<[string, Fields]>([
    ['in which an ARN stands', references('aws_iam_role.other.arn')],
    [
      'of one of two documents',
      references('data.aws_iam_policy_document.d.json', 'data.aws_iam_policy_document.e.json'),
    ],
    ['made from a document and more', references('data.aws_iam_policy_document.d.json', 'aws_iam_role.other.arn')],
    ['made from a document and a local', references('data.aws_iam_policy_document.d.json', 'local.a')],
    ['without references', {}],
  ])('%s is unresolved, with a gap', (_name, written) => {
    const documents = [
      data('d', [PASS], [PASS_UNKNOWN], [PASS_WRITTEN]),
      data('e', [PASS], [PASS_UNKNOWN], [PASS_WRITTEN]),
    ];
    const { policy, gaps } = rendered(...documents, inline(written));
    expect(policy).toMatchObject({
      statements: [],
      unresolved: expect.stringContaining('`policy` is known only after apply') as string,
    });
    expect(gaps).toEqual(['unresolved-policy aws_iam_role_policy.use /resource_changes/4/change/after_unknown/policy']);
  });

  test('a trust policy with an ARN in it is unresolved, with a gap', () => {
    const trust = {
      after: { assume_role_policy: null },
      unknown: { assume_role_policy: true },
      expressions: { assume_role_policy: references('aws_iam_role.other.arn') },
    };
    const model = after([OTHER, role('holder', trust)]);
    expect(roleNamed(model, 'holder').trust.unresolved).toContain('`aws_iam_role.other.arn`');
    expect(gapLines(model.gaps)).toEqual([
      'unresolved-policy aws_iam_role.holder /resource_changes/1/change/after_unknown/assume_role_policy',
    ]);
  });

  test('what AWS would refuse is a gap', () => {
    const invalid = {
      address: 'aws_iam_role_policy.use',
      after: { name: 'use', role: 'holder', policy: document({ Effect: 'Allow' }) },
    };
    expect(rendered(invalid).gaps).toEqual([
      'invalid-policy aws_iam_role_policy.use /resource_changes/2/change/after/policy',
    ]);
  });
});

test('a document read while planning is known to its consumer', () => {
  const trust = document({ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' });
  const model = after([role('holder', { after: { assume_role_policy: trust } })]);
  expect(roleNamed(model, 'holder').trust).toMatchObject({
    unresolved: null,
    location: { pointer: '/resource_changes/0/change/after/assume_role_policy' },
  });
});
