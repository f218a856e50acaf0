import type { ApiAuthorization, ApiRoute } from '../../../model/entry-point.js';
import type { Policy } from '../../../model/policy.js';
import type { Resource, ResourceKind } from '../../../model/resource.js';
import { writtenOut } from '../../rest-api-policy.js';
import { own } from '../guards.js';
import type { Instance } from '../instance.js';
import type { Policies } from '../policies.js';
import { resourceOf } from '../resource.js';
import { type Block, readAttribute, readText, resolveAttribute, topBlock } from '../values.js';
import { ApiTargets } from './api-targets.js';
import type { Links } from './links.js';
import { operationsOf, parseOpenApi } from './openapi.js';

/** What an API calls: route → integration → target. */
interface Api {
  readonly instance: Instance;
  readonly kind: ResourceKind;
  readonly routes: ApiRoute[];
}

const REST_API = ['aws_api_gateway_rest_api'];
const PATH = ['aws_api_gateway_resource'];
const HTTP_API = ['aws_apigatewayv2_api'];
/** Paths deeper than this are those of nobody's API. */
const MAX_DEPTH = 30;

/**
 * The APIs of API Gateway with their policies and routes, and what those call
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html).
 */
export function readApis(links: Links, policies: Policies): readonly Resource[] {
  const reader = new ApiReader(links);
  const given = policyBlocks(links);
  return [...reader.restApis(), ...reader.httpApis()].map(({ instance, kind, routes }) => {
    const arn = links.arnOf(instance);
    const name = links.reader.arns.nameOf(instance);
    return resourceOf(kind, instance, links.reader, {
      policy: kind === 'rest-api' ? policyOf(given.get(instance) ?? topBlock(instance), arn, name, policies) : null,
      routes,
    });
  });
}

/** Policies that a resource of its own gives to an API. */
function policyBlocks(links: Links): ReadonlyMap<Instance, Block> {
  return new Map(
    links.reader.managed('aws_api_gateway_rest_api_policy').flatMap((instance) => {
      const block = topBlock(instance);
      const api = links.instance(block, 'rest_api_id', REST_API);
      return api === null ? [] : [[api, block] as const];
    }),
  );
}

function policyOf(block: Block, arn: string, name: string, policies: Policies): Policy | null {
  const policy = policies.read(block, 'policy', { type: 'resource-based', id: arn, name });
  return policy === null ? null : writtenOut(policy, arn);
}

class ApiReader {
  readonly #targets: ApiTargets;

  constructor(readonly links: Links) {
    this.#targets = new ApiTargets(links);
  }

  restApis(): readonly Api[] {
    const { links } = this;
    const apis = new Map<Instance, Api>();
    for (const instance of links.reader.managed('aws_api_gateway_rest_api')) {
      // A private API is reached from inside a VPC only.
      const types = JSON.stringify(instance.values['endpoint_configuration'] ?? '');
      if (types.includes('PRIVATE')) continue;
      apis.set(instance, { instance, kind: 'rest-api', routes: [...this.#imported(instance)] });
    }
    const called = new Map<string, readonly string[]>();
    for (const integration of links.reader.managed('aws_api_gateway_integration')) {
      const block = topBlock(integration);
      const key = methodKey(links, block);
      if (key === null) continue;
      called.set(key, this.#targets.of(block, ['uri', 'request_templates', 'request_parameters']));
    }
    for (const method of links.reader.managed('aws_api_gateway_method')) {
      const block = topBlock(method);
      const api = links.instance(block, 'rest_api_id', REST_API);
      const found = api === null ? undefined : apis.get(api);
      if (api === null || found === undefined) continue;
      found.routes.push({
        name: `${readText(block, 'http_method') ?? 'ANY'} ${this.#path(links.instance(block, 'resource_id', PATH))}`,
        authorization: authorizationOf(readText(block, 'authorization'), block.values['api_key_required'] === true),
        targets: called.get(methodKey(links, block) ?? '') ?? [],
        address: method.address,
        location: links.reader.location(method.pointer),
      });
    }
    return [...apis.values()];
  }

  httpApis(): readonly Api[] {
    const { links } = this;
    const apis = new Map<Instance, Api>();
    for (const instance of links.reader.managed('aws_apigatewayv2_api')) {
      const block = topBlock(instance);
      const kind = readText(block, 'protocol_type') === 'WEBSOCKET' ? 'websocket-api' : 'http-api';
      const quick = this.#targets.of(block, ['target']);
      const { address, pointer } = instance;
      const location = links.reader.location(pointer);
      const route = { name: '$default', authorization: 'none', targets: quick, address, location } as const;
      apis.set(instance, {
        instance,
        kind,
        routes: [...(quick.length === 0 ? [] : [route]), ...this.#imported(instance)],
      });
    }
    for (const route of links.reader.managed('aws_apigatewayv2_route')) {
      const block = topBlock(route);
      const api = links.instance(block, 'api_id', HTTP_API);
      const found = api === null ? undefined : apis.get(api);
      if (found === undefined) continue;
      const integration = links.integrationOf(block);
      found.routes.push({
        name: readText(block, 'route_key') ?? '$default',
        authorization: authorizationOf(readText(block, 'authorization_type') ?? 'NONE', false),
        targets:
          integration === null
            ? []
            : this.#targets.of(topBlock(integration), ['integration_uri', 'request_parameters']),
        address: route.address,
        location: links.reader.location(route.pointer),
      });
    }
    return [...apis.values()];
  }

  /** The routes of an API that an OpenAPI document defines. */
  #imported(instance: Instance): readonly ApiRoute[] {
    const { reader } = this.links;
    const body = readAttribute(topBlock(instance), 'body');
    if (body.state === 'absent') return [];
    const document = body.state === 'known' ? parseOpenApi(body.value) : null;
    const location = reader.location(body.pointer);
    if (document === null) {
      const why = body.state === 'known' ? 'is no JSON' : 'is known only after apply';
      reader.gap(
        'unresolved-reference',
        instance.address,
        `\`body\` ${why}, so that the routes of the API are not known`,
        body.pointer,
      );
      return [];
    }
    const { address } = instance;
    return operationsOf(document).map(({ name, authorization, integration }) => {
      return { name, authorization, targets: this.#targets.within(integration), address, location };
    });
  }

  /** `/orders/{id}`, put together from its parts. */
  #path(resource: Instance | null): string {
    const parts: string[] = [];
    for (let at = resource; at !== null && parts.length < MAX_DEPTH; at = this.#parent(at)) {
      parts.unshift(readText(topBlock(at), 'path_part') ?? '');
    }
    return `/${parts.join('/')}`;
  }

  #parent(resource: Instance): Instance | null {
    return this.links.instance(topBlock(resource), 'parent_id', PATH);
  }
}

/** A method of a REST API, by what a method and its integration both say; null where the API is not in the plan. */
export function methodKey(links: Links, block: Block): string | null {
  const api = links.instance(block, 'rest_api_id', REST_API);
  const path = links.instance(block, 'resource_id', PATH)?.address ?? '';
  return api === null ? null : `${api.address} ${path} ${readText(block, 'http_method') ?? methodOf(block)}`;
}

/** An integration may take its method from the method's own resource. */
function methodOf(block: Block): string {
  const [method] = resolveAttribute(block, 'http_method').targets.flatMap(({ instances }) => instances);
  const value = own(method?.values, 'http_method');
  return typeof value === 'string' ? value : '';
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
