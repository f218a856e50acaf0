// A proxy between the AWS SDK and a local AWS API, which answers in its place where it is told to.
import { createServer, request } from 'node:http';

/** Errors as AWS words them, by how the service speaks. */
const BODIES = {
  json: (code, text) => JSON.stringify({ __type: code, message: text }),
  query: (code, text) =>
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${text}</Message></Error></ErrorResponse>`,
  ec2: (code, text) =>
    `<Response><Errors><Error><Code>${code}</Code><Message>${text}</Message></Error></Errors></Response>`,
  s3: (code, text) => `<Error><Code>${code}</Code><Message>${text}</Message></Error>`,
};
const ANSWERS = {
  throttle: { status: 429, code: 'ThrottlingException', text: 'Rate exceeded' },
  fail: { status: 500, code: 'InternalFailure', text: 'Internal error' },
  deny: { status: 403, code: 'AccessDenied', text: 'not authorized' },
};

/** What the local API does not serve: an empty answer, or another call that says the same. */
const STAND_INS = [
  { call: /^codebuild ListFleets$/, body: '{"fleets":[]}' },
  { call: /^airflow GET \/environments$/, body: '{"Environments":["dags"]}' },
  {
    call: /^airflow GET \/environments\/dags$/,
    body: '{"Environment":{"Arn":"arn:aws:airflow:us-east-1:123456789012:environment/dags","Name":"dags"}}',
  },
  { call: /^bedrock-agentcore \w+ \/code-interpreters/, body: '{"codeInterpreterSummaries":[]}' },
  { call: /^amplify GET \/apps$/, body: '{"apps":[]}' },
  {
    call: /^imagebuilder POST \/ListInfrastructureConfigurations$/,
    body: '{"infrastructureConfigurationSummaryList":[]}',
  },
  { call: /^appstream DescribeImageBuilders$/, body: '{"ImageBuilders":[]}' },
  { call: /^codepipeline ListPipelines$/, body: '{"pipelines":[{"name":"release"}]}' },
  {
    call: /^codepipeline GetPipeline$/,
    body: '{"pipeline":{"name":"release","roleArn":"arn:aws:iam::123456789012:role/release","stages":[]}}',
  },
  { call: /^apprunner ListServices$/, body: '{"ServiceSummaryList":[]}' },
  { call: /^lightsail GetInstances$/, body: '{"instances":[]}' },
  { call: /^lightsail GetContainerServices$/, body: '{"containerServices":[]}' },
  { call: /^rolesanywhere GET \/trustanchors$/, body: '{"trustAnchors":[]}' },
  { call: /^rolesanywhere GET \/profiles$/, body: '{"profiles":[]}' },
  { call: /^sagemaker ListUserProfiles$/, body: '{"UserProfiles":[]}' },
  { call: /^cognito-identity GetIdentityPoolRoles$/, body: '{"Roles":{}}' },
  { call: /^lambda GET .*\/urls$/, path: (path) => path.replace(/\/urls(?=$|\?)/, '/url'), list: 'FunctionUrlConfigs' },
];

/**
 * Starts the proxy. Before `judge` is set it passes everything on. `judge(call)` says `pass`, `cut`, or the name of one of
 * the answers above, or gives `{ body }` to answer with; `call` names the service and what is asked of it. Returns its
 * endpoint, `judge`, and `close`.
 */
export async function openProxy(target) {
  const proxy = { judge: () => 'pass', endpoint: '', close: () => server.close() };
  const server = createServer((incoming, outgoing) => {
    const parts = [];
    incoming.on('data', (part) => parts.push(part));
    incoming.on('end', () => answer(incoming, Buffer.concat(parts), outgoing));
  });

  function answer(incoming, body, outgoing) {
    const { call, protocol } = recognize(incoming, body);
    const verdict = proxy.judge(call);
    if (verdict === 'cut') {
      incoming.socket.destroy();
      return;
    }
    if (typeof verdict === 'string' && verdict !== 'pass') {
      const { status, code, text } = ANSWERS[verdict];
      const type = protocol === 'json' ? 'application/json' : 'text/xml';
      outgoing.writeHead(status, { 'content-type': type, 'x-amzn-errortype': code, 'x-amzn-requestid': 'proxy' });
      outgoing.end(BODIES[protocol](code, text));
      return;
    }
    const standIn = verdict === 'pass' ? STAND_INS.find((one) => one.call.test(call)) : verdict;
    if (standIn?.body !== undefined) {
      outgoing.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(standIn.body);
      return;
    }
    const { method, headers } = incoming;
    const { port } = new URL(target);
    const path = standIn === undefined ? pathOf(incoming) : standIn.path(pathOf(incoming));
    const onward = request(
      { host: '127.0.0.1', port, method, path, headers: { ...headers, host: new URL(proxy.endpoint).host } },
      (answered) => {
        if (standIn === undefined) {
          outgoing.writeHead(answered.statusCode ?? 502, answered.headers);
          answered.pipe(outgoing);
          return;
        }
        const parts = [];
        answered.on('data', (part) => parts.push(part));
        answered.on('end', () => {
          const one = answered.statusCode === 200 ? [JSON.parse(Buffer.concat(parts).toString())] : [];
          outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ [standIn.list]: one }));
        });
      },
    );
    onward.on('error', () => incoming.socket.destroy());
    onward.end(body);
  }

  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy.endpoint = `http://localhost:${server.address().port}`;
  return proxy;
}

/** A bucket that the host names goes into the path: the API behind knows only that way. */
function pathOf({ url = '/', headers }) {
  const [, bucket] = /^([a-z0-9.-]+)\.localhost/.exec(headers.host ?? '') ?? [];
  return bucket === undefined || /^\d{12}$/.test(bucket) ? url : `/${bucket}${url}`;
}

function recognize(incoming, body) {
  const { method, headers, url } = incoming;
  const [, service = 'unsigned'] = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  const target = headers['x-amz-target'];
  const [, action] = /(?:^|&)Action=(\w+)/.exec(body.toString('latin1', 0, 2000)) ?? [];
  const operation =
    target?.split('.').at(-1) ?? action ?? `${method} ${pathOf(incoming).split('?')[0]} ${queryNames(url)}`;
  const protocol = action === undefined ? (service === 's3' ? 's3' : 'json') : service === 'ec2' ? 'ec2' : 'query';
  return { call: `${service} ${operation}`.trim(), protocol };
}

/** Names of the parameters that tell one S3 operation from another. */
function queryNames(url = '') {
  return [...new URL(url, 'http://localhost').searchParams.keys()].filter((name) => name !== 'x-id').join('&');
}
