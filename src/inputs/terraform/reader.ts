import type { SourceLocation } from '../../model/location.js';
import type { Gap, GapKind } from '../../model/model.js';
import type { Arns } from './arns.js';
import type { Instance } from './instance.js';
import type { Instances } from './instances.js';
import type { PlanSources } from './plan-sources/index.js';
import type { UnknownPart } from './sources/policy.js';
import { attributeReferences, type Block, isUnknown, onlyInstance, readAttribute, resolveAttribute } from './values.js';

/** What an attribute that names another resource was found to mean. */
export type Link =
  | { readonly state: 'absent' }
  /** `instance` is null when the plan does not hold what `value` names. */
  | {
      readonly state: 'found';
      readonly value: string | null;
      readonly instance: Instance | null;
      readonly pointer: string;
    }
  | { readonly state: 'unresolved'; readonly reason: string; readonly pointer: string };

/** One point in time of a plan while it is turned into a model. Collects the gaps. */
export class Reader {
  readonly gaps: Gap[] = [];
  /** Texts that no report may show. */
  readonly secrets = new Set<string>();
  readonly #reported = new Set<string>();

  constructor(
    readonly instances: Instances,
    readonly arns: Arns,
    readonly uri: string,
    private readonly sources: PlanSources | null = null,
  ) {}

  location(pointer: string): SourceLocation {
    return { uri: this.uri, pointer };
  }

  /** Managed resources of a type, and data sources that read one. */
  managed(type: string): readonly Instance[] {
    return this.instances.byType.get(type) ?? [];
  }

  data(type: string): readonly Instance[] {
    return this.instances.byType.get(`data.${type}`) ?? [];
  }

  gap(kind: GapKind, address: string, reason: string, pointer: string): void {
    this.#add({ kind, address, reason, location: this.location(pointer) });
  }

  /** A gap about a part of a document that the sources hold: its place there, or the attribute's. */
  sourceGap(kind: GapKind, instance: Instance, { reason, location }: UnknownPart, pointer: string): void {
    const place = location === null ? null : (this.sources?.shown(location, instance.module) ?? null);
    this.#add({ kind, address: instance.address, reason, location: place ?? this.location(pointer) });
  }

  #add(gap: Gap): void {
    const key = JSON.stringify(gap);
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    this.gaps.push(gap);
  }

  /**
   * Reads an attribute that names a resource of one of the types: by its value, which `byValue` looks up, or, when that is
   * known only after apply, by what it refers to.
   */
  link(
    block: Block,
    name: string,
    types: readonly string[],
    byValue: (value: string) => Instance | null = () => null,
  ): Link {
    const attribute = readAttribute(block, name);
    if (attribute.state === 'absent') return attribute;
    const { pointer } = attribute;
    const value = attribute.state === 'known' ? attribute.value : null;
    const named = value === null ? null : byValue(value);
    if (named !== null || (value !== null && !isUnknown(block, name))) {
      return { state: 'found', value, instance: named, pointer };
    }
    const { targets } = resolveAttribute(block, name);
    const instance = onlyInstance(targets, ({ type }) => types.includes(type));
    if (instance !== null) return { state: 'found', value: null, instance, pointer };
    if (value !== null) return { state: 'found', value, instance: null, pointer };
    return { state: 'unresolved', reason: unresolvedReason(block, name), pointer };
  }
}

/** Why an attribute that is known only after apply could not be resolved. */
export function unresolvedReason(block: Block, name: string): string {
  const references = attributeReferences(block, name);
  const { targets } = resolveAttribute(block, name);
  const candidates = new Set(targets.flatMap(({ instances }) => instances.slice(0, 3).map(({ address }) => address)));
  if (references.length === 0)
    return `\`${name}\` is known only after apply, and the plan does not show what it depends on`;
  const depends = `\`${name}\` is known only after apply and depends on ${quote(references)}`;
  const leads = candidates.size > 1 ? `, which leads to ${quote([...candidates])}` : '';
  return `${depends}${leads}`;
}

/** At most five names in backticks. */
function quote(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => `\`${name}\``);
  return names.length > shown.length ? `${shown.join(', ')} and others` : shown.join(', ');
}
