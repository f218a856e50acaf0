import type { Certainty, Path, Reach, Step } from '../graph/types.js';
import type { SourceLocation } from '../model/location.js';
import type { ChangeAction, Model } from '../model/model.js';
import type { Policy } from '../model/policy.js';
import type { Violation } from '../rules/check.js';
import type { Finding } from '../schemas/report.generated.js';
import { statementLocation } from './locations.js';

/** The configuration before a change, and what the change does. */
export interface Comparison {
  /** The same entry before the change; undefined when there was none, null for inputs that show one point in time. */
  readonly before: Reach | undefined | null;
  /** Terraform addresses that the plan changes. */
  readonly changes: ReadonlyMap<string, ChangeAction>;
  /** What bore on a principal before the change, by ARN. */
  readonly heldBefore: (arn: string) => readonly Place[];
}

/** A place of the configuration that has a Terraform address. */
export interface Place {
  readonly address: string;
  readonly location: SourceLocation | null;
}

/** What of a plan opens a path, and what of the path was there before. */
export interface Opening {
  readonly by: readonly (Place & { readonly action: ChangeAction })[];
  readonly existed: readonly string[];
}

const CERTAINTIES: readonly Certainty[] = ['certain', 'conditional', 'unresolved'];

/** Names an entry before and after a change. */
export function entryKey({ entry }: Pick<Violation, 'entry'>): string {
  return [entry.ruleId, entry.kind, entry.id, entry.to, entry.resource?.arn ?? ''].join('\n');
}

/** Paths to compute that was not reached before the change, or not as surely. */
export function openedPaths(paths: readonly Path[], before: Comparison['before']): readonly Path[] {
  if (before === null) return [];
  return paths.filter(({ compute, certainty }) => {
    const earlier = before?.paths.get(compute);
    return earlier === undefined || CERTAINTIES.indexOf(certainty) < CERTAINTIES.indexOf(earlier.certainty);
  });
}

/** `new`: the entry led to no compute before; `worse`: to less. */
export function statusOf(opened: readonly Path[], before: Comparison['before']): Finding['status'] {
  if (opened.length === 0) return 'existing';
  return before === undefined ? 'new' : 'worse';
}

/** What the plan changes along a path; where nothing on the path is changed, what it takes away from the principals on it. */
export function openingOf(path: Path, { changes, heldBefore }: Comparison): Opening {
  const along = unique(path.steps.flatMap(placesOf));
  const changed = (places: readonly Place[]): Opening['by'] =>
    places.flatMap((place) => {
      const action = changes.get(place.address);
      return action === undefined ? [] : [{ ...place, action }];
    });
  const by = changed(along);
  const taken = (): Opening['by'] =>
    changed(unique(path.steps.flatMap(({ from, to }) => [...heldBefore(bare(from)), ...heldBefore(bare(to))])));
  return {
    by: by.length > 0 ? by : taken(),
    existed: along.map(({ address }) => address).filter((address) => !changes.has(address)),
  };
}

/** Answers what bore on a principal of a model: its policies, where they are attached, its boundary and its groups. */
export function holdings(model: Model): (arn: string) => readonly Place[] {
  const principals = new Map([...model.users, ...model.roles].map((principal) => [principal.arn, principal]));
  const groups = new Map(model.groups.map((group) => [group.arn, group]));
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

function policyPlace({ address, location }: Policy): readonly Place[] {
  return place(address, location);
}

function placesOf({ grant, address, location }: Step): readonly Place[] {
  return [
    ...grant.statements.flatMap((reference) => place(reference.policy.address, statementLocation(reference))),
    ...place(address, location),
  ];
}

function place(address: string | null, location: SourceLocation | null): readonly Place[] {
  return address === null ? [] : [{ address, location }];
}

/** The first place of each address. */
function unique(places: readonly Place[]): readonly Place[] {
  return [...new Map([...places].reverse().map((one) => [one.address, one])).values()].reverse();
}

/** A changed principal is a node of its own; its ARN stands before the mark. */
function bare(key: string): string {
  return key.replace(/#.*$/s, '');
}
