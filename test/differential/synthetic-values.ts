import type { RequestPrincipal } from '../../src/evaluation/request.js';
import { ACCOUNT, CALLERS, FOREIGN } from '../evaluation/case-reader.js';

/** What values a context key holds; it decides which operators fit. */
export type Family = 'String' | 'Numeric' | 'Date' | 'Bool' | 'Binary' | 'IpAddress' | 'Arn';

/** A context key with values of requests, and values of conditions that meet and miss them. */
export interface KeyPool {
  readonly key: string;
  readonly family: Family;
  /** True for a key that a request may give several values. */
  readonly several: boolean;
  readonly actual: readonly string[];
  readonly expected: readonly string[];
}

/** Something to do, and to what. */
export interface Target {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** How often the resource carries a policy. */
  readonly policies: number;
  /** Keys of the action beside the global ones. */
  readonly keys: readonly KeyPool[];
}

export const OPERATORS: Readonly<Record<Family, readonly string[]>> = {
  String: [
    'StringEquals',
    'StringNotEquals',
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
    'StringLike',
    'StringNotLike',
  ],
  Numeric: ordered('Numeric'),
  Date: ordered('Date'),
  Bool: ['Bool'],
  Binary: ['BinaryEquals'],
  IpAddress: ['IpAddress', 'NotIpAddress'],
  Arn: ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
};

function ordered(prefix: string): readonly string[] {
  return ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map(
    (suffix) => prefix + suffix,
  );
}

/** Principals of the tables, and some that differ from them in one thing. */
export const PRINCIPALS = {
  ...CALLERS,
  // To the oracle, the session of a user has the user's name.
  federatedUser: { ...CALLERS.federatedUser, session: 'ann' },
  pathUser: { kind: 'user', arn: `arn:aws:iam::${ACCOUNT}:user/team/bob`, account: ACCOUNT },
  plainRole: { kind: 'role', arn: `arn:aws:iam::${ACCOUNT}:role/ops`, account: ACCOUNT, session: 'ann' },
  foreignRole: { kind: 'role', arn: `arn:aws:iam::${FOREIGN}:role/x/visitor`, account: FOREIGN, session: 's1' },
  foreignRoot: { kind: 'root', arn: `arn:aws:iam::${FOREIGN}:root`, account: FOREIGN },
  otherService: { kind: 'service', arn: 's3.amazonaws.com' },
  hostProvider: { kind: 'federated', arn: 'accounts.google.com', account: '' },
  cognito: { kind: 'federated', arn: 'cognito-identity.amazonaws.com', account: '' },
} as const satisfies Readonly<Record<string, RequestPrincipal>>;

const NAMES = ['ann', 'bob', 'k', '*', 'what?'];
const NAME_PATTERNS = [
  'ann',
  'ANN',
  'a*',
  '*n',
  '?nn',
  'k',
  '*',
  '${*}',
  'what${?}',
  'what?',
  '${aws:PrincipalTag/team}',
];

function strings(key: string, actual: readonly string[], expected: readonly string[], several = false): KeyPool {
  return { key, family: 'String', several, actual, expected };
}

function list(key: string, actual: readonly string[], expected: readonly string[]): KeyPool {
  return strings(key, actual, expected, true);
}

function pool(family: Family, key: string, actual: readonly string[], expected: readonly string[]): KeyPool {
  return { key, family, several: false, actual, expected };
}

const IP_ACTUAL = ['10.1.1.1', '10.1.2.3', '192.0.2.1', '203.0.113.77', '2001:db8::1', '2001:db8:0:1::5', 'fd00::1'];
const IP_EXPECTED = [
  ...['10.0.0.0/8', '10.1.1.1/32', '10.1.1.1', '192.0.0.0/3', '192.0.2.1/31', '203.0.113.64/27', '0.0.0.0/1'],
  ...[
    '2001:db8::/32',
    '2001:db8::1/128',
    '2001:db8:0:0:0:0:0:1',
    '2001:db8:0:1::/64',
    '2000::/3',
    'fd00::/9',
    'no address',
    '0.0.0.0/0',
  ],
];
const DATES = ['2026-11-23T12:00:00Z', '2026-11-23T11:59:59Z', '2025-01-01T00:00:00Z', '2026-11-23T13:00:00+01:00'];
const DATE_EXPECTED = [...DATES, '2026-11-23', '2026-11', '2026-11-23T12:00Z', '2026-11-23T12:00:00.000Z', 'never'];
const EPOCHS = ['1764000000', '1763899200', '1', '4102444800'];

/** Keys that a request to any service may hold. */
export const GLOBAL_KEYS: readonly KeyPool[] = [
  strings('aws:username', NAMES, NAME_PATTERNS),
  strings('aws:PrincipalTag/team', NAMES, [
    ...NAME_PATTERNS,
    '${aws:username}',
    "${aws:userid, 'k'}",
    '${aws:username',
  ]),
  strings('aws:PrincipalTag/Dept.', ['a.b', 'a+b', 'a.b*'], ['a.b', 'a?b', 'a.*', 'A.B', '${aws:username}', 'a.b${*}']),
  strings(
    'aws:userid',
    ['AIDA1', 'AROA1:s1', 'AROA1:ann'],
    ['AIDA1', 'AROA1:*', '*:ann', 'AROA1:${aws:username}', 'aida?'],
  ),
  strings('aws:PrincipalAccount', [ACCOUNT, FOREIGN], [ACCOUNT, FOREIGN, '1111*', '?1111111111?']),
  strings('aws:PrincipalOrgID', ['o-one', 'o-two'], ['o-one', 'O-ONE', 'o-*', 'o-tw']),
  strings(
    'aws:PrincipalType',
    ['User', 'AssumedRole', 'Account', 'Anonymous'],
    ['User', 'user', 'Assumed*', 'A*t', '*'],
  ),
  strings('aws:SourceVpce', ['vpce-1', 'vpce-22'], ['vpce-1', 'vpce-?', 'vpce-*', 'vpce-']),
  strings('aws:SourceAccount', [ACCOUNT, FOREIGN], [ACCOUNT, FOREIGN, '*']),
  strings('aws:RequestedRegion', ['us-east-1', 'eu-west-1'], ['us-east-1', 'us-*', 'eu-west-1', '*-1', 'US-EAST-1']),
  strings(
    'aws:UserAgent',
    ['curl/8', 'aws-cli/2.9 Python'],
    ['curl*', '*Python', 'aws-cli/? *', 'curl/8', 'aws-cli/*${*}'],
  ),
  strings('aws:RequestTag/team', NAMES, [...NAME_PATTERNS, '${aws:username}', '${aws:username}*']),
  list('aws:TagKeys', ['team', 'cost', 'Team', 'x'], ['team', 'cost', 'TEAM', '*', 'c*', '${aws:username}', 'te?m']),
  list(
    'aws:PrincipalOrgPaths',
    ['o-one/r/a/', 'o-one/r/b/', 'o-two/r/'],
    ['o-one/*', 'o-one/r/a/', 'o-?wo/r/', 'o-one/r/b/*'],
  ),
  list(
    'aws:CalledVia',
    ['athena.amazonaws.com', 'kms.amazonaws.com'],
    ['athena.amazonaws.com', '*.amazonaws.com', 'kms*'],
  ),
  pool('Bool', 'aws:SecureTransport', ['true', 'false'], ['true', 'false', 'TRUE', 'maybe']),
  pool('Bool', 'aws:MultiFactorAuthPresent', ['true', 'false'], ['true', 'false', '${aws:SecureTransport}']),
  pool(
    'Numeric',
    'aws:MultiFactorAuthAge',
    ['9', '10', '10.5', '3600', '-1'],
    ['10', '10.0', '9', '11', '-1', '10.5', 'ten'],
  ),
  pool('Date', 'aws:CurrentTime', DATES, [...DATE_EXPECTED, '1763899200']),
  pool('Date', 'aws:TokenIssueTime', DATES, DATE_EXPECTED),
  pool('Date', 'aws:EpochTime', EPOCHS, [...EPOCHS, '1763899201', '2026-11-23T12:00:00Z']),
  pool('IpAddress', 'aws:SourceIp', IP_ACTUAL, IP_EXPECTED),
  pool(
    'IpAddress',
    'aws:VpcSourceIp',
    IP_ACTUAL,
    IP_EXPECTED.filter((range) => range !== '0.0.0.0/0'),
  ),
  pool(
    'Arn',
    'aws:PrincipalArn',
    [CALLERS.user.arn, CALLERS.role.arn, CALLERS.foreignUser.arn],
    [
      ...[CALLERS.user.arn, CALLERS.role.arn, 'arn:aws:iam::*:role/*', 'arn:aws:iam::*:user/${aws:username}'],
      ...[`arn:aws:iam::${ACCOUNT}:*`, 'arn:aws:*:role/*', '*', 'arn:*:iam::?11111111111:r*/d?v', 'arn:aws:iam::111:*'],
    ],
  ),
  pool(
    'Arn',
    'aws:SourceArn',
    [`arn:aws:sns:us-east-1:${ACCOUNT}:topic`, `arn:aws:lambda:us-east-1:${ACCOUNT}:function:f:1`, 'arn:aws:s3:::b'],
    [
      ...[`arn:aws:sns:*:${ACCOUNT}:t*`, `arn:aws:lambda:us-*:*:function:*`, 'arn:aws:s3:::?', 'arn:aws:s3:::b*'],
      ...[
        'arn:aws:s3:*',
        'arn:aws:lambda:*:*:function:f',
        'arn:aws:lambda:*:function:*',
        'arn:aws:lambda:*:function:f:1',
        'arn:aws:sns:us-east-1:*:${aws:username}',
      ],
    ],
  ),
  pool('Binary', 'aws:SourceIdentity', ['QmluYXJ5', 'YQ=='], ['QmluYXJ5', 'qmluYXJ5', 'YQ==', 'YQ*']),
];

const TAGS = strings('aws:ResourceTag/team', NAMES, [...NAME_PATTERNS, '${aws:username}', '${aws:PrincipalTag/team}']);
const ARN = { sqs: `arn:aws:sqs:us-east-1:${ACCOUNT}`, kms: `arn:aws:kms:us-east-1:${ACCOUNT}` };
const ROLE = `arn:aws:iam::${ACCOUNT}:role/app/r`;

/** The trust policy of a role is always there. */
export const TRUST_TARGET: Target = {
  actions: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
  resources: [ROLE, `arn:aws:iam::${ACCOUNT}:role/ann`],
  policies: 0.9,
  keys: [],
};

const EXTERNAL_ID = strings('sts:ExternalId', ['secret', 'Secret'], ['secret', 's*', '*', 'secre?']);
const SESSION_NAME = strings('sts:RoleSessionName', ['ann', 's1'], ['ann', '${aws:username}', 's?', '*']);

export const WEB_IDENTITY_TARGET: Target = {
  actions: ['sts:AssumeRoleWithWebIdentity'],
  resources: TRUST_TARGET.resources,
  policies: 1,
  keys: [
    strings('accounts.google.com:sub', ['1', '22'], ['1', '2?', '*']),
    strings(
      'token.actions.githubusercontent.com:ref',
      ['refs/heads/main', 'refs/pull/1'],
      ['refs/heads/*', 'refs/*', 'refs/pull/?'],
    ),
    strings('cognito-identity.amazonaws.com:aud', ['pool-1', 'pool-2'], ['pool-1', 'pool-*']),
    SESSION_NAME,
  ],
};

/** Targets of callers with an account, and of services and anonymous callers. */
export const TARGETS: readonly Target[] = [
  {
    actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:GetObjectVersion'],
    resources: ['b/k', 'b/ann', 'b/x/y', 'b/x/ann/z:1', 'b/what?', 'b/$5', 'bu.cket/a.b'].map(
      (key) => `arn:aws:s3:::${key}`,
    ),
    policies: 0.6,
    keys: [strings('s3:authType', ['REST-HEADER', 'POST'], ['REST-*', 'POST', 'post'])],
  },
  {
    actions: ['s3:ListBucket', 's3:ListBucketVersions'],
    resources: ['arn:aws:s3:::b', 'arn:aws:s3:::bu.cket'],
    policies: 0.6,
    keys: [
      strings(
        's3:prefix',
        ['ann/', 'home/ann', 'x'],
        ['ann/*', 'home/${aws:username}', '${aws:username}/*', 'x', '*/*'],
      ),
      pool('Numeric', 's3:max-keys', ['1', '10', '1000'], ['10', '100', '1.0']),
    ],
  },
  {
    actions: ['sqs:SendMessage', 'sqs:ReceiveMessage'],
    resources: [`${ARN.sqs}:q`, `${ARN.sqs}:queue-2`],
    policies: 0.6,
    keys: [TAGS],
  },
  {
    actions: ['sns:Publish'],
    resources: [`arn:aws:sns:us-east-1:${ACCOUNT}:topic`, `arn:aws:sns:eu-west-1:${FOREIGN}:topic`],
    policies: 0.6,
    keys: [TAGS],
  },
  TRUST_TARGET,
  { ...TRUST_TARGET, actions: ['sts:AssumeRole'], keys: [EXTERNAL_ID, SESSION_NAME] },
  {
    actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
    resources: [`${ARN.kms}:key/k1`, `${ARN.kms}:key/1111-2222`, `arn:aws:kms:eu-west-1:${FOREIGN}:key/far`],
    policies: 0.9,
    keys: [
      strings('kms:ViaService', ['s3.us-east-1.amazonaws.com'], ['s3.*.amazonaws.com', 'ec2.*']),
      list('kms:EncryptionContextKeys', ['app', 'env'], ['app', 'e*', 'other']),
    ],
  },
  {
    actions: ['lambda:InvokeFunction', 'lambda:GetFunction', 'lambda:UpdateFunctionCode'],
    resources: [`arn:aws:lambda:us-east-1:${ACCOUNT}:function:ann`, `arn:aws:lambda:us-east-1:${FOREIGN}:function:far`],
    policies: 0.5,
    keys: [TAGS],
  },
  {
    actions: ['iam:PassRole'],
    resources: [ROLE, `arn:aws:iam::${ACCOUNT}:role/ann`, `arn:aws:iam::${ACCOUNT}:role/x/y/Dev`],
    policies: 0,
    keys: [
      strings(
        'iam:PassedToService',
        ['ec2.amazonaws.com', 'lambda.amazonaws.com'],
        ['ec2.amazonaws.com', '*.amazonaws.com'],
      ),
      pool(
        'Arn',
        'iam:AssociatedResourceArn',
        [`arn:aws:ec2:us-east-1:${ACCOUNT}:instance/i-1`],
        ['arn:aws:ec2:*:*:instance/*'],
      ),
    ],
  },
  {
    actions: ['iam:CreateUser', 'iam:CreateAccessKey', 'iam:DeleteUser'],
    resources: [CALLERS.user.arn, PRINCIPALS.pathUser.arn],
    policies: 0,
    keys: [],
  },
  {
    actions: ['ec2:TerminateInstances', 'ec2:StartInstances'],
    resources: [`arn:aws:ec2:us-east-1:${ACCOUNT}:instance/i-1`],
    policies: 0,
    keys: [TAGS, strings('ec2:InstanceType', ['t3.micro', 'p5.48xlarge'], ['t3.*', 't3.micro', 'p?.*', '*'])],
  },
  {
    actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
    resources: [`arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/ann`],
    policies: 0.5,
    keys: [
      list('dynamodb:LeadingKeys', ['ann', 'bob', 'k'], ['${aws:username}', 'ann', 'b*', '${*}']),
      list('dynamodb:Attributes', ['id', 'name'], ['id', 'name', 'other', 'n*']),
    ],
  },
  { actions: ['ec2:DescribeInstances', 'ec2:DescribeImages'], resources: ['*'], policies: 0, keys: [] },
  { actions: ['s3:ListAllMyBuckets', 'sts:GetCallerIdentity'], resources: ['*'], policies: 0, keys: [] },
];
