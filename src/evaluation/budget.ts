/** What a search may still do. Policies are hostile input: a search that grows too large says so, and ends. */
export class Budget {
  #left: number;

  /** `steps`: how often the search may try something. The usual number is enough for every policy that people write; it takes about half a second. */
  constructor(steps = 200_000) {
    this.#left = steps;
  }

  /** Takes steps; false when there were not so many left. */
  spend(steps = 1): boolean {
    this.#left -= steps;
    return this.#left >= 0;
  }

  get exhausted(): boolean {
    return this.#left < 0;
  }
}
