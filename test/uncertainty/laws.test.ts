import { afterAll, describe, expect, test } from 'vitest';
import { evaluate } from '../../src/evaluation/evaluate.js';
import { findRequest, type Verdict } from '../../src/evaluation/find-request.js';
import type { KeyKnowledge, Knowledge } from '../../src/evaluation/knowledge.js';
import type { RequestContext } from '../../src/evaluation/request.js';
import { type Random, randomFrom } from '../differential/random.js';
import { Oracle, type OracleAnswer, type OracleCase } from '../oracle/oracle.js';
import { contextFrom, type Puzzle, puzzleFrom } from './puzzle.js';

const CASES = Number(process.env['UNCERTAINTY_CASES'] ?? 3_000);
const SEEDS = (process.env['UNCERTAINTY_SEEDS'] ?? '1').split(',').map(Number);
const SAMPLES = 6;
const BATCH = 500;
/** The oracle answers some hundred questions a second, so that the short run asks it about a part. */
const ASKED = process.env['UNCERTAINTY_CASES'] === undefined ? 300 : Infinity;

const oracle = new Oracle();
afterAll(() => oracle.close());

interface Decided {
  readonly puzzle: Puzzle;
  readonly verdict: Verdict;
  readonly random: Random;
}

function* decided(seed: number): Generator<Decided> {
  for (let index = 0; index < CASES; index += 1) {
    const random = randomFrom(seed * 1_000_003 + index);
    const puzzle = puzzleFrom(random);
    yield { puzzle, verdict: findRequest(puzzle), random };
  }
}

function decide({ principal, action, resource, resourceAccount, policies }: Puzzle, context: RequestContext): string {
  return evaluate({ principal, action, resource, resourceAccount, context }, policies).decision;
}

function show({ principal, documents, keys }: Puzzle, more: unknown): string {
  return JSON.stringify({ principal, documents, keys: keys.map(({ key }) => key), more }, null, 1);
}

/** What is fixed of the keys of a puzzle, and what the witness holds. */
function witnessContext({ keys, knowledge }: Puzzle, verdict: Exclude<Verdict, { result: 'denied' }>): RequestContext {
  const fixed = keys.flatMap(({ key }): [string, readonly string[]][] => {
    const known = knowledge(key.toLowerCase());
    return known.kind === 'fixed' && known.values.length > 0 ? [[key.toLowerCase(), known.values]] : [];
  });
  return new Map([...fixed, ...verdict.request.context]);
}

describe.each(SEEDS)('what is not known, seed %i', (seed) => {
  test('each verdict is frequent', { timeout: 0 }, () => {
    const counts = { allowed: 0, conditional: 0, unresolved: 0, denied: 0 };
    for (const { verdict } of decided(seed)) counts[verdict.result] += 1;
    process.stdout.write(`seed ${String(seed)}: ${JSON.stringify(counts)} of ${String(CASES)}\n`);
    for (const result of ['allowed', 'conditional', 'denied'] as const)
      expect(counts[result] / CASES, result).toBeGreaterThan(0.05);
  });

  test('a context that is allowed is never called denied', { timeout: 0 }, async () => {
    const questions: { case: OracleCase; puzzle: Puzzle }[] = [];
    for (const { puzzle, verdict, random } of decided(seed)) {
      for (let sample = 0; sample < SAMPLES; sample += 1) {
        const context = contextFrom(random, puzzle);
        const decision = decide(puzzle, context);
        if (decision === 'allowed' && verdict.result === 'denied')
          expect.fail(show(puzzle, { allowed: Object.fromEntries(context) }));
        if (sample === 0 && verdict.result === 'denied') questions.push({ case: oracleCase(puzzle, context), puzzle });
      }
    }
    const answers = await ask(questions.map((question) => question.case));
    answers.forEach((answer, index) => {
      const question = questions[index];
      if (answer === 'allowed' && question !== undefined)
        expect.fail(show(question.puzzle, { oracle: Object.fromEntries(question.case.request.context) }));
    });
    expect(answers.length).toBeGreaterThan(0);
  });

  test('the witness of each verdict that is not denied is allowed, by the oracle too', { timeout: 0 }, async () => {
    const questions: { case: OracleCase; puzzle: Puzzle }[] = [];
    for (const { puzzle, verdict } of decided(seed)) {
      if (verdict.result === 'denied') continue;
      const context = witnessContext(puzzle, verdict);
      if (decide(puzzle, context) !== 'allowed') expect.fail(show(puzzle, { witness: Object.fromEntries(context) }));
      questions.push({ case: oracleCase(puzzle, context), puzzle });
    }
    const answers = await ask(questions.map((question) => question.case));
    let refused = 0;
    answers.forEach((answer, index) => {
      const question = questions[index];
      if (typeof answer === 'object') refused += 1;
      else if (answer !== 'allowed' && question !== undefined)
        expect.fail(show(question.puzzle, { answer, witness: Object.fromEntries(question.case.request.context) }));
    });
    expect(refused / answers.length).toBeLessThan(0.02);
  });

  test('a verdict without assumptions leaves the open keys as they usually are', { timeout: 0 }, () => {
    for (const { puzzle, verdict } of decided(seed)) {
      if (verdict.result !== 'allowed') continue;
      expect(verdict.assumptions).toEqual([]);
      for (const [key, values] of verdict.request.context) {
        const known = puzzle.knowledge(key);
        if (known.kind === 'open') expect(values, show(puzzle, key)).toEqual(known.usual);
      }
    }
  });

  test('what a witness fixes decides: whatever else the request carries, it is allowed', { timeout: 0 }, () => {
    for (const { puzzle, verdict, random } of decided(seed)) {
      if (verdict.result === 'denied') continue;
      const witness = witnessContext(puzzle, verdict);
      const mentioned = mentionedKeys(puzzle);
      const other = contextFrom(random, puzzle);
      const free = [...other].filter(([key]) => !mentioned.has(key));
      const context = new Map([...free, ...witness]);
      if (decide(puzzle, context) !== 'allowed') expect.fail(show(puzzle, Object.fromEntries(context)));
    }
  });

  test('to know more of a key never turns denied into anything else', { timeout: 0 }, () => {
    for (const { puzzle, verdict, random } of decided(seed)) {
      if (verdict.result !== 'denied') continue;
      const key = random.pick(puzzle.keys);
      const name = key.key.toLowerCase();
      const values = contextFrom(random, { ...puzzle, keys: [key] }).get(name) ?? [];
      const fixed: KeyKnowledge = { kind: 'fixed', values };
      const knowledge: Knowledge = (asked) => (asked === name ? fixed : puzzle.knowledge(asked));
      const again = findRequest({ ...puzzle, knowledge });
      if (again.result !== 'denied') expect.fail(show(puzzle, { name, values }));
    }
  });
});

function mentionedKeys({ documents }: Puzzle): ReadonlySet<string> {
  const text = JSON.stringify(documents).toLowerCase();
  return new Set(Array.from(text.matchAll(/[a-z0-9]+:[a-z0-9]+(?:\/[a-z0-9]+)?/g), ([key]) => key));
}

function oracleCase(puzzle: Puzzle, context: RequestContext): OracleCase {
  const { principal, action, resource, resourceAccount, documents } = puzzle;
  return { request: { principal, action, resource, resourceAccount, context }, documents };
}

async function ask(cases: readonly OracleCase[]): Promise<readonly OracleAnswer[]> {
  const asked = cases.slice(0, ASKED);
  const answers: OracleAnswer[] = [];
  for (let start = 0; start < asked.length; start += BATCH)
    answers.push(...(await oracle.decide(asked.slice(start, start + BATCH))));
  return answers;
}
