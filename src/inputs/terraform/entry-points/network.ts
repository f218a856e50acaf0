import type { NetworkExposure, Place } from '../../../model/entry-point.js';
import { isWorld } from '../../internet.js';
import type { Instance } from '../instance.js';
import { type Block, readAttribute, readBlocks, readFlag, readList, readText, topBlock } from '../values.js';
import type { Fronts } from './fronts.js';
import type { Links } from './links.js';
import type { LoadBalancers } from './load-balancers.js';
import type { Attached, SecurityGroups } from './security-groups.js';

const INSTANCE = ['aws_instance', 'aws_spot_instance_request'];
const INTERFACE = ['aws_network_interface'];
const SUBNETS = ['aws_subnet', 'aws_default_subnet'];
const TEMPLATE = ['aws_launch_template'];
const CONFIGURATION = ['aws_launch_configuration'];
const GROUP_ATTRIBUTES = ['vpc_security_group_ids', 'security_groups'];
const SSH = { protocol: 'tcp', from: 22, to: 22 };
const HTTPS = { protocol: 'tcp', from: 443, to: 443 };

/** What is told of whether a resource has an address on the internet. */
interface Address {
  readonly assumptions: readonly string[];
}

/** Which compute the internet reaches: by an address of its own, through a load balancer, or at the endpoint of its service. */
export class Network {
  readonly #elastic: ReadonlySet<Instance>;

  readonly links: Links;
  readonly groups: SecurityGroups;
  readonly balancers: LoadBalancers;
  readonly fronts: Fronts;

  constructor(
    { links, groups, balancers, fronts }: Pick<Network, 'links' | 'groups' | 'balancers' | 'fronts'>,
    /** Addresses of the resources that hold a role, and so are worth breaking into. */
    readonly holders: ReadonlySet<string>,
  ) {
    [this.links, this.groups, this.balancers, this.fronts] = [links, groups, balancers, fronts];
    const { reader } = links;
    const named = (type: string, attributes: readonly [string, string]): readonly Instance[] =>
      reader.managed(type).flatMap((eip) => {
        const block = topBlock(eip);
        return [links.instance(block, attributes[0], INSTANCE), links.instance(block, attributes[1], INTERFACE)].filter(
          (found) => found !== null,
        );
      });
    this.#elastic = new Set([
      ...named('aws_eip', ['instance', 'network_interface']),
      ...named('aws_eip_association', ['instance_id', 'network_interface_id']),
    ]);
  }

  /** Exposures of an EC2 instance. */
  ofInstance(instance: Instance): readonly NetworkExposure[] {
    const block = topBlock(instance);
    const [template] = this.#templates(block, 'launch_template');
    const interfaces = this.#interfaces(block);
    const own = this.groups.of(block, GROUP_ATTRIBUTES);
    const ofInterfaces = interfaces.map((one) => this.groups.of(topBlock(one), ['security_groups']));
    const inTemplate = !own.set && interfaces.length === 0 && template !== undefined ? this.#inTemplate(template) : [];
    return [
      ...[own, ...ofInterfaces, ...inTemplate].flatMap((groups) =>
        this.#public(this.#instanceAddress(instance, block, template, interfaces), groups, [instance]),
      ),
      ...this.balancers.before(instance),
      ...this.#behindFronts(instance, [own, ...ofInterfaces, ...inTemplate]),
    ];
  }

  /** Exposures of an instance to which a distribution or an accelerator leads. */
  #behindFronts(instance: Instance, attached: readonly Attached[]): readonly NetworkExposure[] {
    return this.fronts.of(instance).flatMap((front) => {
      const parts = [front.by, ...front.through, instance];
      if (front.keepsAddresses) return attached.flatMap((groups) => this.#public({ assumptions: [] }, groups, parts));
      const { address, pointer } = front.by;
      const location = this.links.reader.location(pointer);
      const through = parts.map((part) => this.#placeOf(part));
      return [
        { via: 'public-endpoint', ranges: ['0.0.0.0/0'], ports: [HTTPS], assumptions: [], address, location, through },
      ];
    });
  }

  /** Exposures of an Auto Scaling group's instances, which a plan does not hold. */
  ofScalingGroup(instance: Instance): readonly NetworkExposure[] {
    const block = topBlock(instance);
    const templates = this.#groupsTemplates(block);
    const subnets = this.links.all(block, 'vpc_zone_identifier', SUBNETS);
    const configuration = this.links.instance(block, 'launch_configuration', CONFIGURATION);
    const direct = templates.flatMap((template) => {
      const address = this.#ofSubnets(this.#templateFlag(template), subnets, instance);
      return this.#inTemplate(template).flatMap((groups) => this.#public(address, groups, [template, instance]));
    });
    if (configuration === null) return [...direct, ...this.balancers.before(instance)];
    const launched = topBlock(configuration);
    const address = this.#ofSubnets(readFlag(launched, 'associate_public_ip_address'), subnets, instance);
    const groups = this.groups.of(launched, ['security_groups']);
    return [...this.#public(address, groups, [configuration, instance]), ...this.balancers.before(instance)];
  }

  /** Exposures of the tasks of an ECS service: with addresses of their own, as on Fargate, or behind load balancers. */
  ofService(instance: Instance): readonly NetworkExposure[] {
    const block = topBlock(instance);
    return [...this.#ofTasks(block, instance), ...this.balancers.before(instance)];
  }

  /** Exposures of the tasks that rules, schedules and task sets start, by the address of their definition. */
  ofStartedTasks(): ReadonlyMap<string, readonly NetworkExposure[]> {
    const found = new Map<string, readonly NetworkExposure[]>();
    const add = (block: Block, more: readonly NetworkExposure[] = []): void => {
      const name = block.instance.type === 'aws_ecs_task_set' ? 'task_definition' : 'task_definition_arn';
      const definition = this.links.instance(block, name, ['aws_ecs_task_definition']);
      const exposures = [...this.#ofTasks(block, block.instance), ...more];
      if (definition === null || exposures.length === 0) return;
      found.set(definition.address, [...(found.get(definition.address) ?? []), ...exposures]);
    };
    const { reader } = this.links;
    for (const target of reader.managed('aws_cloudwatch_event_target'))
      for (const row of readBlocks(topBlock(target), 'ecs_target') ?? []) add(row);
    for (const schedule of reader.managed('aws_scheduler_schedule'))
      for (const target of readBlocks(topBlock(schedule), 'target') ?? [])
        for (const row of readBlocks(target, 'ecs_parameters') ?? []) add(row);
    for (const set of reader.managed('aws_ecs_task_set')) add(topBlock(set), this.balancers.before(set));
    return found;
  }

  /** The endpoint of a cluster's API; everybody reaches it unless it is told otherwise (https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html). */
  ofCluster(instance: Instance): readonly NetworkExposure[] {
    return (readBlocks(topBlock(instance), 'vpc_config') ?? []).flatMap((network) => {
      const open = readFlag(network, 'endpoint_public_access');
      if (open === false) return [];
      const ranges = readList(network, 'public_access_cidrs');
      // What is not set is everybody.
      const listed = ranges === null || (ranges.values.length === 0 && ranges.unknown === 0) ? ['0.0.0.0/0'] : null;
      const world = listed ?? ranges?.values.filter(isWorld) ?? [];
      const hidden = world.length === 0 && ranges?.unknown !== 0;
      if (world.length === 0 && !hidden) return [];
      const assumptions = [
        ...(open === 'unknown' ? [`the endpoint of ${instance.address} is public`] : []),
        ...(hidden ? [`public_access_cidrs of ${instance.address} let everybody in`] : []),
      ];
      return [this.#endpoint(instance, hidden ? ['0.0.0.0/0'] : world, assumptions, network.pointer)];
    });
  }

  /**
   * With a key for SSH and no groups that may use it, everybody may
   * (https://docs.aws.amazon.com/eks/latest/APIReference/API_RemoteAccessConfig.html).
   */
  ofNodeGroup(instance: Instance): readonly NetworkExposure[] {
    const block = topBlock(instance);
    const address = this.#ofSubnets(null, this.links.all(block, 'subnet_ids', SUBNETS), instance);
    if (address === null) return [];
    return (readBlocks(block, 'remote_access') ?? []).flatMap((row) => {
      const sources = readList(row, 'source_security_group_ids');
      const narrowed = sources !== null && (sources.values.length > 0 || sources.unknown !== 0);
      if (narrowed || readAttribute(row, 'ec2_ssh_key').state === 'absent') return [];
      const location = this.links.reader.location(row.pointer);
      const { assumptions } = address;
      return [
        {
          via: 'public-address',
          ranges: ['0.0.0.0/0'],
          ports: [SSH],
          assumptions,
          address: instance.address,
          location,
        },
      ];
    });
  }

  /** https://docs.aws.amazon.com/apprunner/latest/dg/network-pl.html: public unless it is said to be private. */
  ofAppRunner(instance: Instance): readonly NetworkExposure[] {
    const ingress = (readBlocks(topBlock(instance), 'network_configuration') ?? []).flatMap(
      (network) => readBlocks(network, 'ingress_configuration') ?? [],
    );
    const flags = ingress.map((row) => readFlag(row, 'is_publicly_accessible'));
    if (flags.includes(false)) return [];
    const assumptions = flags.includes('unknown') ? [`${instance.address} is publicly accessible`] : [];
    return [this.#endpoint(instance, ['0.0.0.0/0'], assumptions, instance.pointer)];
  }

  #endpoint(
    { address }: Instance,
    ranges: readonly string[],
    assumptions: readonly string[],
    pointer: string,
  ): NetworkExposure {
    const location = this.links.reader.location(pointer);
    return { via: 'public-endpoint', ranges, ports: [HTTPS], assumptions, address, location };
  }

  #ofTasks(block: Block, instance: Instance): readonly NetworkExposure[] {
    return (readBlocks(block, 'network_configuration') ?? []).flatMap((network) => {
      const assigned = readFlag(network, 'assign_public_ip');
      if (assigned === false || assigned === null) return [];
      const assumptions = assigned === 'unknown' ? [`tasks of ${instance.address} get public addresses`] : [];
      return this.#public({ assumptions }, this.groups.of(network, ['security_groups']), [instance]);
    });
  }

  #public(address: Address | null, groups: Attached, parts: readonly Instance[]): readonly NetworkExposure[] {
    if (address === null) return [];
    const [group] = groups.elsewhere;
    if (group !== undefined && groups.rules.length === 0 && address.assumptions.length === 0)
      this.#report(group, parts);
    const through = parts.map((part) => this.#placeOf(part));
    return groups.rules.map(({ ranges, ports, instance }) => ({
      via: 'public-address',
      ranges,
      ports: [ports],
      assumptions: address.assumptions,
      address: instance.address,
      location: this.links.reader.location(instance.pointer),
      through,
    }));
  }

  /** What decides who reaches a public address is not in the plan. */
  #report(group: string, parts: readonly Instance[]): void {
    const part = parts.at(-1);
    if (part === undefined || !this.holders.has(part.address)) return;
    const reason = `it has a public address, and whom security group ${group} lets in is not in the plan`;
    this.links.reader.gap('unresolved-reference', part.address, reason, part.pointer);
  }

  #placeOf({ address, pointer }: Instance): Place {
    return { address, location: this.links.reader.location(pointer) };
  }

  #interfaces(block: Block): readonly Instance[] {
    return ['network_interface', 'primary_network_interface']
      .flatMap((name) => readBlocks(block, name) ?? [])
      .flatMap((row) => this.links.instance(row, 'network_interface_id', INTERFACE) ?? []);
  }

  /** What the machines of an instance or an Auto Scaling group are started from. */
  startedFrom(instance: Instance): readonly Instance[] {
    const block = topBlock(instance);
    if (instance.type !== 'aws_autoscaling_group') return this.#templates(block, 'launch_template');
    const configuration = this.links.instance(block, 'launch_configuration', CONFIGURATION);
    return [...this.#groupsTemplates(block), ...(configuration === null ? [] : [configuration])];
  }

  #groupsTemplates(block: Block): readonly Instance[] {
    const specifications = (readBlocks(block, 'mixed_instances_policy') ?? [])
      .flatMap((policy) => readBlocks(policy, 'launch_template') ?? [])
      .flatMap((template) => readBlocks(template, 'launch_template_specification') ?? []);
    return [
      ...this.#templates(block, 'launch_template'),
      ...specifications.flatMap((row) => this.#template(row, 'launch_template_id', 'launch_template_name') ?? []),
    ];
  }

  #templates(block: Block, name: string): readonly Instance[] {
    return (readBlocks(block, name) ?? []).flatMap((row) => this.#template(row, 'id', 'name') ?? []);
  }

  #template(row: Block, id: string, name: string): Instance | null {
    return this.links.instance(row, id, TEMPLATE) ?? this.links.instance(row, name, TEMPLATE);
  }

  /** Groups of the instances that a template starts: its own, or those of its interfaces. */
  #inTemplate(template: Instance): readonly Attached[] {
    const block = topBlock(template);
    const interfaces = readBlocks(block, 'network_interfaces') ?? [];
    return [
      this.groups.of(block, ['vpc_security_group_ids']),
      ...interfaces.map((row) => this.groups.of(row, ['security_groups'])),
    ];
  }

  /** The provider takes the flag of a template as a text. */
  #templateFlag(template: Instance): boolean | null {
    const flags = (readBlocks(topBlock(template), 'network_interfaces') ?? []).map((row) =>
      readText(row, 'associate_public_ip_address'),
    );
    if (flags.includes('true')) return true;
    return flags.includes('false') ? false : null;
  }

  /** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html: the instance's own setting, or its subnet's. */
  #instanceAddress(
    instance: Instance,
    block: Block,
    template: Instance | undefined,
    interfaces: readonly Instance[],
  ): Address | null {
    if ([instance, ...interfaces].some((one) => this.#elastic.has(one))) return { assumptions: [] };
    const own = readFlag(block, 'associate_public_ip_address');
    const flag = own ?? (template === undefined ? null : this.#templateFlag(template));
    // Without an address of its own, an interface gets none.
    if (flag === null && interfaces.length > 0) return null;
    const subnet = this.links.instance(block, 'subnet_id', SUBNETS);
    if (subnet !== null) return this.#ofSubnets(flag, [subnet], instance);
    const named = readText(block, 'subnet_id');
    return this.#ofSubnets(flag, [], instance, named);
  }

  #ofSubnets(
    flag: boolean | 'unknown' | null,
    subnets: readonly Instance[],
    instance: Instance,
    named: string | null = null,
  ): Address | null {
    if (flag === true) return { assumptions: [] };
    if (flag === false) return null;
    if (flag === 'unknown') return { assumptions: [`${instance.address} gets a public address`] };
    if (subnets.length > 0) {
      const given = subnets.map((subnet) => readFlag(topBlock(subnet), 'map_public_ip_on_launch'));
      if (given.includes(true)) return { assumptions: [] };
      return given.includes('unknown')
        ? { assumptions: [`the subnet of ${instance.address} gives out public addresses`] }
        : null;
    }
    return {
      assumptions: [
        named === null
          ? `the subnet of ${instance.address} gives out public addresses`
          : `subnet ${named} gives out public addresses`,
      ],
    };
  }
}
