import type { ApiRoute } from '../../../model/entry-point.js';
import type { Resource } from '../../../model/resource.js';
import { own } from '../guards.js';
import type { Instance } from '../instance.js';
import { resourceOf } from '../resource.js';
import { type Block, readBlocks, readText, topBlock } from '../values.js';
import type { Links } from './links.js';

const BALANCER = ['aws_lb', 'aws_alb'];
const LISTENER = ['aws_lb_listener', 'aws_alb_listener'];
const RULE = ['aws_lb_listener_rule', 'aws_alb_listener_rule'];
const GROUP = ['aws_lb_target_group', 'aws_alb_target_group'];
const ATTACHMENT = ['aws_lb_target_group_attachment', 'aws_alb_target_group_attachment'];
const FUNCTION = ['aws_lambda_function'];

/** Load balancers that the internet reaches and that call functions (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html). */
export function readLoadBalancers(links: Links): readonly Resource[] {
  const { reader } = links;
  const functions = functionsOf(links);
  const routes = new Map<Instance, ApiRoute[]>();
  const add = (by: Instance, listener: Instance | null, attribute: string): void => {
    const balancer = listener === null ? null : links.instance(topBlock(listener), 'load_balancer_arn', BALANCER);
    if (balancer === null || own(balancer.values, 'internal') === true) return;
    const actions = readBlocks(topBlock(by), attribute) ?? [];
    const targets = actions.flatMap((action) => groupsOf(action, links)).flatMap((group) => functions.get(group) ?? []);
    if (targets.length === 0) return;
    const signedIn = actions.some((action) => readText(action, 'type')?.startsWith('authenticate-') === true);
    const { address, pointer } = by;
    const name = `${nameOf(listener)}${by === listener ? '' : ` ${by.name}`}`;
    const authorization = signedIn ? 'authorizer' : 'none';
    const route = { name, authorization, targets, address, location: reader.location(pointer) } as const;
    routes.set(balancer, [...(routes.get(balancer) ?? []), route]);
  };
  for (const listener of all(LISTENER, links)) add(listener, listener, 'default_action');
  for (const rule of all(RULE, links)) add(rule, links.instance(topBlock(rule), 'listener_arn', LISTENER), 'action');
  return [...routes].map(([instance, found]) => resourceOf('load-balancer', instance, reader, { routes: found }));
}

/** `HTTPS 443`. */
function nameOf(listener: Instance | null): string {
  const [protocol, port] = ['protocol', 'port'].map((name) => own(listener?.values, name));
  return `${typeof protocol === 'string' ? protocol : 'HTTP'} ${typeof port === 'number' ? String(port) : ''}`.trim();
}

function functionsOf(links: Links): ReadonlyMap<Instance, readonly string[]> {
  const functions = new Map<Instance, readonly string[]>();
  for (const attachment of all(ATTACHMENT, links)) {
    const block = topBlock(attachment);
    const group = links.instance(block, 'target_group_arn', GROUP);
    const target = links.instance(block, 'target_id', FUNCTION);
    if (group !== null && target !== null) functions.set(group, [...(functions.get(group) ?? []), links.arnOf(target)]);
  }
  return functions;
}

function groupsOf(action: Block, links: Links): readonly Instance[] {
  const direct = links.instance(action, 'target_group_arn', GROUP);
  const weighted = (readBlocks(action, 'forward') ?? [])
    .flatMap((forward) => readBlocks(forward, 'target_group') ?? [])
    .flatMap((row) => links.instance(row, 'arn', GROUP) ?? []);
  return direct === null ? weighted : [direct, ...weighted];
}

function all(types: readonly string[], { reader }: Links): readonly Instance[] {
  return types.flatMap((type) => reader.managed(type));
}
