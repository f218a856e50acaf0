import { isUnknownRegion, UNKNOWN_ACCOUNT } from '../../model/arn.js';
import type { Arns } from './arns.js';
import type { Instance } from './instance.js';

/** Finds instances by what names them. */
export class NameIndex {
  readonly #found = new Map<string, Instance[]>();

  constructor(private readonly arns: Arns) {}

  add(text: string | null, instance: Instance): void {
    const known = text === null ? undefined : this.#found.get(text);
    if (known === undefined) {
      if (text !== null) this.#found.set(text, [instance]);
    } else if (known.at(-1) !== instance) known.push(instance);
  }

  /**
   * The instance that a text means where `from` has it. A name means what is in the same account and Region, where others may have the
   * same one; ARNs, addresses and what AWS chooses mean the same everywhere.
   */
  find(text: string, from: Instance): Instance | null {
    const found = this.#found.get(text);
    if (found === undefined) return null;
    const near =
      found.find((instance) => this.#isNear(instance, from, false)) ??
      found.find((instance) => this.#isNear(instance, from, true));
    const [first] = found;
    return near ?? (first !== undefined && text !== this.arns.nameOf(first) ? first : null);
  }

  /** Whether both are in the same account and Region, or may be, as far as that is not known. */
  #isNear(instance: Instance, from: Instance, maybe: boolean): boolean {
    // Names of buckets are those of all accounts.
    if (instance.type === 'aws_s3_bucket') return true;
    const [there, here] = [this.arns.place(instance), this.arns.place(from)];
    const accounts = [there.account, here.account];
    const regions = instance.type.startsWith('aws_iam_') ? [] : [there.region, here.region];
    return (
      (there.account === here.account || (maybe && accounts.includes(UNKNOWN_ACCOUNT))) &&
      (regions[0] === regions[1] || (maybe && regions.some(isUnknownRegion)))
    );
  }
}
