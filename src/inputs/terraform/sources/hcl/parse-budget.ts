/** What parsing may take. */
export interface ParseLimits {
  /** Of the parser, which calls back every hundred operations. */
  readonly callbacks: number;
  /** Of the syntax tree. */
  readonly nodes: number;
}

/** What 2 MB of configuration as people write it take. */
const FILE: ParseLimits = { callbacks: 50_000, nodes: 750_000 };
/** Six such files. */
const PLAN: ParseLimits = { callbacks: 300_000, nodes: 4_500_000 };

/** Bounds the parsing of a file, and of all files together, so that sources made to keep the parser busy end. */
export class ParseBudget {
  #exhausted = false;
  #callbacks: number;
  #nodes: number;

  private constructor(
    { callbacks, nodes }: ParseLimits,
    private readonly whole: ParseBudget | null,
  ) {
    this.#callbacks = callbacks;
    this.#nodes = nodes;
  }

  /** What the files of a plan may take together. */
  static forAll(limits = PLAN): ParseBudget {
    return new ParseBudget(limits, null);
  }

  /** What one file may take, by itself. */
  static forOne(limits = FILE): ParseBudget {
    return new ParseBudget(limits, null);
  }

  /** What one file may take out of this budget. */
  forOne(): ParseBudget {
    return new ParseBudget(FILE, this);
  }

  /** True once something was left unread for it. */
  get exhausted(): boolean {
    return this.#exhausted;
  }

  /** Counts a call back of the parser; false when the parser has to stop. */
  spendCallback(): boolean {
    this.#callbacks -= 1;
    return this.#check(this.whole?.spendCallback() !== false && this.#callbacks >= 0);
  }

  /** Counts a node; false when there are too many. */
  spendNode(): boolean {
    this.#nodes -= 1;
    return this.#check(this.whole?.spendNode() !== false && this.#nodes >= 0);
  }

  /** Gives the file up. */
  giveUp(): void {
    this.#exhausted = true;
  }

  #check(within: boolean): boolean {
    if (!within) this.#exhausted = true;
    return within;
  }
}
