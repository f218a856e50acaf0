import type { Random } from '../differential/random.js';

/** A context key with values that requests carry, values that policies name, and the operators that fit. */
export interface PuzzleKey {
  readonly key: string;
  readonly values: readonly string[];
  readonly named: readonly string[];
  readonly operators: readonly string[];
  /** True for a key of several values. */
  readonly several: boolean;
}

const TEXT = ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'StringEqualsIgnoreCase'];
const NUMBER = [
  'NumericEquals',
  'NumericNotEquals',
  'NumericLessThan',
  'NumericLessThanEquals',
  'NumericGreaterThan',
  'NumericGreaterThanEquals',
];
const ARN = ['ArnEquals', 'ArnLike', 'ArnNotLike', 'StringLike'];

const one = (
  key: string,
  values: readonly string[],
  named: readonly string[],
  operators: readonly string[],
): PuzzleKey => ({
  key,
  values,
  named,
  operators,
  several: false,
});

/** Keys of a call that a principal of ours makes. */
export const KEYS: readonly PuzzleKey[] = [
  one(
    'ec2:InstanceType',
    ['t3.micro', 't3.nano', 'p5.48xlarge', 'any'],
    ['t3.micro', 't3.*', 'p*', '*.micro', 'T3.MICRO', 't?.nano'],
    TEXT,
  ),
  one('aws:RequestedRegion', ['eu-west-1', 'us-east-1', 'eu-north-1'], ['eu-west-1', 'eu-*', 'us-east-1', '*-1'], TEXT),
  one(
    'aws:RequestTag/team',
    ['red', 'blue', 'x', 'i-0abc'],
    ['red', 'b*', '${aws:PrincipalTag/team}', '*', '${aws:RequestTag/owner}', 'x-${aws:RequestTag/owner}'],
    TEXT,
  ),
  one(
    'aws:RequestTag/owner',
    ['red', 'i-0abc', 'o'],
    ['red', 'o*', '${aws:RequestTag/team}', '${aws:SourceVpce}'],
    TEXT,
  ),
  {
    key: 'aws:TagKeys',
    values: ['team', 'cost', 'x'],
    named: ['team', 'cost', 't*'],
    operators: [
      'ForAllValues:StringEquals',
      'ForAnyValue:StringEquals',
      'ForAllValues:StringLike',
      'ForAnyValue:StringLike',
      'ForAnyValue:StringNotEquals',
    ],
    several: true,
  },
  one('ec2:MetadataHttpPutResponseHopLimit', ['8', '10', '11', '500'], ['10', '11', '8', '100'], NUMBER),
  one(
    'aws:SourceIp',
    ['203.0.113.7', '10.1.2.3', '198.51.100.10'],
    ['203.0.113.0/24', '10.0.0.0/8', '0.0.0.0/1'],
    ['IpAddress', 'NotIpAddress'],
  ),
  one('aws:MultiFactorAuthPresent', ['true', 'false'], ['true', 'false'], ['Bool']),
  one(
    'aws:CurrentTime',
    ['2026-12-01T00:00:00Z', '2027-06-01T00:00:00Z'],
    ['2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z', '2026-11-23T12:00:00Z'],
    ['DateLessThan', 'DateGreaterThan', 'DateGreaterThanEquals'],
  ),
  one(
    'aws:PrincipalArn',
    [],
    ['arn:aws:iam::111111111111:user/ann', 'arn:aws:iam::*:role/*', 'arn:aws:iam::111111111111:*'],
    ARN,
  ),
  one('aws:PrincipalTag/team', [], ['red', 'blue', 'r*'], TEXT),
  one('aws:username', [], ['ann', 'a*', 'bob'], TEXT),
  one('aws:SourceVpce', ['vpce-1', 'vpce-2'], ['vpce-1', 'vpce-*'], TEXT),
  one('aws:SecureTransport', ['true', 'false'], ['true', 'false'], ['Bool']),
];

/** Keys of a call that an outsider makes, or has made. */
export const TRUST_KEYS: readonly PuzzleKey[] = [
  one('sts:ExternalId', ['a', 'acme', 'x'], ['a', 'a*', 'acme'], TEXT),
  one(
    'sts:RoleSessionName',
    ['s', 'outsider', 'deploy-1', 'acme'],
    ['deploy-*', '*', 's', '${aws:username}', 'deploy-${sts:ExternalId}'],
    TEXT,
  ),
  one('aws:username', ['s', 'eve'], ['e*', 's', '${sts:RoleSessionName}'], TEXT),
  one('aws:PrincipalOrgID', [], ['o-a1b2c3d4e5', 'o-outsider00', 'o-*'], TEXT),
  one('aws:PrincipalAccount', [], ['666666666666', '111111111111'], ['StringEquals', 'StringNotEquals']),
  one(
    'aws:PrincipalArn',
    [],
    ['arn:aws:iam::*:role/outsider', 'arn:aws:iam::*:role/deploy', 'arn:aws:iam::666666666666:*'],
    ARN,
  ),
  one(
    'aws:SourceIp',
    ['203.0.113.7', '10.1.2.3', '198.51.100.10'],
    ['203.0.113.0/24', '10.0.0.0/8'],
    ['IpAddress', 'NotIpAddress'],
  ),
  one('aws:SourceAccount', [], ['666666666666', '111111111111'], ['StringEquals', 'StringNotEquals']),
  one('aws:SourceVpce', ['vpce-1', 'vpce-2'], ['vpce-1', 'vpce-*'], TEXT),
  one('aws:SecureTransport', ['true', 'false'], ['true', 'false'], ['Bool']),
  one(
    'aws:CurrentTime',
    ['2026-12-01T00:00:00Z', '2027-06-01T00:00:00Z'],
    ['2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'],
    ['DateLessThan', 'DateGreaterThan'],
  ),
];

/** Keys that variables name, beside those of a puzzle. */
export const VARIABLES: readonly PuzzleKey[] = [
  one('aws:PrincipalTag/team', [], [], []),
  ...[...KEYS, ...TRUST_KEYS].filter(({ key }) =>
    [
      'aws:RequestTag/team',
      'aws:RequestTag/owner',
      'aws:SourceVpce',
      'aws:username',
      'sts:ExternalId',
      'sts:RoleSessionName',
    ].includes(key),
  ),
];

/** A condition on a key. */
export function conditionOf(
  random: Random,
  key: PuzzleKey,
): { readonly operator: string; readonly values: readonly string[] } {
  if (random.chance(0.08)) return { operator: 'Null', values: [random.pick(['true', 'false'])] };
  const operator = random.pick(key.operators);
  const ifExists = random.chance(0.15) ? 'IfExists' : '';
  // What a variable without a value means to a negated operator, the oracle sees in another way (variable-without-value).
  const named = operator.includes('Not') ? key.named.filter((value) => !hasOpenVariable(value)) : key.named;
  return { operator: `${operator}${ifExists}`, values: [...new Set(random.some(named, 2))] };
}

function hasOpenVariable(value: string): boolean {
  return value.includes('${') && !value.includes('${aws:PrincipalTag/team}');
}
