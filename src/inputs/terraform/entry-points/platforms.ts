import type { NetworkExposure } from '../../../model/entry-point.js';
import type { Instance } from '../instance.js';
import {
  type Block,
  onlyInstance,
  readAttribute,
  readBlocks,
  readList,
  readText,
  resolveAttribute,
  topBlock,
} from '../values.js';
import type { Links } from './links.js';

const EVERYBODY = ['0.0.0.0/0'];
const TEMPLATE = 'aws_elastic_beanstalk_configuration_template';
const WEB = [80, 443].map((port) => ({ protocol: 'tcp', from: port, to: port }));

/**
 * The endpoint of an Elastic Beanstalk environment: a load balancer, or the address of its one instance, that lets everybody in
 * unless it is told otherwise (https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html).
 */
export function environmentExposures(links: Links, instance: Instance): readonly NetworkExposure[] {
  const block = topBlock(instance);
  if (readText(block, 'tier') === 'Worker') return [];
  const { address } = instance;
  const kind = setting(links, block, 'aws:elasticbeanstalk:environment', 'EnvironmentType');
  if (kind === 'SingleInstance') return [endpoint(links, instance, [])];
  const scheme = setting(links, block, 'aws:ec2:vpc', 'ELBScheme');
  if (scheme?.toLowerCase() === 'internal') return [];
  const groups = ['aws:elbv2:loadbalancer', 'aws:elb:loadbalancer'].some(
    (namespace) => setting(links, block, namespace, 'SecurityGroups') !== null,
  );
  return [
    endpoint(links, instance, [
      ...(scheme === OPEN ? [`the load balancer of ${address} faces the internet`] : []),
      ...(groups ? [`the security groups of the load balancer of ${address} let the internet in`] : []),
    ]),
  ];
}

/**
 * The load balancer of an Express Mode service, which faces the internet in public subnets, as those of the default network are
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/express-service-work.html).
 */
export function expressExposures(links: Links, instance: Instance): readonly NetworkExposure[] {
  const networks = readBlocks(topBlock(instance), 'network_configuration') ?? [];
  const chosen = networks.some((network) => {
    const subnets = readList(network, 'subnets');
    return subnets !== null && (subnets.values.length > 0 || subnets.unknown !== 0);
  });
  return [endpoint(links, instance, chosen ? [`the subnets of ${instance.address} are public`] : [])];
}

function endpoint(links: Links, instance: Instance, assumptions: readonly string[]): NetworkExposure {
  const { address, pointer } = instance;
  const location = links.reader.location(pointer);
  return { via: 'public-endpoint', ranges: EVERYBODY, ports: WEB, assumptions, address, location };
}

/** What a setting has that is known only after apply. */
const OPEN = 'unknown';

/** An option of an environment, by itself or from its template; null where neither sets it. */
function setting(links: Links, environment: Block, namespace: string, name: string): string | null {
  for (const block of [environment, ...templateOf(links, environment)]) {
    const rows = readBlocks(block, 'setting', ['namespace', 'name']);
    if (rows === null) return OPEN;
    const row = rows.find(({ values }) => values['namespace'] === namespace && values['name'] === name);
    const value = row === undefined ? null : readAttribute(row, 'value');
    if (value?.state === 'known') return value.value;
    if (value?.state === 'unknown') return OPEN;
  }
  return null;
}

function templateOf(links: Links, environment: Block): readonly Block[] {
  const name = readText(environment, 'template_name');
  const named = name === null ? null : links.named(name, [TEMPLATE], environment.instance);
  const { targets } = resolveAttribute(environment, 'template_name');
  const found = named ?? onlyInstance(targets, ({ type }) => type === TEMPLATE);
  return found === null ? [] : [topBlock(found)];
}
