import type { Catalogue } from '../../schemas/rules.generated.js';
import { parsePath, type ValuePath } from './paths.js';

/** What the catalogue says of one event. */
export interface EventInterest {
  readonly compute: readonly string[];
  readonly hops: readonly string[];
  readonly resources: readonly ValuePath[];
  readonly types: readonly ValuePath[];
  readonly counts: readonly ValuePath[];
  /** The event is one of compute only if one of these is there, with that value if one is named; empty for no condition. */
  readonly when: readonly ValueTest[];
  readonly ends: ValuePath | null;
  readonly owns: readonly { readonly kind: string; readonly path: ValuePath }[];
}

/** A value that must be there. */
export interface ValueTest {
  readonly path: ValuePath;
  /** Null for any value. */
  readonly value: string | null;
}

/** Where a call of a service names what it acts for. */
export interface DeputyPlaces {
  /** Kind by the tag that names it. */
  readonly tags: ReadonlyMap<string, string>;
  readonly paths: readonly { readonly kind: string; readonly path: ValuePath }[];
}

/** The events that are read, by event name and then by event source, with what is told of each. */
export interface Interest {
  /** Every event name, as CloudTrail writes it: with the date that some services add. */
  readonly names: readonly string[];
  readonly events: ReadonlyMap<string, ReadonlyMap<string, EventInterest>>;
  readonly deputies: DeputyPlaces;
  readonly miners: readonly string[];
  readonly miningPorts: ReadonlySet<number>;
}

type Facts = Pick<Catalogue, 'activity' | 'computePrimitives' | 'hops'>;

/** `CreateFunction20150331`, `UpdateFunctionCode20150331v2` → the name alone. */
export function plainName(name: string): string {
  return name.replace(/20\d{6}(v\d+)?$/, '');
}

/** What is read, from the catalogue's compute primitives, hops and activity. */
export function interestOf({ computePrimitives, hops, activity }: Facts): Interest {
  const events = new Map<string, Map<string, Draft>>();
  const names = new Set<string>();
  const draft = (source: string, name: string): Draft => {
    const plain = plainName(name);
    names.add(name);
    const bySource = events.get(plain) ?? new Map<string, Draft>();
    events.set(plain, bySource);
    const found = bySource.get(source) ?? emptyDraft();
    bySource.set(source, found);
    return found;
  };
  for (const primitive of computePrimitives) {
    for (const event of primitive.events) {
      const row = draft(event.source, event.name);
      add(row.compute, primitive.id);
      addPath(row.resources, event.resourceIdPath);
      addPath(row.types, event.typePath);
      addPath(row.counts, event.countPath);
    }
  }
  for (const hop of hops) {
    for (const action of hop.permissions.flatMap(({ anyOf }) => anyOf)) {
      const [service = '', name = ''] = action.split(':');
      // `iam:PassRole` is a permission without a call of its own.
      if (name === 'PassRole') continue;
      add(draft(`${service}.amazonaws.com`, name).hops, hop.id);
    }
  }
  for (const { source, name, types, counts, when } of activity.places) {
    const row = draft(source, name);
    for (const path of types ?? []) addPath(row.types, path);
    for (const path of counts ?? []) addPath(row.counts, path);
    for (const test of when ?? []) row.when.push(parseTest(test));
  }
  for (const { source, names } of activity.context) {
    // What is listed as context creates no compute by itself, even where a primitive needs it among other calls.
    for (const name of names) draft(source, name).compute.length = 0;
  }
  for (const { source, name, path } of activity.endings) draft(source, name).ends = parsePath(path);
  for (const { id, owners } of activity.deputies) {
    for (const { source, names, path } of owners) {
      for (const name of names) draft(source, name).owns.push({ kind: id, path: parsePath(path) });
    }
  }
  return {
    names: [...names].sort(),
    events,
    deputies: {
      tags: new Map(activity.deputies.flatMap(({ id, tags }) => tags.map((tag) => [tag, id] as const))),
      paths: activity.deputies.flatMap(({ id, paths }) => paths.map((path) => ({ kind: id, path: parsePath(path) }))),
    },
    miners: activity.miners,
    miningPorts: new Set(activity.miningPorts),
  };
}

interface Draft {
  compute: string[];
  hops: string[];
  resources: ValuePath[];
  types: ValuePath[];
  counts: ValuePath[];
  when: ValueTest[];
  ends: ValuePath | null;
  owns: { kind: string; path: ValuePath }[];
}

function emptyDraft(): Draft {
  return { compute: [], hops: [], resources: [], types: [], counts: [], when: [], ends: null, owns: [] };
}

/** `requestParameters.serviceNamespace=ecs`, or a path alone. */
function parseTest(text: string): ValueTest {
  const [path = '', value] = text.split('=');
  return { path: parsePath(path), value: value ?? null };
}

function add(list: string[], value: string): void {
  if (!list.includes(value)) list.push(value);
}

function addPath(list: ValuePath[], path: string | undefined): void {
  if (path === undefined) return;
  const parsed = parsePath(path);
  const key = parsed.keys.join('.');
  if (!list.some((known) => known.keys.join('.') === key && known.items === parsed.items)) list.push(parsed);
}
