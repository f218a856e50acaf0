import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/inputs/input-error.js';
import { checkSnapshot, trim, trimSnapshot } from '../../../src/inputs/snapshot/shape.js';
import { snapshotOf } from './sample.js';

const SECRET = 'hunter2';

describe('what is kept of an answer', () => {
  test.each([
    [
      'LambdaFunction',
      { FunctionArn: 'a', FunctionName: 'f', Environment: { Variables: { PASSWORD: SECRET } }, Description: SECRET },
    ],
    [
      'TaskDefinition',
      {
        taskDefinitionArn: 'a',
        containerDefinitions: [{ name: 'c', environment: [{ name: 'P', value: SECRET }], command: [SECRET] }],
      },
    ],
    ['LaunchTemplateVersion', { VersionNumber: 1, LaunchTemplateData: { UserData: SECRET, KeyName: SECRET } }],
    ['LaunchConfiguration', { LaunchConfigurationName: 'l', UserData: SECRET }],
    [
      'BuildProject',
      {
        arn: 'a',
        name: 'n',
        environment: { image: 'i', environmentVariables: [{ value: SECRET }] },
        webhook: { url: SECRET, secret: SECRET },
        source: {
          type: 'GITHUB',
          location: `https://x:${SECRET}@github.com/acme/app?token=${SECRET}`,
          auth: { resource: SECRET },
        },
      },
    ],
    ['GlueJob', { Name: 'j', DefaultArguments: { '--password': SECRET } }],
    [
      'JobDefinition',
      {
        jobDefinitionArn: 'a',
        containerProperties: { environment: [{ value: SECRET }], command: [SECRET], image: 'i' },
      },
    ],
    ['AccessKey', { AccessKeyId: SECRET, Status: 'Active' }],
    [
      'Pipeline',
      {
        name: 'p',
        stages: [
          {
            name: 's',
            actions: [
              {
                name: 'a',
                configuration: {
                  ProjectName: 'b',
                  OAuthToken: SECRET,
                  EnvironmentVariables: `[{"value":"${SECRET}"}]`,
                },
                environmentVariables: [{ name: 'n', value: SECRET }],
              },
            ],
          },
        ],
      },
    ],
    [
      'AmplifyApp',
      {
        appArn: 'a',
        environmentVariables: { KEY: SECRET },
        basicAuthCredentials: SECRET,
        repository: `https://user:${SECRET}@example.com/app`,
        buildSpec: SECRET,
      },
    ],
    ['Secret', { ARN: 'a', Name: 'n', SecretString: SECRET, Description: SECRET }],
    ['Stack', { StackId: 's', Parameters: [{ ParameterValue: SECRET }], Outputs: [{ OutputValue: SECRET }] }],
    ['DevEndpoint', { EndpointName: 'e', PublicKey: SECRET, PrivateAddress: SECRET }],
    ['EventTarget', { Id: '1', Arn: 'a', Input: SECRET, HttpParameters: { HeaderParameters: { a: SECRET } } }],
    [
      'RestMethod',
      {
        httpMethod: 'GET',
        methodIntegration: { uri: `https://u:${SECRET}@x.example/?key=${SECRET}`, requestParameters: { a: SECRET } },
      },
    ],
    ['StateMachine', { stateMachineArn: 'a', definition: SECRET, description: SECRET }],
    [
      'AppRunnerService',
      {
        ServiceArn: 'a',
        SourceConfiguration: {
          ImageRepository: {
            ImageIdentifier: 'i',
            ImageConfiguration: { RuntimeEnvironmentVariables: { P: SECRET }, StartCommand: SECRET },
          },
        },
      },
    ],
    ['BeanstalkSettings', { IamInstanceProfile: 'p', OptionSettings: [{ OptionName: 'PASSWORD', Value: SECRET }] }],
    [
      'GlueJob',
      {
        Name: 'a',
        DefaultArguments: {
          '--password': SECRET,
          '--additional-python-modules': `git+https://u:${SECRET}@x.example/a`,
        },
      },
    ],
    ['BuildProject', { arn: 'a', name: 'a', source: { buildspec: `phases: { build: { commands: [${SECRET}] } }` } }],
    [
      'FlinkApplication',
      { ApplicationARN: 'a', ApplicationConfigurationDescription: { EnvironmentPropertyDescriptions: { a: SECRET } } },
    ],
    ['BootstrapAction', { Name: 'a', Args: [SECRET] }],
    ['AgentRuntime', { agentRuntimeArn: 'a', environmentVariables: { P: SECRET } }],
    ['AirflowEnvironment', { Arn: 'a', AirflowConfigurationOptions: { 'smtp.password': SECRET } }],
    ['LightsailResource', { arn: 'a', username: SECRET, sshKeyName: SECRET }],
    ['EmrCluster', { ClusterArn: 'a', KerberosAttributes: { KdcAdminPassword: SECRET }, LogUri: SECRET }],
    [
      'ListenerRule',
      {
        RuleArn: 'a',
        Conditions: [{ Field: 'http-header', HttpHeaderConfig: { Values: [SECRET] }, Values: [SECRET] }],
        Actions: [{ Type: 'authenticate-oidc', AuthenticateOidcConfig: { ClientSecret: SECRET } }],
      },
    ],
    ['IdentityPool', { IdentityPoolId: 'i', IdentityPoolTags: { a: SECRET } }],
  ])('no secret is kept of %s', (definition, answer) => {
    expect(JSON.stringify(answer)).toContain(SECRET);
    expect(JSON.stringify(trim(definition, answer))).not.toContain(SECRET);
  });

  test('of the arguments of a job, the objects that hold libraries', () => {
    const DefaultArguments = {
      '--extra-py-files': 's3://code/a.whl, s3://code/b.whl',
      '--additional-python-modules': 'numpy==2.0, s3://code/c.whl',
    };
    expect(trim('GlueJob', { Name: 'a', DefaultArguments })).toEqual({
      Name: 'a',
      DefaultArguments: {
        '--extra-py-files': 's3://code/a.whl,s3://code/b.whl',
        '--additional-python-modules': 's3://code/c.whl',
      },
    });
  });

  test.each([
    ['text is read as JSON', { Policy: '{"Version":"2012-10-17"}' }, { Policy: { Version: '2012-10-17' } }],
    [
      'the encoding of IAM is undone',
      { Policy: '%7B%22Version%22%3A%222012-10-17%22%7D' },
      { Policy: { Version: '2012-10-17' } },
    ],
    ['what is no JSON stays, so that it can be named', { Policy: '{broken' }, { Policy: '{broken' }],
    ['none is none', { Policy: '' }, {}],
  ])('of a policy: %s', (_what, answer, kept) => {
    expect(trim('ResourcePolicy', answer)).toEqual(kept);
  });

  test('a time becomes text, null and another type become nothing', () => {
    const answer = { CreateDate: new Date(0), Status: null };
    expect(trim('AccessKey', answer)).toEqual({ CreateDate: '1970-01-01T00:00:00.000Z' });
    expect(trim('AccessKey', { Status: 7 })).toEqual({});
  });

  test('the order is the schema’s, whatever the order of the answer', () => {
    const one = trim('LambdaFunction', { FunctionName: 'f', Role: 'r', FunctionArn: 'a' });
    expect(JSON.stringify(one)).toBe('{"FunctionArn":"a","FunctionName":"f","Role":"r"}');
  });

  test('trimming a whole snapshot again changes nothing', () => {
    const snapshot = trimSnapshot(snapshotOf({ lambda: { Functions: [{ FunctionArn: 'a', FunctionName: 'f' }] } }));
    expect(JSON.stringify(trimSnapshot(snapshot))).toBe(JSON.stringify(snapshot));
  });
});

test.each([
  ['a list in the place of an object', { global: [] }, '/global: expected an object'],
  ['a missing property', { gaps: [{ service: 's' }] }, '/gaps/0: expected the property `operation`'],
  ['another kind', { kind: 'other' }, '/kind: expected `"account-snapshot"`'],
  [
    'an item of another type',
    { regional: { 'eu/west': { lambda: { Functions: 7 } } } },
    '/regional/eu~1west/lambda/Functions: expected a list',
  ],
  [
    'a gap of an unknown kind',
    { gaps: [{ service: 's', operation: 'o', region: null, permission: 'p', error: 'e', kind: 'x' }] },
    '/gaps/0/kind: expected one of',
  ],
])('%s is named with its place', (_what, changed, message) => {
  try {
    checkSnapshot({ ...snapshotOf({}), ...changed }, 'snapshot.json');
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toContain(`snapshot.json: ${message}`);
  }
});
