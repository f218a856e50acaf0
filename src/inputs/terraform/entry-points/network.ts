import { isWorld } from '../../internet.js';
import type { NetworkExposure, PortRange } from '../../../model/entry-point.js';
import type { Instance } from '../instance.js';
import { type Block, readBlocks, readList, readText, topBlock } from '../values.js';
import type { Links } from './links.js';

/** One rule that lets addresses in that are not private. */
interface OpenRule {
  readonly ranges: readonly string[];
  readonly ports: PortRange;
  readonly instance: Instance;
}

const INSTANCE = ['aws_instance'];
const GROUPS = ['aws_security_group', 'aws_default_security_group'];
const SUBNETS = ['aws_subnet', 'aws_default_subnet'];

/** What is told of whether a resource has an address on the internet. */
interface Address {
  readonly assumptions: readonly string[];
}

/** Which instances and services the internet reaches, by their addresses and security groups. */
export class Network {
  readonly #rules = new Map<Instance, OpenRule[]>();
  readonly #elastic: readonly Instance[];

  constructor(readonly links: Links) {
    const { reader } = links;
    this.#elastic = [
      ...reader.managed('aws_eip').map((eip) => links.instance(topBlock(eip), 'instance', INSTANCE)),
      ...reader.managed('aws_eip_association').map((eip) => links.instance(topBlock(eip), 'instance_id', INSTANCE)),
    ].filter((instance) => instance !== null);
    this.#readRules();
  }

  /** Exposures of an EC2 instance. */
  ofInstance(instance: Instance): readonly NetworkExposure[] {
    const block = topBlock(instance);
    const groups = [
      ...this.links.all(block, 'vpc_security_group_ids', GROUPS),
      ...this.links.all(block, 'security_groups', GROUPS),
    ];
    return this.#exposures(this.#instanceAddress(instance, block), groups);
  }

  /** Exposures of the tasks of an ECS service that runs on Fargate with addresses of their own. */
  ofService(instance: Instance): readonly NetworkExposure[] {
    return (readBlocks(topBlock(instance), 'network_configuration') ?? []).flatMap((network) =>
      network.values['assign_public_ip'] === true
        ? this.#exposures({ assumptions: [] }, this.links.all(network, 'security_groups', GROUPS))
        : [],
    );
  }

  #exposures(address: Address | null, groups: readonly Instance[]): readonly NetworkExposure[] {
    if (address === null) return [];
    return groups
      .flatMap((group) => this.#rules.get(group) ?? [])
      .map(({ ranges, ports, instance }) => ({
        via: 'public-address',
        ranges,
        ports: [ports],
        assumptions: address.assumptions,
        address: instance.address,
        location: this.links.reader.location(instance.pointer),
      }));
  }

  /** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html: the instance's own setting, or its subnet's. */
  #instanceAddress(instance: Instance, block: Block): Address | null {
    if (this.#elastic.includes(instance)) return { assumptions: [] };
    const own = block.values['associate_public_ip_address'];
    if (typeof own === 'boolean') return own ? { assumptions: [] } : null;
    const subnet = this.links.instance(block, 'subnet_id', SUBNETS);
    if (subnet !== null) {
      const gives = subnet.values['map_public_ip_on_launch'];
      return gives === true ? { assumptions: [] } : null;
    }
    const named = readText(block, 'subnet_id');
    return {
      assumptions: [
        named === null
          ? `the subnet of ${instance.address} gives out public addresses`
          : `subnet ${named} gives out public addresses`,
      ],
    };
  }

  #readRules(): void {
    for (const group of GROUPS.flatMap((type) => this.links.reader.managed(type))) {
      for (const rule of readBlocks(topBlock(group), 'ingress') ?? []) {
        this.#add(
          group,
          group,
          rule,
          [...listed(rule, 'cidr_blocks'), ...listed(rule, 'ipv6_cidr_blocks')],
          'protocol',
        );
      }
    }
    for (const instance of this.links.reader.managed('aws_security_group_rule')) {
      const rule = topBlock(instance);
      if (readText(rule, 'type') !== 'ingress') continue;
      const group = this.links.instance(rule, 'security_group_id', GROUPS);
      const ranges = [...listed(rule, 'cidr_blocks'), ...listed(rule, 'ipv6_cidr_blocks')];
      if (group !== null) this.#add(group, instance, rule, ranges, 'protocol');
    }
    for (const instance of this.links.reader.managed('aws_vpc_security_group_ingress_rule')) {
      const rule = topBlock(instance);
      const group = this.links.instance(rule, 'security_group_id', GROUPS);
      const ranges = ['cidr_ipv4', 'cidr_ipv6'].flatMap((name) => readText(rule, name) ?? []);
      if (group !== null) this.#add(group, instance, rule, ranges, 'ip_protocol');
    }
  }

  #add(group: Instance, instance: Instance, rule: Block, cidrs: readonly string[], protocolName: string): void {
    const ranges = cidrs.filter(isWorld);
    const protocol = readText(rule, protocolName) ?? '-1';
    if (ranges.length === 0 || protocol.startsWith('icmp')) return;
    const every = protocol === '-1' || protocol === 'all';
    const port = (name: string, otherwise: number): number => {
      const value = rule.values[name];
      return !every && typeof value === 'number' ? value : otherwise;
    };
    const ports = { protocol: every ? '-1' : protocol, from: port('from_port', 0), to: port('to_port', 65_535) };
    const rules = this.#rules.get(group) ?? [];
    rules.push({ ranges, ports, instance });
    this.#rules.set(group, rules);
  }
}

function listed(block: Block, name: string): readonly string[] {
  return readList(block, name)?.values ?? [];
}
