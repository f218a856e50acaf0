import { describe, expect, test } from 'vitest';
import { parsePolicyDocument } from '../../src/model/policy-document.js';
import type { Resource } from '../../src/model/resource.js';
import { account, allow, document, roleArn, service } from '../builders/account.js';
import { violationLines, violationsOf } from '../builders/lint-model.js';

const ARN = 'arn:aws:lambda:us-east-1:111111111111:function:hook';
const location = { uri: 'plan.json', pointer: '/f' };

type Url = 'NONE' | 'NONE, made by Terraform' | 'AWS_IAM';

function modelOf(statement: Readonly<Record<string, unknown>> | null, urls: readonly Url[], actions = 'ec2:*') {
  const source = {
    type: 'resource-based',
    id: ARN,
    name: 'hook',
    address: 'aws_lambda_function.hook',
    location,
  } as const;
  const hook: Resource = {
    kind: 'function',
    arn: ARN,
    name: 'hook',
    account: '111111111111',
    roles: [roleArn('worker')],
    policy:
      statement === null
        ? null
        : parsePolicyDocument(document([{ Effect: 'Allow', Resource: ARN, ...statement }]), source),
    functionUrls: urls.map((url) => ({
      authType: url === 'AWS_IAM' ? url : 'NONE',
      permitsEveryone: url === 'NONE, made by Terraform',
      address: 'aws_lambda_function_url.hook',
      location,
    })),
    address: 'aws_lambda_function.hook',
    location,
  };
  const model = account({ roles: { worker: { trust: [service('lambda')], allow: [allow(actions)] } } });
  return { ...model, resources: [hook, { ...hook, kind: 'bucket' as const }] };
}

const INVOKE = { Action: 'lambda:InvokeFunction' };
const URL_OF = (authType: string) => ({ StringEquals: { 'lambda:FunctionUrlAuthType': authType } });
const S3 = { Principal: { Service: 's3.amazonaws.com' }, ...INVOKE };

const cases: readonly (readonly [
  name: string,
  statement: Readonly<Record<string, unknown>> | null,
  urls: readonly Url[],
  expected: string | null,
])[] = [
  ['a URL without credentials that Terraform makes', null, ['NONE, made by Terraform'], 'url * conditional'],
  ['a URL without credentials that no policy permits', null, ['NONE'], null],
  [
    'a URL without credentials that the policy permits everyone',
    { Principal: '*', Action: 'lambda:InvokeFunctionUrl', Condition: URL_OF('NONE') },
    ['NONE'],
    'url * conditional',
  ],
  [
    'a URL without credentials, and a permission for URLs with credentials',
    { Principal: '*', Action: 'lambda:InvokeFunctionUrl', Condition: URL_OF('AWS_IAM') },
    ['NONE'],
    null,
  ],
  [
    'everybody invokes, but only through a URL that asks for credentials',
    { Principal: '*', ...INVOKE, Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } } },
    ['AWS_IAM'],
    null,
  ],
  ['a URL with credentials', null, ['AWS_IAM'], null],
  ['everybody invokes', { Principal: '*', ...INVOKE }, [], 'invoke * conditional'],
  [
    'everybody of one organization',
    { Principal: '*', ...INVOKE, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } } },
    [],
    null,
  ],
  ['everybody updates', { Principal: '*', Action: 'lambda:*' }, ['NONE'], 'update * certain'],
  ['a service for any customer', S3, [], 'confusedDeputy s3.amazonaws.com conditional'],
  [
    'a service for the own account',
    { ...S3, Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' } } },
    [],
    null,
  ],
  [
    'a service for one bucket',
    { ...S3, Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::acme-uploads' } } },
    [],
    null,
  ],
  ['the own account', { Principal: { AWS: '111111111111' }, ...INVOKE }, [], null],
  ['no policy', null, [], null],
  [
    'a foreign account invokes',
    { Principal: { AWS: '222222222222' }, ...INVOKE },
    [],
    'foreignInvoke 222222222222 conditional',
  ],
  [
    'a foreign account updates',
    { Principal: { AWS: '222222222222' }, Action: ['lambda:UpdateFunctionCode', 'lambda:InvokeFunction'] },
    [],
    'foreignUpdate 222222222222 certain',
  ],
  ['everybody invokes an alias', { Principal: '*', ...INVOKE, Resource: `${ARN}:live` }, [], 'invoke * conditional'],
  [
    'everybody with credentials calls the URL',
    {
      Principal: '*',
      Action: ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'],
      Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } },
    },
    ['AWS_IAM'],
    'invoke * conditional',
  ],
];

describe('public-function', () => {
  test.each(cases)('%s', (_, statement, urls, expected) => {
    const lines = violationLines(modelOf(statement, urls));
    expect(lines).toEqual(expected === null ? [] : [`public-function ${expected}`]);
  });

  test('a role that reaches no compute', () => {
    expect(violationLines(modelOf(null, ['NONE, made by Terraform'], 's3:*'))).toEqual([]);
  });

  test('whoever updates the function runs code in it', () => {
    const [violation] = violationsOf(modelOf({ Principal: '*', Action: 'lambda:UpdateFunctionCode' }, [], 's3:*'));
    expect([...(violation?.reach.paths.keys() ?? [])]).toEqual(['lambda-update-code']);
  });

  test.each([
    ['both permissions', true, 0],
    ['only that of the URL', false, 1],
  ])('what a URL is taken to need with %s', (_, both, assumed) => {
    const action = both ? ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'] : 'lambda:InvokeFunctionUrl';
    const [violation] = violationsOf(modelOf({ Principal: '*', Action: action }, ['NONE']));
    const { assumptions = [] } = violation?.entry.step.grant ?? {};
    expect(assumptions.filter((one) => one.startsWith('lambda:InvokeFunction is permitted'))).toHaveLength(assumed);
  });
});
