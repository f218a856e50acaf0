import type { Decision } from '../../src/evaluation/request.js';
import { Oracle, type OracleAnswer } from '../oracle/oracle.js';
import { decide, type DifferentialCase, oracleCaseOf } from './case.js';
import { Coverage } from './coverage.js';
import { EXCLUSIONS } from './exclusions.js';
import { randomFrom, type Random } from './random.js';
import { shrink } from './shrink.js';

/** A source of cases. */
export interface Generator {
  readonly name: string;
  readonly next: (random: Random) => DifferentialCase;
}

/** Two decisions of one case that nothing explains, and the smallest case that shows it. */
export interface Disagreement {
  readonly generator: string;
  readonly shrunk: DifferentialCase;
  readonly ours: Decision;
  readonly theirs: OracleAnswer;
}

/** What one run counted. */
export interface Tally {
  cases: number;
  /** By generator and decision of the oracle, `synthetic allowed`; also `refused` and `slow`. */
  readonly answers: Map<string, number>;
  /** By name of the exclusion; a case that only several explain together counts for each. */
  readonly excluded: Map<string, number>;
  excludedCases: number;
  readonly refusals: Map<string, number>;
  readonly disagreements: Disagreement[];
  disagreementCount: number;
  readonly coverage: Coverage;
}

const BATCH = 250;
/** Two: the oracle's threads take nearly all the time, and more would only wait for a processor. */
const THREADS = 2;
const MAX_SHOWN = 5;

export function emptyTally(): Tally {
  return {
    cases: 0,
    answers: new Map(),
    excluded: new Map(),
    excludedCases: 0,
    refusals: new Map(),
    disagreements: [],
    disagreementCount: 0,
    coverage: new Coverage(),
  };
}

/** Decides `count` cases on both sides. The generators take turns, batch by batch; the seed alone decides the cases. */
export async function run(
  { seed, count }: { readonly seed: number; readonly count: number },
  generators: readonly Generator[],
  tally: Tally,
  onProgress: (tally: Tally) => void,
): Promise<void> {
  let batch = 0;
  const work = async (): Promise<void> => {
    const oracle = new Oracle();
    try {
      for (let index = batch++; index * BATCH < count; index = batch++) {
        const generator = generators[index % generators.length];
        if (generator === undefined) throw new Error('no generator');
        const random = randomFrom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
        const size = Math.min(BATCH, count - index * BATCH);
        const cases = Array.from({ length: size }, () => generator.next(random));
        await compare(generator.name, cases, oracle, tally);
        onProgress(tally);
      }
    } finally {
      await oracle.close();
    }
  };
  await Promise.all(Array.from({ length: THREADS }, work));
}

async function compare(
  generator: string,
  cases: readonly DifferentialCase[],
  oracle: Oracle,
  tally: Tally,
): Promise<void> {
  const pending = oracle.decide(cases.map(oracleCaseOf));
  const ours = cases.map(decide);
  const theirs = await pending;
  const open: DifferentialCase[] = [];
  for (const [index, given] of cases.entries()) {
    const answer = theirs[index] ?? { refused: 'no answer' };
    const label = labelOf(answer);
    count(tally.answers, `${generator} ${label}`);
    tally.cases += 1;
    if (typeof answer === 'object') count(tally.refusals, 'refused' in answer ? answer.refused : 'too slow');
    else {
      tally.coverage.add(generator, given, answer);
      if (answer !== ours[index]) open.push(given);
    }
  }
  await explain(generator, open, oracle, tally);
}

function labelOf(answer: OracleAnswer): string {
  if (typeof answer === 'string') return answer;
  return 'refused' in answer ? 'refused' : 'slow';
}

/**
 * Leaves out what the oracle is known to decide otherwise, one thing or, where that does not do, all: what is left has to
 * be decided alike.
 */
async function explain(
  generator: string,
  cases: readonly DifferentialCase[],
  oracle: Oracle,
  tally: Tally,
): Promise<void> {
  const attempts = cases.flatMap((given) => {
    const applying = EXCLUSIONS.filter(({ applies }) => applies(given));
    const choices = [...applying.map((exclusion) => [exclusion]), applying];
    return choices.map((exclusions) => ({
      given,
      exclusions,
      rest: exclusions.reduce((rest, { without }) => without(rest), given),
    }));
  });
  const answers = await oracle.decide(attempts.map(({ rest }) => oracleCaseOf(rest)));
  const agreeing = attempts.filter(
    ({ exclusions, rest }, index) => exclusions.length > 0 && answers[index] === decide(rest),
  );
  for (const given of cases) {
    const explanation = agreeing.find((attempt) => attempt.given === given);
    if (explanation !== undefined) {
      tally.excludedCases += 1;
      for (const { name } of explanation.exclusions) count(tally.excluded, name);
      continue;
    }
    tally.disagreementCount += 1;
    const rest = attempts.findLast((attempt) => attempt.given === given)?.rest ?? given;
    if (tally.disagreements.length < MAX_SHOWN)
      tally.disagreements.push({ generator, ...(await smallest(rest, oracle)) });
  }
}

async function smallest(given: DifferentialCase, oracle: Oracle): Promise<Omit<Disagreement, 'generator'>> {
  const ask = async (one: DifferentialCase): Promise<OracleAnswer> =>
    (await oracle.decide([oracleCaseOf(one)]))[0] ?? { refused: 'no answer' };
  const shrunk = await shrink(given, async (one) => {
    if (EXCLUSIONS.some(({ applies }) => applies(one))) return false;
    const answer = await ask(one);
    return typeof answer === 'string' && answer !== decide(one);
  });
  return { shrunk, ours: decide(shrunk), theirs: await ask(shrunk) };
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
