import type { SourceLocation } from '../../model/location.js';
import type { Gap } from '../../model/model.js';
import type { Policy } from '../../model/policy.js';
import type { Resource, ResourceKind } from '../../model/resource.js';
import type { RegionalServices, RoleDetail, Snapshot } from '../../schemas/snapshot.generated.js';
import { AccountPolicies } from '../account-policies.js';

/** One thing that a service lists, with where it is. */
export interface Row<T> {
  readonly row: T;
  readonly region: string;
  readonly location: SourceLocation;
}

type Lists<S> = { [K in keyof S]-?: NonNullable<S[K]> extends readonly unknown[] ? K : never }[keyof S];
type ItemOf<S, K extends keyof S> = NonNullable<S[K]> extends readonly (infer T)[] ? T : never;

/** An account's snapshot as the readers of its services see it: rows with their places, roles by name and profile. */
export class Sections {
  readonly gaps: Gap[] = [];
  readonly #policies: AccountPolicies;
  readonly #rolesByProfile = new Map<string, string[]>();
  readonly #rolesByName = new Map<string, string>();

  constructor(
    readonly snapshot: Snapshot,
    readonly uri: string,
  ) {
    this.#policies = new AccountPolicies([], () => null, this.gaps);
    for (const role of snapshot.global.iam?.RoleDetailList ?? []) this.#indexRole(role);
  }

  /** The items of a list of a service, in every region. */
  rows<N extends keyof RegionalServices, K extends Lists<NonNullable<RegionalServices[N]>>>(
    service: N,
    list: K,
  ): readonly Row<ItemOf<NonNullable<RegionalServices[N]>, K>>[] {
    return Object.entries(this.snapshot.regional).flatMap(([region, services]) => {
      const section = services[service] as Readonly<Record<K, unknown>> | undefined;
      const items = (section?.[list] ?? []) as readonly ItemOf<NonNullable<RegionalServices[N]>, K>[];
      return items.map((row, index) => ({
        row,
        region,
        location: this.at(`/regional/${region}/${service}/${String(list)}/${String(index)}`),
      }));
    });
  }

  at(pointer: string): SourceLocation {
    return { uri: this.uri, pointer };
  }

  /** The ARN of something of this account, by what its type's ARN has after the account. */
  arn(service: string, region: string, resource: string): string {
    const { partition, account } = this.snapshot;
    return `arn:${partition}:${service}:${region}:${account}:${resource}`;
  }

  resource(kind: ResourceKind, arn: string, name: string, location: SourceLocation, rest: Partial<Resource>): Resource {
    const { account } = this.snapshot;
    return { kind, arn, name, account, roles: [], policy: null, functionUrls: [], address: null, location, ...rest };
  }

  /** A resource-based policy, or null where the snapshot has none; what AWS would refuse of it becomes a gap. */
  policy(document: unknown, id: string, name: string, location: SourceLocation): Policy | null {
    if (document === undefined) return null;
    return this.#policies.read(document, { type: 'resource-based', id, name, address: null, location });
  }

  /** The ARN of a role that is given by name or ARN; empty when it is given as neither. */
  roles(...names: readonly (string | undefined)[]): readonly string[] {
    const found = names.flatMap((name) => {
      if (name === undefined || name === '') return [];
      return name.startsWith('arn:') ? [name] : (this.#rolesByName.get(name) ?? this.arn('iam', '', `role/${name}`));
    });
    return [...new Set(found)];
  }

  /** The roles that an instance profile holds, given by ARN or name. */
  profileRoles(profile: string | { readonly Arn?: string; readonly Name?: string } | undefined): readonly string[] {
    const name = typeof profile === 'string' ? profile : (profile?.Arn ?? profile?.Name);
    return name === undefined ? [] : (this.#rolesByProfile.get(name) ?? []);
  }

  #indexRole({ Arn, RoleName, InstanceProfileList = [] }: RoleDetail): void {
    this.#rolesByName.set(RoleName, Arn);
    for (const profile of InstanceProfileList) {
      for (const name of [profile.Arn, profile.Arn.slice(profile.Arn.lastIndexOf('/') + 1)]) {
        this.#rolesByProfile.set(name, [...(this.#rolesByProfile.get(name) ?? []), Arn]);
      }
    }
  }
}

/** A pointer below a place. */
export function below(location: SourceLocation, pointer: string): SourceLocation {
  return { uri: location.uri, pointer: `${location.pointer ?? ''}/${pointer}` };
}

/** What stands behind the last slash of an ARN. */
export function last(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
