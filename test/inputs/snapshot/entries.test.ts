import { rootCertificates } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { arn, FUNCTION, only, OPEN, read } from './reading.js';
import { REGION, role } from './sample.js';

describe('who gets in', () => {
  test('a function: its policy, that of its aliases, its URLs', () => {
    const alias = { ...OPEN, Resource: `${FUNCTION}:live` };
    const one = only({
      lambda: {
        Functions: [
          {
            ...{ FunctionArn: FUNCTION, FunctionName: 'f' },
            Policy: { Version: '2012-10-17', Statement: [OPEN] },
            Aliases: [{ AliasArn: `${FUNCTION}:live`, Policy: { Version: '2012-10-17', Statement: [alias] } }],
            FunctionUrlConfigs: [{ FunctionArn: FUNCTION, AuthType: 'NONE' }],
          },
        ],
      },
    });
    expect(one.policy?.statements.map(({ resources }) => resources?.values)).toEqual([
      [FUNCTION],
      [`${FUNCTION}:live`],
    ]);
    expect(one.functionUrls.map(({ authType }) => authType)).toEqual(['NONE']);
    expect(one.location.pointer).toBe(`/regional/${REGION}/lambda/Functions/0`);
  });

  const group = (CidrIp: string) => ({
    Instances: [
      {
        InstanceId: 'i-1',
        PublicIpAddress: '198.51.100.1',
        SecurityGroups: [{ GroupId: 'sg-1' }],
        MetadataOptions: { HttpTokens: 'optional' },
      },
    ],
    SecurityGroups: [
      { GroupId: 'sg-1', IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp }] }] },
    ],
  });
  test.each([
    ['everybody', '0.0.0.0/0', 1],
    ['half of everybody', '128.0.0.0/1', 1],
    ['one office', '198.51.100.7/32', 0],
    ['a private network', '10.1.0.0/16', 0],
    ['everybody of the newer kind', '::/0', 1],
  ])('an instance with a public address, open to %s', (_what, range, count) => {
    const one = only({ ec2: group(range) });
    expect(one.exposures).toHaveLength(count);
    expect(one.tokensOptional).toBe(true);
  });
  test('the groups of every interface of an instance count', () => {
    const { Instances, ...rest } = group('0.0.0.0/0');
    const second = Instances.map((one) => ({
      ...one,
      SecurityGroups: [{ GroupId: 'sg-2' }],
      NetworkInterfaces: [{ Groups: [{ GroupId: 'sg-2' }] }, { Groups: [{ GroupId: 'sg-1' }] }],
    }));
    expect(only({ ec2: { Instances: second, ...rest } }).exposures).toHaveLength(1);
  });
  test('an instance without a public address is not exposed', () => {
    const { Instances, ...rest } = group('0.0.0.0/0');
    const inside = Instances.map(({ PublicIpAddress: _, ...one }) => one);
    expect(only({ ec2: { Instances: inside, ...rest } }).exposures).toEqual([]);
  });

  test('a bucket: the block of the account acts with its own', () => {
    const bucket = {
      Name: 'b',
      PublicAccessBlockConfiguration: { IgnorePublicAcls: true, RestrictPublicBuckets: false },
    };
    const account = { PublicAccessBlockConfiguration: { IgnorePublicAcls: false, RestrictPublicBuckets: true } };
    const [one] = read({}, { s3: { Buckets: [bucket] }, 's3-control': account }).resources;
    expect(one?.publicAccessBlock).toEqual({ ignorePublicAcls: true, restrictPublicBuckets: true });
    const [other] = read({}, { s3: { Buckets: [{ Name: 'b' }] } }).resources;
    expect(other?.publicAccessBlock).toBeNull();
  });

  const grants = [
    { Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AllUsers' }, Permission: 'WRITE' },
  ];
  test.each([
    ['acts', undefined, 1],
    ['says nothing where ownership is enforced', { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] }, 0],
  ])('the ACL of a bucket %s', (_what, OwnershipControls, count) => {
    const bucket = { Name: 'b', Grants: grants, ...(OwnershipControls === undefined ? {} : { OwnershipControls }) };
    expect(read({}, { s3: { Buckets: [bucket] } }).resources[0]?.aclGrants).toHaveLength(count);
  });

  test('routes of APIs with their authorization and targets', () => {
    const uri = `arn:aws:apigateway:${REGION}:lambda:path/2015-03-31/functions/${FUNCTION}/invocations`;
    const { resources } = read({
      apigateway: {
        RestApis: [
          {
            id: 'r',
            Stages: [{ stageName: 'v1' }],
            Resources: [
              {
                id: '1',
                path: '/x',
                resourceMethods: {
                  GET: { authorizationType: 'NONE', apiKeyRequired: true, methodIntegration: { uri } },
                },
              },
            ],
          },
        ],
      },
      apigatewayv2: {
        Apis: [
          {
            ApiId: 'h',
            Stages: [{ StageName: '$default' }],
            Routes: [{ RouteId: '1', RouteKey: 'GET /', Target: 'integrations/i', AuthorizationType: 'NONE' }],
            Integrations: [{ IntegrationId: 'i', IntegrationUri: `${FUNCTION}:live` }],
          },
        ],
      },
    });
    expect(
      resources.map(({ routes }) => routes?.map(({ authorization, targets }) => [authorization, targets])),
    ).toEqual([[['api-key', [FUNCTION]]], [['none', [FUNCTION]]]]);
  });

  test('a build project with its webhook, and one without', () => {
    const webhook = {
      filterGroups: [[{ type: 'EVENT', pattern: 'PUSH' }]],
      pullRequestBuildPolicy: { requiresCommentApproval: 'ALL_PULL_REQUESTS' },
    };
    const { resources } = read({
      codebuild: {
        Projects: [
          { arn: 'a', name: 'a', webhook },
          { arn: 'b', name: 'b' },
        ],
      },
    });
    expect(resources[0]?.webhook).toMatchObject({
      approval: 'ALL_PULL_REQUESTS',
      filterGroups: [[{ type: 'EVENT', exclude: false }]],
    });
    expect(resources[1]?.webhook).toBeNull();
  });

  test('the repository of CodeCommit that a project builds', () => {
    const project = (name: string, source: { type: string; location?: string }) => ({ arn: name, name, source });
    const { resources } = read({
      codebuild: {
        Projects: [
          project('a', { type: 'CODECOMMIT', location: 'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app' }),
          project('b', { type: 'CODECOMMIT' }),
          project('c', { type: 'GITHUB', location: 'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app' }),
        ],
      },
    });
    const arn = 'arn:aws:codecommit:eu-west-1:111111111111:app';
    expect(resources.map(({ code }) => code)).toEqual([[{ kind: 'git-repository', arn, readAt: 'start' }], [], []]);
  });

  test('an identity pool with its roles, and whether strangers can sign up', () => {
    const pool = {
      IdentityPoolId: 'p',
      AllowUnauthenticatedIdentities: true,
      Roles: { unauthenticated: role('web') },
      CognitoIdentityProviders: [{ ProviderName: `cognito-idp.${REGION}.amazonaws.com/u` }],
    };
    const users = (AllowAdminCreateUserOnly: boolean) => ({
      UserPools: [{ Id: 'u', AdminCreateUserConfig: { AllowAdminCreateUserOnly } }],
    });
    const registration = [users(true), users(false), {}].map((pools) => {
      const [provider] = read({
        'cognito-identity': { IdentityPools: [pool] },
        'cognito-idp': pools,
      }).identityProviders;
      return provider?.kind === 'identity-pool'
        ? [provider.guests, provider.selfRegistration, provider.roles.length]
        : null;
    });
    expect(registration).toEqual([
      [true, false, 1],
      [true, true, 1],
      [true, null, 1],
    ]);
  });

  test('trust anchors and profiles: enabled or not, and an authority from which anybody gets certificates', () => {
    const anchor = (trustAnchorArn: string, x509CertificateData: string, enabled: boolean) => ({
      ...{ trustAnchorArn, name: 'a', enabled },
      source: { sourceType: 'CERTIFICATE_BUNDLE', sourceData: { x509CertificateData } },
    });
    const { identityProviders } = read({
      rolesanywhere: {
        TrustAnchors: [anchor('public', rootCertificates[0] ?? '', true), anchor('own', 'no certificate', false)],
        Profiles: [{ profileArn: 'p', name: 'p', enabled: true, roleArns: [role('web')] }],
      },
    });
    expect(identityProviders).toMatchObject([
      { kind: 'trust-anchor', arn: 'public', enabled: true, publicAuthority: expect.any(String) as unknown },
      { kind: 'trust-anchor', arn: 'own', enabled: false, publicAuthority: null },
      { kind: 'certificate-profile', arn: 'p', enabled: true, roles: [role('web')] },
    ]);
  });

  test.each([
    ['public', true, 1],
    ['private', false, 0],
    ['not said', undefined, 0],
  ])('an App Runner service that is %s', (_what, isPublic, count) => {
    const ingress = isPublic === undefined ? {} : { IngressConfiguration: { IsPubliclyAccessible: isPublic } };
    const one = only({ apprunner: { Services: [{ ServiceArn: 's', NetworkConfiguration: ingress }] } });
    expect(one.exposures).toHaveLength(count);
  });

  test('a rule for ICMP lets nobody to what listens', () => {
    const { Instances } = group('0.0.0.0/0');
    const SecurityGroups = [
      {
        GroupId: 'sg-1',
        IpPermissions: [{ IpProtocol: 'icmp', FromPort: -1, ToPort: -1, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      },
    ];
    expect(only({ ec2: { Instances, SecurityGroups } }).exposures).toEqual([]);
  });

  test('what pipes and rules start', () => {
    const MACHINE = arn('states', 'stateMachine:m');
    const { resources } = read({
      states: { StateMachines: [{ stateMachineArn: MACHINE }] },
      codebuild: { Projects: [{ arn: 'project', name: 'p' }] },
      pipes: {
        Pipes: [
          { Arn: '1', Source: 'queue', Target: MACHINE, DesiredState: 'RUNNING' },
          { Arn: '2', Source: 'stream', Target: MACHINE, DesiredState: 'STOPPED' },
        ],
      },
      events: {
        EventBuses: [
          { Name: 'b', Arn: 'bus', Rules: [{ Name: 'r', EventPattern: '{}', Targets: [{ Arn: 'project' }] }] },
        ],
      },
    });
    const sources = (kind: string) =>
      resources.find((one) => one.kind === kind)?.triggers?.map(({ source }) => source) ?? [];
    expect([sources('state-machine'), sources('build-project')]).toEqual([['queue'], ['bus']]);
  });

  test('what is written to a table, logged elsewhere, or sent by mail', () => {
    const { resources } = read({
      lambda: {
        Functions: [{ FunctionArn: FUNCTION, FunctionName: 'f' }],
        EventSourceMappings: [
          { FunctionArn: FUNCTION, EventSourceArn: arn('dynamodb', 'table/orders/stream/2026-01-01T00:00:00.000') },
        ],
      },
      dynamodb: { Tables: [{ TableName: 'orders', Policy: { Version: '2012-10-17', Statement: [OPEN] } }] },
      kinesis: { Streams: [{ StreamARN: arn('kinesis', 'stream/logs') }] },
      logs: {
        Destinations: [
          {
            ...{
              arn: arn('logs', 'destination:logs'),
              destinationName: 'logs',
              targetArn: arn('kinesis', 'stream/logs'),
            },
            accessPolicy: { Version: '2012-10-17', Statement: [OPEN] },
          },
        ],
      },
      ses: {
        ActiveReceiptRuleSets: [
          {
            RuleSetName: 's',
            Rules: [{ Name: 'r', Enabled: true, Actions: [{ LambdaAction: { FunctionArn: FUNCTION } }] }],
          },
        ],
      },
    });
    const of = (kind: string) => resources.find((one) => one.kind === kind);
    const table = of('table');
    expect(of('function')?.triggers?.map(({ source }) => source)).toEqual([table?.arn, of('mail-rule')?.arn]);
    expect(of('stream')?.triggers?.map(({ source }) => source)).toEqual([of('log-destination')?.arn]);
    expect([table?.policy?.statements.length, of('log-destination')?.policy?.statements.length]).toEqual([1, 1]);
  });

  test('what starts a function', () => {
    const { resources } = read(
      {
        lambda: {
          Functions: [{ FunctionArn: FUNCTION, FunctionName: 'f' }],
          EventSourceMappings: [{ FunctionArn: FUNCTION, EventSourceArn: 'queue' }],
        },
        sns: { Subscriptions: [{ TopicArn: 'topic', Protocol: 'lambda', Endpoint: FUNCTION }] },
        events: {
          EventBuses: [
            {
              Name: 'default',
              Arn: 'bus',
              Rules: [
                { Name: 'r', EventPattern: '{}', Targets: [{ Arn: `${FUNCTION}:live` }] },
                { Name: 's', ScheduleExpression: 'rate(1 day)', Targets: [{ Arn: FUNCTION }] },
              ],
            },
          ],
        },
      },
      {
        s3: {
          Buckets: [{ Name: 'b', Notifications: { LambdaFunctionConfigurations: [{ LambdaFunctionArn: FUNCTION }] } }],
        },
      },
    );
    const found = resources.find(({ kind }) => kind === 'function')?.triggers?.map(({ source }) => source);
    expect(found).toEqual(['queue', 'topic', 'bus', 'arn:aws:s3:::b']);
  });
});
