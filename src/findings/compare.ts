import { rankOf } from '../graph/certainty.js';
import type { Entry, EntryKind, Path, Reach, Step } from '../graph/types.js';
import type { Place } from '../model/entry-point.js';
import type { SourceLocation } from '../model/location.js';
import type { Change, ChangeAction, Model } from '../model/model.js';
import type { Condition, Policy, Statement } from '../model/policy.js';
import type { Violation } from '../rules/check.js';
import type { Finding } from '../schemas/report.generated.js';
import { changeOfDeny, changeOfStatement } from './changed-statement.js';
import { areWider } from './wider-conditions.js';
import { statementAddress, statementLocation } from './locations.js';

/** The configuration before a change, and what the change does. */
export interface Comparison {
  /** The same entry before the change; undefined when there was none, null for inputs that show one point in time. */
  readonly before: Reach | undefined | null;
  /** True when the entry lets in whom it refused before the change. */
  readonly loosened: boolean;
  /** True when the entry leads to compute to which what Terraform had recorded did not lead. */
  readonly drift: boolean;
  /** Terraform addresses that the plan changes. */
  readonly changes: ReadonlyMap<string, Change>;
  /** What bore on a principal before the change, by ARN. */
  readonly heldBefore: (arn: string) => readonly HeldPlace[];
  /** The statements of a policy before the change; null when there was no such policy. */
  readonly statementsBefore: (policy: Policy) => readonly Statement[] | null;
}

/** A place of what bore on a principal; of a policy, with the deny that refuses less now. */
export interface HeldPlace extends Place {
  readonly narrowed?: { readonly what: string; readonly location: SourceLocation };
}

/** A place that a plan changes. */
export interface ChangedPlace extends Place {
  readonly action: ChangeAction;
  /** What it does there, with a verb: "adds statement Launch"; null where the action says it. */
  readonly what: string | null;
}

/** What of a plan opens a path, and what of the path was there before. */
export interface Opening {
  readonly by: readonly ChangedPlace[];
  readonly existed: readonly string[];
}

/** Names an entry before and after a change. */
export function entryKey({ entry }: Pick<Violation, 'entry'>): string {
  return [entry.ruleId, entry.kind, entry.id, entry.to, entry.resource?.arn ?? ''].join('\n');
}

/** The kinds of entry that let in everybody, the widest first. Rules leave out whatever a wider entry lets in as well. */
const EVERYBODY: readonly EntryKind[] = ['anonymous', 'any-aws-account'];

/** Entries of one point in time, to be held against those of another. */
export class Entries {
  readonly #byKey: ReadonlyMap<string, Violation>;
  readonly #byPlace = new Map<string, Violation[]>();

  constructor(violations: readonly Violation[]) {
    this.#byKey = new Map(violations.map((violation) => [entryKey(violation), violation]));
    for (const violation of violations) {
      const others = this.#byPlace.get(placeKey(violation));
      if (others === undefined) this.#byPlace.set(placeKey(violation), [violation]);
      else others.push(violation);
    }
  }

  /** Where the same entry led, or one by which the same outsiders came to the same place; undefined when there was none. */
  reachOf(violation: Violation): Reach | undefined {
    const same = this.#byKey.get(entryKey(violation));
    if (same !== undefined) return same.reach;
    return this.#toEverybody(violation).find(({ entry }) => narrowness(entry) <= narrowness(violation.entry))?.reach;
  }

  /** Whether the entry is there, or everybody comes to the same place by another one. */
  has(violation: Violation): boolean {
    return this.#byKey.has(entryKey(violation)) || this.#toEverybody(violation).length > 0;
  }

  #toEverybody(violation: Violation): readonly Violation[] {
    return (this.#byPlace.get(placeKey(violation)) ?? []).filter(({ entry }) => EVERYBODY.includes(entry.kind));
  }
}

/** Whoever brings code of their own gains nothing by another entry. */
function narrowness({ kind, compute }: Entry): number {
  if (compute !== null) return 0;
  return EVERYBODY.includes(kind) ? EVERYBODY.indexOf(kind) : EVERYBODY.length;
}

/** Names what lets outsiders in: the trust policy of a role, or what a rule looks at of a resource with its role. */
function placeKey({ entry: { ruleId, to, resource } }: Pick<Violation, 'entry'>): string {
  return resource === null ? to : [to, resource.arn, ruleId].join('\n');
}

/**
 * Tells whether an entry of a changed configuration keeps a door open that was to be closed: it is one of those that are
 * told together, or leads to the same place and was not among the rule's entries before, since a wider one stood before it.
 */
export function keepsOpen(violations: readonly Violation[], before: readonly Entry[]): (entry: Entry) => boolean {
  const closing = new Set(violations.map(entryKey));
  const known = new Set(before.map((entry) => entryKey({ entry })));
  const places = new Set(violations.map(placeKey));
  return (entry) => {
    const key = entryKey({ entry });
    return closing.has(key) || (!known.has(key) && places.has(placeKey({ entry })));
  };
}

/**
 * Paths to compute that was not reached before the change, or not as surely, or only within limits that are no more; all of
 * them, where the door itself is `loosened`.
 */
export function openedPaths(
  paths: readonly Path[],
  { before, loosened }: Pick<Comparison, 'before' | 'loosened'>,
): readonly Path[] {
  if (before === null) return [];
  if (loosened) return paths;
  return paths.filter((path) => {
    const earlier = before?.paths.get(path.compute);
    return earlier === undefined || rankOf(path.certainty) < rankOf(earlier.certainty) || isLessBounded(path, earlier);
  });
}

/** Whether what the path runs is limited in fewer ways than it was, by no instance type any more, or lets more through. */
function isLessBounded(path: Path, earlier: Path): boolean {
  const [keys, asked] = [path, earlier].map(({ bounds }) => new Set(bounds.map(({ key }) => key.toLowerCase())));
  if (keys === undefined || asked === undefined || ![...keys].every((key) => asked.has(key))) return false;
  return keys.size < asked.size || areWider(limitsOf(path, keys), limitsOf(earlier, keys));
}

/** The conditions that bound what a path runs. */
function limitsOf({ steps }: Path, keys: ReadonlySet<string>): readonly Condition[] {
  return steps
    .flatMap(({ grant }) => grant.statements.flatMap(({ statement }) => statement.conditions))
    .filter(({ key }) => keys.has(key.toLowerCase()));
}

/** `new`: the entry led to no compute before; `worse`: to less, or asked for more. */
export function statusOf(opened: readonly Path[], before: Comparison['before']): Finding['status'] {
  if (opened.length === 0) return 'existing';
  return before === undefined ? 'new' : 'worse';
}

/** Attributes that say nothing of who may do what. Tags do where a condition asks for them, but seldom. */
const DESCRIPTIVE: ReadonlySet<string> = new Set(['description', 'tags', 'tags_all', 'max_session_duration']);

/**
 * What the plan changes along a path; where nothing that matters on the path is changed, what it takes away from the
 * principals on it.
 */
export function openingOf(path: Path, comparison: Comparison): Opening {
  const along = path.steps.flatMap((step) => placesOf(step, comparison));
  const addresses = [...new Set(along.map(({ address }) => address))];
  const changed = firstOfEach(along.flatMap(({ change }) => change ?? []));
  const taken = (): readonly ChangedPlace[] => {
    const held = path.steps.flatMap(({ from, to }) => [from, to].flatMap((key) => comparison.heldBefore(bare(key))));
    return firstOfEach([
      ...held.flatMap((place) => narrowing(place, comparison) ?? []),
      ...held.flatMap((place) => ownChange(place, comparison) ?? []),
    ]);
  };
  const by = changed.length > 0 ? changed : taken();
  const named = new Set(by.map(({ address }) => address));
  return { by, existed: addresses.filter((address) => !named.has(address) && !isNew(comparison.changes.get(address))) };
}

function isNew(change: Change | undefined): boolean {
  return change?.action === 'create' || change?.action === 'replace';
}

/** A place with what the plan changes there; null where it changes nothing that matters. */
interface PlaceOnPath extends Place {
  readonly change: ChangedPlace | null;
}

function placesOf({ grant, address, location, through = [] }: Step, comparison: Comparison): readonly PlaceOnPath[] {
  const ofStatements = grant.statements.flatMap((reference): readonly PlaceOnPath[] => {
    const at = statementAddress(reference);
    if (at === null) return [];
    const place = { address: at, location: statementLocation(reference) };
    const { policy, statement } = reference;
    const earlier = comparison.statementsBefore(policy);
    const change = changeOf(place, comparison.changes);
    // What attaches the policy is made anew: for another policy, or for another principal.
    if (change?.action === 'replace' && statement.origin !== undefined)
      return [{ ...place, change: ownChange(place, comparison) }];
    if (change?.action !== 'update' || earlier === null) return [{ ...place, change }];
    const difference = changeOfStatement(statement, earlier);
    if (difference === null) return [{ ...place, change: null }];
    const { pointer, what } = difference;
    const inner = statement.origin === undefined ? within(place.location, pointer) : place.location;
    return [{ ...place, change: { ...change, location: inner, what } }];
  });
  const own = [...place(address, location), ...through].map((one) => ({ ...one, change: ownChange(one, comparison) }));
  // The statements of a role's trust policy say what of the role has changed.
  return [...ofStatements, ...own.filter((one) => !ofStatements.some((other) => other.address === one.address))];
}

function narrowing({ narrowed, ...place }: HeldPlace, { changes }: Comparison): ChangedPlace | null {
  const change = changeOf(place, changes);
  return narrowed === undefined || change?.action !== 'update' ? null : { ...change, ...narrowed };
}

function ownChange(place: Place, { changes }: Comparison): ChangedPlace | null {
  const change = changeOf(place, changes);
  if (change?.action !== 'update' && change?.action !== 'replace') return change;
  const attribute = (changes.get(place.address)?.attributes ?? []).find((name) => !DESCRIPTIVE.has(firstOf(name)));
  if (attribute === undefined) return change.action === 'replace' ? change : null;
  const name = firstOf(attribute);
  const pointer =
    place.location?.pointer?.endsWith(`/${name}`) === true ? attribute.slice(name.length) : `/${attribute}`;
  const what =
    change.action === 'replace' ? null : `changes ${attribute.replace(/\/\d+$/, '').replaceAll(/\/\d+\//g, '.')}`;
  return { ...change, location: within(place.location, pointer), what };
}

/** The attribute of the resource itself: `ingress` of `ingress/0/cidr_blocks`. */
function firstOf(path: string): string {
  return path.split('/', 1).join('');
}

function changeOf(place: Place, changes: Comparison['changes']): ChangedPlace | null {
  const change = changes.get(place.address);
  return change === undefined ? null : { ...place, action: change.action, what: null };
}

function within(location: SourceLocation | null, pointer: string): SourceLocation | null {
  return location?.pointer === undefined ? location : { ...location, pointer: `${location.pointer}${pointer}` };
}

/** Answers which statements a policy of a model has. */
export function statementsOf(model: Model): Comparison['statementsBefore'] {
  const found = policiesByKey(model);
  return (policy) => found.get(policyKey(policy))?.statements ?? null;
}

function policiesByKey(model: Model): ReadonlyMap<string, Policy> {
  const found = new Map<string, Policy>();
  const add = (policy: Policy | null): void => {
    if (policy !== null) found.set(policyKey(policy), policy);
  };
  for (const { policies } of [...model.users, ...model.groups, ...model.roles]) {
    for (const { policy } of policies) add(policy);
  }
  for (const { boundary } of [...model.users, ...model.roles]) add(boundary);
  for (const { trust } of model.roles) add(trust);
  for (const { policy } of model.resources) add(policy);
  return found;
}

/** Names a policy at every point in time. */
export function policyKey({ type, address, id }: Policy): string {
  return [type, address, id].join('\n');
}

/**
 * Answers what bore on a principal of a model: its policies, where they are attached, its boundary and its groups. Where that
 * stands now, and what of a policy refuses less, is looked up in `later`.
 */
export function holdings(model: Model, later: Model): Comparison['heldBefore'] {
  const [then, now] = [placesOfPrincipals(model), placesOfPrincipals(later)];
  const policies = policiesByKey(later);
  return (arn) => {
    const standing = new Map(now(arn).map(({ address, location }) => [address, location]));
    return then(arn).map(({ address, location, policy }) => {
      const narrowed = policy === undefined ? null : narrowedDeny(policy, policies.get(policyKey(policy)));
      const place = { address, location: standing.get(address) ?? location };
      return narrowed === null ? place : { ...place, narrowed };
    });
  };
}

function placesOfPrincipals(model: Model): (arn: string) => readonly (Place & { readonly policy?: Policy })[] {
  const principals = new Map([...model.users, ...model.roles].map((principal) => [principal.arn, principal]));
  const groups = new Map(model.groups.map((group) => [group.arn, group]));
  const policyPlace = (policy: Policy) =>
    place(policy.address, policy.location).map((one): Place & { readonly policy: Policy } => ({ ...one, policy }));
  return (arn) => {
    const principal = principals.get(arn);
    if (principal === undefined) return [];
    const ofGroups = principal.kind === 'user' ? principal.groups.flatMap((group) => groups.get(group) ?? []) : [];
    const policies = [principal, ...ofGroups].flatMap((holder) => holder.policies);
    const { boundary } = principal;
    return [
      ...policies.flatMap(({ address, location, policy }) => [...place(address, location), ...policyPlace(policy)]),
      ...(boundary === null ? [] : policyPlace(boundary)),
      ...place(principal.address, principal.location),
    ];
  };
}

function narrowedDeny({ statements }: Policy, later: Policy | undefined): NonNullable<HeldPlace['narrowed']> | null {
  if (later === undefined) return null;
  for (const deny of statements.filter(({ effect }) => effect === 'Deny')) {
    const change = changeOfDeny(deny, later.statements);
    const location = change === null ? null : statementLocation({ policy: later, statement: change.statement });
    if (change !== null && location !== null)
      return { what: change.what, location: within(location, change.pointer) ?? location };
  }
  return null;
}

function place(address: string | null, location: SourceLocation | null): readonly Place[] {
  return address === null ? [] : [{ address, location }];
}

/** The first place of each address. */
function firstOfEach(places: readonly ChangedPlace[]): readonly ChangedPlace[] {
  return [...new Map([...places].reverse().map((one) => [one.address, one])).values()].reverse();
}

/** A changed principal is a node of its own; its ARN stands before the mark. */
function bare(key: string): string {
  return key.replace(/#.*$/s, '');
}
