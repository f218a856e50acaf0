import { expect, test } from 'vitest';
import { SERVICES } from '../../../src/inputs/live/calls/index.js';
import { loadSdk } from '../../../src/inputs/aws-sdk.js';

interface Request {
  readonly hostname: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

interface Client {
  send(command: unknown): Promise<unknown>;
}

/** Sends one operation; says what went out and what came of the answer. */
async function sent(service: string, region: string, operation: string, input: Record<string, unknown>, body: unknown) {
  const row = SERVICES.find(({ name }) => name === service);
  if (row === undefined) throw new Error(`no calls of ${service}`);
  const sdk = await loadSdk(row, 'the test');
  const requests: Request[] = [];
  const client = sdk.open({
    region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: {
      handle: (request: Request) => {
        requests.push(request);
        const text = new TextEncoder().encode(JSON.stringify(body));
        return Promise.resolve({ response: { statusCode: 200, headers: {}, body: text } });
      },
    },
  }) as Client;
  const { $metadata: _, ...answer } = (await client.send(sdk.command(operation, input))) as Record<string, unknown>;
  const [request] = requests;
  const scope = /Credential=test\/\d+\/([^,]+)/.exec(request?.headers['authorization'] ?? '')?.[1];
  return { host: request?.hostname, path: request?.path, query: request?.query, scope, answer };
}

test.each([
  [
    'synthetics',
    'eu-west-1',
    'DescribeCanaries',
    { NextToken: 'n' },
    { Canaries: [{ Name: 'c', ExecutionRoleArn: 'r', Code: { Handler: 'h' } }], NextToken: 'm' },
    {
      host: 'synthetics.eu-west-1.amazonaws.com',
      path: '/canaries',
      query: {},
      scope: 'eu-west-1/synthetics/aws4_request',
      answer: { Canaries: [{ Name: 'c', ExecutionRoleArn: 'r' }], NextToken: 'm' },
    },
  ],
  [
    'rolesanywhere',
    'eu-west-1',
    'ListTrustAnchors',
    { nextToken: 'n' },
    {
      trustAnchors: [
        { trustAnchorArn: 'a', enabled: false, source: { sourceData: { acmPcaArn: 'ca' } }, unknown: 'field' },
      ],
    },
    {
      host: 'rolesanywhere.eu-west-1.amazonaws.com',
      path: '/trustanchors',
      query: { nextToken: 'n' },
      scope: 'eu-west-1/rolesanywhere/aws4_request',
      answer: { trustAnchors: [{ trustAnchorArn: 'a', enabled: false, source: { sourceData: { acmPcaArn: 'ca' } } }] },
    },
  ],
  [
    'airflow',
    'cn-north-1',
    'GetEnvironment',
    { Name: 'a b' },
    { Environment: { Arn: 'a', AirflowConfigurationOptions: { 'smtp.password': 'hunter2' } } },
    {
      host: 'api.airflow.cn-north-1.amazonaws.com.cn',
      path: '/environments/a%20b',
      query: {},
      scope: 'cn-north-1/airflow/aws4_request',
      answer: { Environment: { Arn: 'a' } },
    },
  ],
  [
    'emr-containers',
    'us-east-1',
    'ListVirtualClusters',
    { states: 'RUNNING' },
    { virtualClusters: [], nextToken: 'n' },
    {
      host: 'emr-containers.us-east-1.amazonaws.com',
      path: '/virtualclusters',
      query: { states: 'RUNNING' },
      scope: 'us-east-1/emr-containers/aws4_request',
      answer: { virtualClusters: [], nextToken: 'n' },
    },
  ],
])('%s in %s: %s goes to its host, signed for it', async (service, region, operation, input, body, expected) => {
  expect(await sent(service, region, operation, input, body)).toEqual(expected);
});

test('an endpoint that the user names stays', async () => {
  process.env['AWS_ENDPOINT_URL'] = 'http://localhost:1234';
  try {
    const { host } = await sent('airflow', 'eu-west-1', 'ListEnvironments', {}, { Environments: [] });
    expect(host).toBe('localhost');
  } finally {
    delete process.env['AWS_ENDPOINT_URL'];
  }
});
