import { unqualified } from '../../model/arn.js';
import type { ApiRoute, NetworkExposure, PortRange } from '../../model/entry-point.js';
import type { SourceLocation } from '../../model/location.js';
import type { Resource } from '../../model/resource.js';
import type { Listener, ListenerRule, LoadBalancer, TargetGroup } from '../../schemas/snapshot.generated.js';
import { isWorld } from '../internet.js';
import type { SecurityGroups } from './exposure.js';
import { below, last, type Row, type Sections } from './sections.js';

/** Ways to a load balancer, by the port that they come to. */
type Doors = ReadonlyMap<number, readonly NetworkExposure[]>;

/** Load balancers that strangers come to: what they reach through them over the network, and the functions that they call. */
export class LoadBalancers {
  /** Those that call functions, with a route for each rule that does. */
  readonly resources: readonly Resource[];
  readonly #byGroup = new Map<string, NetworkExposure[]>();
  readonly #byInstance = new Map<string, NetworkExposure[]>();

  constructor(
    sections: Sections,
    readonly groups: SecurityGroups,
  ) {
    const groupRows = sections.rows('elasticloadbalancing', 'TargetGroups').map(({ row }) => row);
    const functions = new Map(
      groupRows
        .filter(({ TargetType }) => TargetType === 'lambda')
        .map(({ TargetGroupArn, Targets = [] }) => [TargetGroupArn, Targets.map(({ Id }) => unqualified(Id))]),
    );
    const rows = sections.rows('elasticloadbalancing', 'LoadBalancers');
    const routes = new Map<Row<LoadBalancer>, readonly ApiRoute[]>();
    for (const row of rows) if (row.row.Scheme !== 'internal') routes.set(row, this.#readBalancer(row, functions));
    // A Network Load Balancer may have an Application Load Balancer behind it, of which only now is known who comes to it.
    const inner = this.#innerDoors(groupRows);
    for (const row of rows) {
      const doors = inner.get(row.row.LoadBalancerArn);
      if (doors !== undefined)
        routes.set(row, [...(routes.get(row) ?? []), ...this.#readBalancer(row, functions, doors)]);
    }
    this.resources = [...routes].flatMap(([{ row, location }, found]) => {
      const { LoadBalancerArn: arn, LoadBalancerName: name = last(arn) } = row;
      return found.length === 0 ? [] : [sections.resource('load-balancer', arn, name, location, { routes: found })];
    });
    for (const { TargetGroupArn, TargetType, Targets = [] } of groupRows) {
      // Other targets are addresses, or load balancers again.
      if (TargetType !== 'instance') continue;
      for (const { Id } of Targets) append(this.#byInstance, Id, this.#byGroup.get(TargetGroupArn) ?? []);
    }
  }

  /** What leads to target groups, by their ARNs. */
  before(targetGroups: readonly string[]): readonly NetworkExposure[] {
    return targetGroups.flatMap((arn) => this.#byGroup.get(arn) ?? []);
  }

  /** What leads to an instance, by its id. */
  beforeInstance(id: string): readonly NetworkExposure[] {
    return this.#byInstance.get(id) ?? [];
  }

  /**
   * How strangers come to load balancers through others, by ARN and port.
   *
   * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/application-load-balancer-target.html
   */
  #innerDoors(groups: readonly TargetGroup[]): ReadonlyMap<string, Doors> {
    const doors = new Map<string, Map<number, readonly NetworkExposure[]>>();
    for (const { TargetGroupArn, TargetType, Targets = [] } of groups) {
      const exposures = this.#byGroup.get(TargetGroupArn) ?? [];
      if (TargetType !== 'alb' || exposures.length === 0) continue;
      for (const { Id, Port = 0 } of Targets) {
        const byPort = doors.get(Id) ?? new Map<number, readonly NetworkExposure[]>();
        byPort.set(Port, [...(byPort.get(Port) ?? []), ...exposures]);
        doors.set(Id, byPort);
      }
    }
    return doors;
  }

  /** Notes what lies behind; returns the routes to functions. Strangers come by themselves, or through `inner`. */
  #readBalancer(
    { row, region, location }: Row<LoadBalancer>,
    functions: ReadonlyMap<string, readonly string[]>,
    inner: Doors | null = null,
  ): readonly ApiRoute[] {
    const routes: ApiRoute[] = [];
    for (const [index, listener] of (row.Listeners ?? []).entries()) {
      const place = below(location, `Listeners/${String(index)}`);
      const own = inner === null ? this.#door(row, listener, region, place) : null;
      const doors = inner?.get(listener.Port ?? 0) ?? (own === null ? [] : [own]);
      // With a client's certificate asked for, nobody comes whom the load balancer does not know.
      if (doors.length === 0 || listener.MutualAuthentication?.Mode === 'verify') continue;
      const reached = new Map<string, readonly string[]>();
      for (const [number, rule] of (listener.Rules ?? []).entries()) {
        const assumptions = assumptionsOf(rule, row);
        const groups = targetGroupsOf(rule);
        for (const group of assumptions === null ? [] : groups)
          if (reached.get(group)?.length !== 0) reached.set(group, assumptions ?? []);
        const targets = groups.flatMap((group) => functions.get(group) ?? []);
        if (targets.length === 0) continue;
        const name = `${listener.Protocol ?? 'HTTP'} ${String(listener.Port ?? '')}`.trim();
        const authorization = authorizationOf(assumptions);
        routes.push({ name, authorization, targets, address: null, location: below(place, `Rules/${String(number)}`) });
      }
      for (const [group, assumptions] of reached) {
        const asked = (door: NetworkExposure) => ({ ...door, assumptions: [...door.assumptions, ...assumptions] });
        append(this.#byGroup, group, doors.map(asked));
      }
    }
    return routes;
  }

  /** Null where no security group of the load balancer lets the internet to the listener's port. */
  #door(
    { SecurityGroups: attached = [] }: LoadBalancer,
    { Port: port = 0, Protocol = 'TCP' }: Listener,
    region: string,
    place: SourceLocation,
  ): NetworkExposure | null {
    const protocol = Protocol.endsWith('UDP') && Protocol !== 'TCP_UDP' ? 'udp' : 'tcp';
    const ports: PortRange = { protocol, from: port, to: port };
    const door = { via: 'load-balancer', ports: [ports], assumptions: [], address: null } as const;
    // A Network Load Balancer may have no group, and then lets everybody through.
    if (attached.length === 0) return { ...door, ranges: ['0.0.0.0/0'], location: place };
    const rule = this.groups.rules(region, attached).find(({ ports: open }) => covers(open, ports));
    return rule === undefined ? null : { ...door, ranges: rule.ranges, location: rule.location };
  }
}

/** A header or query that a rule asks for is like an API key: strangers have none. */
function authorizationOf(assumptions: readonly string[] | null): ApiRoute['authorization'] {
  if (assumptions === null) return 'authorizer';
  return assumptions.length === 0 ? 'none' : 'api-key';
}

function covers(open: PortRange, { protocol, from }: PortRange): boolean {
  const same = open.protocol === '-1' || open.protocol === protocol;
  return same && open.from <= from && from <= open.to;
}

/** What a stranger's request has to bring to fit a rule; null where the rule lets no stranger through. */
function assumptionsOf(
  { Actions = [], Conditions = [] }: ListenerRule,
  balancer: LoadBalancer,
): readonly string[] | null {
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Action.html
  if (Actions.some(({ Type = '' }) => Type.startsWith('authenticate-') || Type === 'jwt-validation')) return null;
  const sources = Conditions.flatMap(({ SourceIpConfig }) => SourceIpConfig?.Values ?? []);
  if (sources.length > 0 && !sources.some(isWorld)) return null;
  const asks = Conditions.some(({ Field }) => Field === 'http-header' || Field === 'query-string');
  const name = balancer.LoadBalancerName ?? last(balancer.LoadBalancerArn);
  return asks ? [`a stranger knows the header or query that a rule of load balancer ${name} asks for`] : [];
}

function targetGroupsOf({ Actions = [] }: ListenerRule): readonly string[] {
  const groups = Actions.flatMap(({ TargetGroupArn, ForwardConfig }) => [
    TargetGroupArn,
    ...(ForwardConfig?.TargetGroups ?? []).map((one) => one.TargetGroupArn),
  ]);
  return [...new Set(groups)].filter((group) => group !== undefined);
}

function append(map: Map<string, NetworkExposure[]>, key: string, exposures: readonly NetworkExposure[]): void {
  map.set(key, [...(map.get(key) ?? []), ...exposures]);
}
