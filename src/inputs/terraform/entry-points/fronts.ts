import type { Instance } from '../instance.js';
import { type Block, readBlocks, readFlag, readList, readText, topBlock } from '../values.js';
import { methodKey } from './apis.js';
import type { Links } from './links.js';

/** What strangers come through to something that they do not reach by themselves. */
export interface Front {
  /** What lets them in: a distribution, a route, a method, an endpoint group. */
  readonly by: Instance;
  /** Other resources that have a part in it. */
  readonly through: readonly Instance[];
  /** True where their own addresses arrive, so that security groups hold against them. */
  readonly keepsAddresses: boolean;
  /** Whether it adds headers to their requests. */
  readonly addsHeaders: boolean;
}

const BALANCER = ['aws_lb', 'aws_alb', 'aws_elb'];
const LISTENER = ['aws_lb_listener', 'aws_alb_listener'];
const INSTANCE = ['aws_instance', 'aws_spot_instance_request'];
const BEHAVIORS = ['default_cache_behavior', 'ordered_cache_behavior'];

/** Finds what stands in front of load balancers, their listeners, and instances. */
export class Fronts {
  readonly #fronts = new Map<Instance, Front[]>();

  constructor(readonly links: Links) {
    this.#readDistributions();
    this.#readHttpApis();
    this.#readRestApis();
    this.#readAccelerators();
  }

  /** What leads to a load balancer, a listener or an instance. */
  of(instance: Instance): readonly Front[] {
    return this.#fronts.get(instance) ?? [];
  }

  /** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html */
  #readDistributions(): void {
    for (const distribution of this.#managed('aws_cloudfront_distribution')) {
      const block = topBlock(distribution);
      if (readFlag(block, 'enabled') === false) continue;
      const behaviors = BEHAVIORS.flatMap((name) => readBlocks(block, name) ?? []);
      for (const origin of readBlocks(block, 'origin') ?? []) {
        const id = readText(origin, 'origin_id');
        const used = behaviors.filter((behavior) => [id, null].includes(readText(behavior, 'target_origin_id')));
        // Each request has to be signed where a behavior names whose signatures it takes.
        if (!used.some((behavior) => !isSigned(behavior))) continue;
        const vpcOrigin = (readBlocks(origin, 'vpc_origin_config') ?? [])
          .map((row) => this.links.instance(row, 'vpc_origin_id', ['aws_cloudfront_vpc_origin']))
          .find((found) => found !== null);
        const target =
          vpcOrigin === undefined
            ? this.links.instance(origin, 'domain_name', BALANCER)
            : (readBlocks(topBlock(vpcOrigin), 'vpc_origin_endpoint_config') ?? [])
                .map((row) => this.links.instance(row, 'arn', [...BALANCER, ...INSTANCE]))
                .find((found) => found !== null);
        this.#add(target ?? null, {
          by: distribution,
          through: vpcOrigin === undefined ? [] : [vpcOrigin],
          keepsAddresses: false,
          addsHeaders: (readBlocks(origin, 'custom_header') ?? []).length > 0,
        });
      }
    }
  }

  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html */
  #readHttpApis(): void {
    for (const route of this.#managed('aws_apigatewayv2_route')) {
      const block = topBlock(route);
      if ((readText(block, 'authorization_type') ?? 'NONE') !== 'NONE') continue;
      const integration = this.links.integrationOf(block);
      if (integration === null || !isPrivate(topBlock(integration))) continue;
      const listener = this.links.instance(topBlock(integration), 'integration_uri', LISTENER);
      this.#add(listener, { by: route, through: [integration], keepsAddresses: false, addsHeaders: false });
    }
  }

  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-private-integration.html */
  #readRestApis(): void {
    const open = new Map<string, Instance>();
    for (const method of this.#managed('aws_api_gateway_method')) {
      const block = topBlock(method);
      const isOpen = readText(block, 'authorization') === 'NONE' && block.values['api_key_required'] !== true;
      const key = methodKey(this.links, block);
      if (isOpen && key !== null) open.set(key, method);
    }
    for (const integration of this.#managed('aws_api_gateway_integration')) {
      const block = topBlock(integration);
      const method = open.get(methodKey(this.links, block) ?? '');
      if (method === undefined || !isPrivate(block)) continue;
      const link = this.links.instance(block, 'connection_id', ['aws_api_gateway_vpc_link']);
      const named = this.links.instance(block, 'integration_target', BALANCER);
      const targets = link === null ? [] : this.links.all(topBlock(link), 'target_arns', BALANCER);
      const through = link === null ? [integration] : [integration, link];
      for (const target of new Set([...targets, ...(named === null ? [] : [named])]))
        this.#add(target, { by: method, through, keepsAddresses: false, addsHeaders: false });
    }
  }

  /** https://docs.aws.amazon.com/global-accelerator/latest/dg/secure-vpc-connections.html */
  #readAccelerators(): void {
    for (const group of this.#managed('aws_globalaccelerator_endpoint_group')) {
      for (const row of readBlocks(topBlock(group), 'endpoint_configuration') ?? []) {
        const target = this.links.instance(row, 'endpoint_id', [...BALANCER, ...INSTANCE]);
        this.#add(target, { by: group, through: [], keepsAddresses: true, addsHeaders: false });
      }
    }
  }

  #add(target: Instance | null, front: Front): void {
    if (target !== null) this.#fronts.set(target, [...(this.#fronts.get(target) ?? []), front]);
  }

  #managed(type: string): readonly Instance[] {
    return this.links.reader.managed(type);
  }
}

function isPrivate(integration: Block): boolean {
  return readText(integration, 'connection_type') === 'VPC_LINK';
}

function isSigned(behavior: Block): boolean {
  return ['trusted_key_groups', 'trusted_signers'].some((name) => {
    const list = readList(behavior, name);
    return list !== null && (list.values.length > 0 || list.unknown !== 0);
  });
}
