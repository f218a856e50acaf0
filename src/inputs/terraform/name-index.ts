import { UNKNOWN_ACCOUNT, UNKNOWN_REGION } from '../../model/arn.js';
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
    } else if (!known.includes(instance)) known.push(instance);
  }

  /**
   * The instance that a text means where `from` has it. A name means what is in the same account and Region, where others may have the
   * same one; ARNs, addresses and what AWS chooses mean the same everywhere.
   */
  find(text: string, from: Instance): Instance | null {
    const found = this.#found.get(text);
    if (found === undefined) return null;
    const near = found.find((instance) => this.#isNear(instance, from));
    const [first] = found;
    return near ?? (first !== undefined && text !== this.arns.nameOf(first) ? first : null);
  }

  #isNear(instance: Instance, from: Instance): boolean {
    // Names of buckets are those of all accounts.
    if (instance.type === 'aws_s3_bucket') return true;
    const [there, here] = [this.arns.place(instance), this.arns.place(from)];
    const isSame = (a: string, b: string, unknown: string): boolean => a === b || a === unknown || b === unknown;
    return (
      isSame(there.account, here.account, UNKNOWN_ACCOUNT) &&
      (instance.type.startsWith('aws_iam_') || isSame(there.region, here.region, UNKNOWN_REGION))
    );
  }
}
