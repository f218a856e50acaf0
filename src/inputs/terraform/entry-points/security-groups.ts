import { isWorld } from '../../internet.js';
import type { PortRange } from '../../../model/entry-point.js';
import type { Instance } from '../instance.js';
import { type Block, readBlocks, readList, readText, topBlock } from '../values.js';
import type { Links } from './links.js';

/** One rule that lets everybody in. */
export interface OpenRule {
  readonly ranges: readonly string[];
  readonly ports: PortRange;
  readonly instance: Instance;
}

/** What the security groups of a resource let in. */
export interface Attached {
  readonly rules: readonly OpenRule[];
  /** False where the plan shows no group: the resource has that of its network, or none. */
  readonly set: boolean;
  /** Groups that the plan does not hold the rules of: their ids, or what names them. */
  readonly elsewhere: readonly string[];
}

const GROUPS = ['aws_security_group', 'aws_default_security_group'];

/** The security groups of a plan, with the rules that let everybody in. */
export class SecurityGroups {
  readonly #rules = new Map<Instance, OpenRule[]>();

  constructor(readonly links: Links) {
    this.#readRules();
  }

  /** The groups that attributes of a block name. */
  of(block: Block, attributes: readonly string[]): Attached {
    const lists = attributes.map((name) => {
      const found = this.links.all(block, name, GROUPS);
      const list = readList(block, name);
      const others = (list?.values ?? []).filter((id) => this.links.named(id, GROUPS, block.instance) === null);
      // Where something leads to groups of the plan, what is not known yet is taken to be those.
      const hidden = found.length === 0 && list !== null && list.unknown !== 0;
      return { found, elsewhere: [...others, ...(hidden ? [`in ${name} of ${block.instance.address}`] : [])] };
    });
    const groups = [...new Set(lists.flatMap(({ found }) => found))];
    const elsewhere = lists.flatMap((list) => list.elsewhere);
    return {
      rules: groups.flatMap((group) => this.#rules.get(group) ?? []),
      set: groups.length > 0 || elsewhere.length > 0,
      elsewhere,
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
