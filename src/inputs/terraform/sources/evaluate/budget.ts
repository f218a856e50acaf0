import { OutOfBudget } from './errors.js';

/** More steps than the expressions of one attribute take in any configuration. */
const STEPS = 1_000_000;
/** More steps than all attributes of a plan take. */
const ALL_STEPS = 50_000_000;
/** Deeper than expressions and the locals, variables and outputs behind them nest. */
const DEPTH = 400;

/** Bounds an evaluation, so that sources made to multiply or to recurse end. */
export class Budget {
  #steps: number;
  #depth = 0;

  private constructor(
    steps: number,
    private readonly whole: Budget | null,
  ) {
    this.#steps = steps;
  }

  /** What all evaluations of a plan may take together. */
  static forAll(): Budget {
    return new Budget(ALL_STEPS, null);
  }

  /** What one evaluation may take out of this budget. */
  forOne(): Budget {
    return new Budget(STEPS, this);
  }

  /** Takes steps; throws {@link OutOfBudget} when there are none left. */
  spend(steps: number): void {
    this.whole?.spend(steps);
    this.#steps -= steps;
    if (this.#steps < 0) throw new OutOfBudget('it takes too many steps to evaluate');
  }

  /** Runs `work` one level deeper. */
  nested<T>(work: () => T): T {
    if (this.#depth >= DEPTH) throw new OutOfBudget('it is nested too deeply');
    this.#depth += 1;
    try {
      return work();
    } finally {
      this.#depth -= 1;
    }
  }
}
