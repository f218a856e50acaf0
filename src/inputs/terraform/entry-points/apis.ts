import type { ApiAuthorization, ApiRoute } from '../../../model/entry-point.js';
import type { Resource, ResourceKind } from '../../../model/resource.js';
import type { Instance } from '../instance.js';
import type { Reader } from '../reader.js';
import { type Block, readText, resolveAttribute, topBlock } from '../values.js';
import { Linked } from './linked.js';

/** What an HTTP or WebSocket API calls: route → integration → function. */
interface Api {
  readonly instance: Instance;
  readonly kind: ResourceKind;
  readonly routes: ApiRoute[];
}

/**
 * The APIs of API Gateway with their routes, and the functions that those call
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html).
 * `functions` are those of the plan, by Terraform address.
 */
export function readApis(reader: Reader, functions: ReadonlyMap<string, Resource>): readonly Resource[] {
  return [...restApis(reader, functions), ...httpApis(reader, functions)].map(({ instance, kind, routes }) => ({
    kind,
    arn: reader.arns.arnOf(instance) ?? instance.address,
    name: reader.arns.nameOf(instance),
    account: reader.arns.place(instance).account,
    roles: [],
    policy: null,
    functionUrls: [],
    routes,
    address: instance.address,
    location: reader.location(instance.pointer),
  }));
}

function restApis(reader: Reader, functions: ReadonlyMap<string, Resource>): readonly Api[] {
  const links = new Linked(reader, 'aws_api_gateway_rest_api');
  const resources = new Linked(reader, 'aws_api_gateway_resource');
  const apis = new Map<Instance, Api>();
  for (const instance of reader.managed('aws_api_gateway_rest_api')) {
    // A private API is reached from inside a VPC only.
    const types = JSON.stringify(instance.values['endpoint_configuration'] ?? '');
    if (!types.includes('PRIVATE')) apis.set(instance, { instance, kind: 'rest-api', routes: [] });
  }
  const place = (block: Block): string =>
    `${resources.one(block, 'resource_id')?.address ?? ''} ${readText(block, 'http_method') ?? methodOf(block)}`;
  const called = new Map<string, readonly string[]>();
  for (const integration of reader.managed('aws_api_gateway_integration')) {
    const block = topBlock(integration);
    const api = links.one(block, 'rest_api_id');
    if (api !== null) called.set(`${api.address} ${place(block)}`, targetsOf(block, ['uri'], functions, reader));
  }
  for (const method of reader.managed('aws_api_gateway_method')) {
    const block = topBlock(method);
    const api = links.one(block, 'rest_api_id');
    const found = api === null ? undefined : apis.get(api);
    if (api === null || found === undefined) continue;
    const path = resources.one(block, 'resource_id');
    found.routes.push({
      name: `${readText(block, 'http_method') ?? 'ANY'} /${path === null ? '' : (readText(topBlock(path), 'path_part') ?? '')}`,
      authorization: authorizationOf(readText(block, 'authorization'), block.values['api_key_required'] === true),
      targets: called.get(`${api.address} ${place(block)}`) ?? [],
      address: method.address,
      location: reader.location(method.pointer),
    });
  }
  return [...apis.values()];
}

/** An integration may take its method from the method's own resource. */
function methodOf(block: Block): string {
  const [method] = resolveAttribute(block, 'http_method').targets.flatMap(({ instances }) => instances);
  const value = method?.values['http_method'];
  return typeof value === 'string' ? value : '';
}

function httpApis(reader: Reader, functions: ReadonlyMap<string, Resource>): readonly Api[] {
  const links = new Linked(reader, 'aws_apigatewayv2_api');
  const integrations = new Linked(reader, 'aws_apigatewayv2_integration');
  const apis = new Map<Instance, Api>();
  for (const instance of reader.managed('aws_apigatewayv2_api')) {
    const block = topBlock(instance);
    const kind = readText(block, 'protocol_type') === 'WEBSOCKET' ? 'websocket-api' : 'http-api';
    const quick = targetsOf(block, ['target'], functions, reader);
    const { address, pointer } = instance;
    const route = { name: '$default', authorization: 'none', targets: quick, address } as const;
    apis.set(instance, {
      instance,
      kind,
      routes: quick.length === 0 ? [] : [{ ...route, location: reader.location(pointer) }],
    });
  }
  for (const route of reader.managed('aws_apigatewayv2_route')) {
    const block = topBlock(route);
    const api = links.one(block, 'api_id');
    const found = api === null ? undefined : apis.get(api);
    if (found === undefined) continue;
    const id = /^integrations\/(.+)$/.exec(readText(block, 'target') ?? '')?.[1];
    const integration =
      integrations.one(block, 'target') ??
      reader.managed('aws_apigatewayv2_integration').find(({ values }) => id !== undefined && values['id'] === id) ??
      null;
    found.routes.push({
      name: readText(block, 'route_key') ?? '$default',
      authorization: authorizationOf(readText(block, 'authorization_type') ?? 'NONE', false),
      targets: integration === null ? [] : targetsOf(topBlock(integration), ['integration_uri'], functions, reader),
      address: route.address,
      location: reader.location(route.pointer),
    });
  }
  return [...apis.values()];
}

function authorizationOf(type: string | null, apiKey: boolean): ApiAuthorization | null {
  switch (type) {
    case 'NONE':
      return apiKey ? 'api-key' : 'none';
    case 'AWS_IAM':
      return 'iam';
    case null:
      return null;
    default:
      return 'authorizer';
  }
}

/** Functions whose ARN stands in an attribute, as itself or inside the address that API Gateway invokes. */
function targetsOf(
  block: Block,
  attributes: readonly string[],
  functions: ReadonlyMap<string, Resource>,
  reader: Reader,
): readonly string[] {
  const all = [...functions.values()];
  return attributes.flatMap((attribute) => {
    const text = readText(block, attribute);
    const named = text === null ? [] : all.filter(({ arn }) => text.includes(arn)).map(({ arn }) => arn);
    const referred = resolveAttribute(block, attribute)
      .targets.flatMap(({ instances }) => instances)
      .flatMap((instance) => functions.get(instance.address) ?? aliased(instance, functions, reader) ?? [])
      .map(({ arn }) => arn);
    return [...new Set([...named, ...referred])];
  });
}

function aliased(instance: Instance, functions: ReadonlyMap<string, Resource>, reader: Reader): Resource | undefined {
  if (instance.type !== 'aws_lambda_alias') return undefined;
  const target = new Linked(reader, 'aws_lambda_function', ['function_name', 'arn', 'id']).one(
    topBlock(instance),
    'function_name',
  );
  return target === null ? undefined : functions.get(target.address);
}
