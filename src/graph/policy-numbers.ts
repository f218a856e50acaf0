import type { Policy } from '../model/policy.js';

/** Numbers policies by what they say: two documents of one type with the same statements have one number. */
export class PolicyNumbers {
  readonly #byPolicy = new Map<Policy, number>();
  readonly #byContent = new Map<string, number>();

  of(policy: Policy): number {
    const known = this.#byPolicy.get(policy);
    if (known !== undefined) return known;
    const content = contentOf(policy);
    const number = this.#byContent.get(content) ?? this.#byContent.size;
    this.#byContent.set(content, number);
    this.#byPolicy.set(policy, number);
    return number;
  }
}

/** A policy that is not wholly known is like no other, since what is missing may differ; its id tells it apart. */
function contentOf({ type, id, version, statements, problems, unresolved }: Policy): string {
  const known = unresolved === null ? '' : `${id} ${unresolved}`;
  return JSON.stringify([type, version, known, problems.length, statements]);
}
