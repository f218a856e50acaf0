import type { ApiRoute, NetworkExposure, Place, PortRange } from '../../../model/entry-point.js';
import type { Resource } from '../../../model/resource.js';
import { isWorld } from '../../internet.js';
import { own } from '../guards.js';
import type { Instance } from '../instance.js';
import { resourceOf } from '../resource.js';
import { type Block, readBlocks, readFlag, readList, readText, topBlock } from '../values.js';
import type { Front, Fronts } from './fronts.js';
import type { Links } from './links.js';
import type { Attached, SecurityGroups } from './security-groups.js';

const BALANCER = ['aws_lb', 'aws_alb'];
const CLASSIC = ['aws_elb'];
const LISTENER = ['aws_lb_listener', 'aws_alb_listener'];
const RULE = ['aws_lb_listener_rule', 'aws_alb_listener_rule'];
const GROUP = ['aws_lb_target_group', 'aws_alb_target_group'];
const ATTACHMENT = ['aws_lb_target_group_attachment', 'aws_alb_target_group_attachment'];
const FUNCTION = ['aws_lambda_function'];
const INSTANCE = ['aws_instance', 'aws_spot_instance_request'];
const SCALING_GROUP = ['aws_autoscaling_group'];
/** What strangers come to through a target group, or a Classic Load Balancer. */
const BACKENDS = [...GROUP, ...CLASSIC];

/** Load balancers that strangers come to: what they reach through them over the network, and the functions that they call. */
export class LoadBalancers {
  /** Those that call functions, with a route for each rule that does. */
  readonly resources: readonly Resource[];
  /** By target group or Classic Load Balancer. */
  readonly #doors = new Map<Instance, NetworkExposure[]>();
  /** The target groups that hold a load balancer, each with what connects them. */
  readonly #inner = new Map<Instance, { readonly group: Instance; readonly by: Instance }[]>();
  /** Target groups and Classic Load Balancers by what they lead to, each with what connects them. */
  readonly #backends = new Map<Instance, { readonly backend: Instance; readonly by: Instance }[]>();

  constructor(
    readonly links: Links,
    readonly groups: SecurityGroups,
    readonly fronts: Fronts,
  ) {
    this.#connect();
    this.resources = this.#readListeners();
    for (const balancer of this.#all(CLASSIC)) this.#readClassic(balancer);
  }

  /** What leads to an instance, an Auto Scaling group or a service. */
  before(instance: Instance): readonly NetworkExposure[] {
    return (this.#backends.get(instance) ?? []).flatMap(({ backend, by }) =>
      (this.#doors.get(backend) ?? []).map((door) => ({
        ...door,
        through: unique([...(door.through ?? []), this.#placeOf(by), this.#placeOf(instance)]),
      })),
    );
  }

  #connect(): void {
    const add = (target: Instance | null, backend: Instance | null, by: Instance): void => {
      if (target === null || backend === null) return;
      const known = this.#backends.get(target) ?? [];
      if (!known.some((one) => one.backend === backend)) this.#backends.set(target, [...known, { backend, by }]);
    };
    const { links } = this;
    for (const by of this.#all(ATTACHMENT)) {
      const block = topBlock(by);
      const group = links.instance(block, 'target_group_arn', GROUP);
      add(links.instance(block, 'target_id', INSTANCE), group, by);
      const balancer = links.instance(block, 'target_id', BALANCER);
      if (group !== null && balancer !== null) append(this.#inner, balancer, { group, by });
    }
    for (const by of this.#all(['aws_autoscaling_attachment', 'aws_autoscaling_traffic_source_attachment'])) {
      const block = topBlock(by);
      const target = links.instance(block, 'autoscaling_group_name', SCALING_GROUP);
      for (const name of ['lb_target_group_arn', 'alb_target_group_arn', 'elb'])
        add(target, links.instance(block, name, BACKENDS), by);
      for (const row of readBlocks(block, 'traffic_source') ?? [])
        add(target, links.instance(row, 'identifier', BACKENDS), by);
    }
    for (const target of this.#all(SCALING_GROUP)) {
      const block = topBlock(target);
      for (const backend of [
        ...links.all(block, 'target_group_arns', GROUP),
        ...links.all(block, 'load_balancers', CLASSIC),
      ])
        add(target, backend, target);
      for (const row of readBlocks(block, 'traffic_source') ?? [])
        add(target, links.instance(row, 'identifier', BACKENDS), target);
    }
    for (const service of this.#all(['aws_ecs_service', 'aws_ecs_task_set'])) {
      for (const row of readBlocks(topBlock(service), 'load_balancer') ?? []) {
        add(service, links.instance(row, 'target_group_arn', GROUP), service);
        for (const name of ['elb_name', 'load_balancer_name'])
          add(service, links.instance(row, name, CLASSIC), service);
      }
    }
    for (const balancer of this.#all(CLASSIC))
      for (const target of links.all(topBlock(balancer), 'instances', INSTANCE)) add(target, balancer, balancer);
    for (const by of this.#all(['aws_elb_attachment'])) {
      const block = topBlock(by);
      add(links.instance(block, 'instance', INSTANCE), links.instance(block, 'elb', CLASSIC), by);
    }
  }

  /** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html */
  #readListeners(): readonly Resource[] {
    const { reader } = this.links;
    const functions = this.#functions();
    const routes = new Map<Instance, ApiRoute[]>();
    const read = (by: Instance, listener: Instance, attribute: string, doors: readonly Door[]): void => {
      const balancer = this.#balancerOf(listener);
      if (balancer === null || doors.length === 0) return;
      const actions = readBlocks(topBlock(by), attribute) ?? [];
      const targets = actions.flatMap((action) => this.#groupsOf(action));
      const asked = doors.map(({ addsHeaders }) => assumptionsOf(by, actions, balancer, addsHeaders));
      for (const [index, { exposure }] of doors.entries()) {
        const assumptions = asked[index] ?? null;
        if (assumptions === null) continue;
        const through = unique([...(exposure.through ?? []), this.#placeOf(by)]);
        for (const group of targets)
          append(this.#doors, group, { ...exposure, assumptions: [...exposure.assumptions, ...assumptions], through });
      }
      const called = targets.flatMap((group) => functions.get(group) ?? []);
      if (called.length === 0) return;
      const name = `${nameOf(listener)}${by === listener ? '' : ` ${by.name}`}`;
      const { address, pointer } = by;
      const location = reader.location(pointer);
      append(routes, balancer, { name, authorization: authorizationOf(asked), targets: called, address, location });
    };
    const readAll = (doorsOf: (listener: Instance) => readonly Door[]): void => {
      for (const listener of this.#all(LISTENER)) read(listener, listener, 'default_action', doorsOf(listener));
      for (const rule of this.#all(RULE)) {
        const listener = this.links.instance(topBlock(rule), 'listener_arn', LISTENER);
        if (listener !== null) read(rule, listener, 'action', doorsOf(listener));
      }
    };
    readAll((listener) => this.#doorsOf(listener));
    // Load balancers behind others are targets of groups, of which only now is known that strangers come to them.
    const reached = new Map(this.#doors);
    readAll((listener) => this.#innerDoors(listener, reached));
    return [...routes].map(([instance, found]) => resourceOf('load-balancer', instance, reader, { routes: found }));
  }

  #balancerOf(listener: Instance): Instance | null {
    return this.links.instance(topBlock(listener), 'load_balancer_arn', BALANCER);
  }

  /** How strangers come to a listener: by themselves, or through what stands in front of it. */
  #doorsOf(listener: Instance): readonly Door[] {
    const balancer = this.#balancerOf(listener);
    if (balancer === null || asksForCertificates(listener)) return [];
    const block = topBlock(listener);
    const port = own(listener.values, 'port');
    const entrance = {
      ports: portsOf(readText(block, 'protocol') ?? 'HTTP', typeof port === 'number' ? port : null),
      // Application Load Balancers have the group of their network where none is named, and others none.
      guarded: (readText(topBlock(balancer), 'load_balancer_type') ?? 'application') === 'application',
      listener,
    };
    return this.#entrances(balancer, entrance);
  }

  #entrances(balancer: Instance, entrance: Entrance): readonly Door[] {
    const { listener } = entrance;
    const exposure = this.#entrance(balancer, entrance);
    const fronts = [...this.fronts.of(balancer), ...(listener === balancer ? [] : this.fronts.of(listener))];
    return [
      ...(exposure === null ? [] : [{ exposure, addsHeaders: false }]),
      ...fronts
        .filter(({ addsHeaders }) => exposure === null || addsHeaders)
        .flatMap((front) => this.#behind(front, balancer, entrance)),
    ];
  }

  /** The way through a front; what it sends is taken to be let in, since it is meant to be. */
  #behind(front: Front, balancer: Instance, { ports, guarded, listener }: Entrance): readonly Door[] {
    const attached = this.groups.of(topBlock(balancer), ['security_groups']);
    const way = front.keepsAddresses
      ? this.#wayIn(attached, ports, guarded, balancer)
      : { by: null, ranges: ['0.0.0.0/0'], assumptions: [] };
    if (way === null) return [];
    const by = way.by ?? front.by;
    const exposure: NetworkExposure = {
      via: 'load-balancer',
      ranges: way.ranges,
      ports: [ports],
      assumptions: way.assumptions,
      address: by.address,
      location: this.links.reader.location(by.pointer),
      through: unique([front.by, ...front.through, balancer, listener].map((part) => this.#placeOf(part))),
    };
    return [{ exposure, addsHeaders: front.addsHeaders }];
  }

  /** How strangers come to a listener through another load balancer, whose target group holds this one. */
  #innerDoors(listener: Instance, reached: ReadonlyMap<Instance, readonly NetworkExposure[]>): readonly Door[] {
    const balancer = this.#balancerOf(listener);
    if (balancer === null || asksForCertificates(listener)) return [];
    return (this.#inner.get(balancer) ?? []).flatMap(({ group, by }) =>
      (reached.get(group) ?? []).map((exposure) => {
        const parts = [by, balancer, listener].map((part) => this.#placeOf(part));
        return {
          exposure: { ...exposure, through: unique([...(exposure.through ?? []), ...parts]) },
          addsHeaders: false,
        };
      }),
    );
  }

  #readClassic(balancer: Instance): void {
    for (const row of readBlocks(topBlock(balancer), 'listener') ?? []) {
      const port = own(row.values, 'lb_port');
      const ports = portsOf(readText(row, 'lb_protocol') ?? 'HTTP', typeof port === 'number' ? port : null);
      for (const { exposure } of this.#entrances(balancer, { ports, guarded: true, listener: balancer }))
        append(this.#doors, balancer, exposure);
    }
  }

  /** Null where the internet does not come to the load balancer by itself. */
  #entrance(balancer: Instance, { ports, guarded, listener }: Entrance): NetworkExposure | null {
    const block = topBlock(balancer);
    const internal = readFlag(block, 'internal');
    if (internal === true) return null;
    const attached = this.groups.of(block, ['security_groups']);
    const way = this.#wayIn(attached, ports, guarded, balancer);
    if (way === null) return null;
    const facing = internal === 'unknown' ? [`load balancer ${balancer.address} faces the internet`] : [];
    const by = way.by ?? listener;
    return {
      via: 'load-balancer',
      ranges: way.ranges,
      ports: [ports],
      assumptions: [...facing, ...way.assumptions],
      address: by.address,
      location: this.links.reader.location(by.pointer),
      through: unique([this.#placeOf(balancer), this.#placeOf(listener)]),
    };
  }

  #wayIn({ rules, set, elsewhere }: Attached, ports: PortRange, guarded: boolean, balancer: Instance): WayIn | null {
    // A Network Load Balancer may have no group, and then lets everybody through.
    if (!set) return guarded ? null : { by: null, ranges: ['0.0.0.0/0'], assumptions: [] };
    const rule = rules.find(({ ports: open }) => covers(open, ports));
    if (rule !== undefined) return { by: rule.instance, ranges: rule.ranges, assumptions: [] };
    const [group] = elsewhere;
    if (group === undefined) return null;
    const lets = `security group ${group} lets the internet in to load balancer ${balancer.address}`;
    return { by: null, ranges: ['0.0.0.0/0'], assumptions: [lets] };
  }

  #functions(): ReadonlyMap<Instance, readonly string[]> {
    const functions = new Map<Instance, string[]>();
    for (const attachment of this.#all(ATTACHMENT)) {
      const block = topBlock(attachment);
      const group = this.links.instance(block, 'target_group_arn', GROUP);
      const target = this.links.instance(block, 'target_id', FUNCTION);
      if (group !== null && target !== null) append(functions, group, this.links.arnOf(target));
    }
    return functions;
  }

  #groupsOf(action: Block): readonly Instance[] {
    const direct = this.links.instance(action, 'target_group_arn', GROUP);
    const weighted = (readBlocks(action, 'forward') ?? [])
      .flatMap((forward) => readBlocks(forward, 'target_group') ?? [])
      .flatMap((row) => this.links.instance(row, 'arn', GROUP) ?? []);
    return direct === null ? weighted : [direct, ...weighted];
  }

  #placeOf({ address, pointer }: Instance): Place {
    return { address, location: this.links.reader.location(pointer) };
  }

  #all(types: readonly string[]): readonly Instance[] {
    return types.flatMap((type) => this.links.reader.managed(type));
  }
}

/** A way of strangers to a listener. */
interface Door {
  readonly exposure: NetworkExposure;
  /** Whether what they come through adds headers to their requests. */
  readonly addsHeaders: boolean;
}

/** Where a load balancer listens, and whether it always has security groups. */
interface Entrance {
  readonly ports: PortRange;
  readonly guarded: boolean;
  readonly listener: Instance;
}

/** With a client's certificate asked for, nobody comes whom the load balancer does not know. */
function asksForCertificates(listener: Instance): boolean {
  return (readBlocks(topBlock(listener), 'mutual_authentication') ?? []).some(
    (row) => readText(row, 'mode') === 'verify',
  );
}

/** What lets the internet in; `by` is null where no rule of the plan does. */
interface WayIn {
  readonly by: Instance | null;
  readonly ranges: readonly string[];
  readonly assumptions: readonly string[];
}

/** `HTTPS 443`. */
function nameOf(listener: Instance | null): string {
  const [protocol, port] = ['protocol', 'port'].map((name) => own(listener?.values, name));
  return `${typeof protocol === 'string' ? protocol : 'HTTP'} ${typeof port === 'number' ? String(port) : ''}`.trim();
}

/** The port that a listener listens on; every port where it is not known. */
function portsOf(protocol: string, port: number | null): PortRange {
  const transport = protocol.toUpperCase().endsWith('UDP') && protocol !== 'TCP_UDP' ? 'udp' : 'tcp';
  return port === null ? { protocol: transport, from: 0, to: 65_535 } : { protocol: transport, from: port, to: port };
}

function covers(open: PortRange, { protocol, from, to }: PortRange): boolean {
  const same = open.protocol === '-1' || open.protocol === protocol;
  return same && open.from <= to && from <= open.to;
}

/** A header or query that a rule asks for is like an API key: strangers have none. By several ways they take the easiest. */
function authorizationOf(ways: readonly (readonly string[] | null)[]): ApiRoute['authorization'] {
  if (ways.some((assumptions) => assumptions?.length === 0)) return 'none';
  return ways.every((assumptions) => assumptions === null) ? 'authorizer' : 'api-key';
}

/** What a stranger's request has to bring to fit a rule; null where the rule lets no stranger through. */
function assumptionsOf(
  by: Instance,
  actions: readonly Block[],
  balancer: Instance,
  addsHeaders: boolean,
): readonly string[] | null {
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Action.html
  const signedIn = ['authenticate-', 'jwt-validation'];
  if (actions.some((action) => signedIn.some((type) => readText(action, 'type')?.startsWith(type) === true)))
    return null;
  const conditions = readBlocks(topBlock(by), 'condition') ?? [];
  const sources = conditions
    .flatMap((condition) => readBlocks(condition, 'source_ip') ?? [])
    .flatMap((row) => readList(row, 'values')?.values ?? []);
  if (sources.length > 0 && !sources.some(isWorld)) return null;
  const asks = conditions.some((condition) =>
    [...(addsHeaders ? [] : ['http_header']), 'query_string'].some(
      (name) => (readBlocks(condition, name) ?? []).length > 0,
    ),
  );
  return asks ? [`a stranger knows the header or query that a rule of load balancer ${balancer.address} asks for`] : [];
}

function unique(places: readonly Place[]): readonly Place[] {
  return [...new Map(places.map((place) => [place.address, place])).values()];
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
