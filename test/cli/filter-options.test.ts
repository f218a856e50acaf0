import { describe, expect, test } from 'vitest';
import { run } from './run.js';

const OPEN = 'examples/public-role-ec2/plan.json';

/** Rules of the findings in the JSON report, and how many were left out. */
async function told(args: readonly string[]) {
  const { code, out } = await run([OPEN, '--format', 'json', ...args]);
  const { findings, summary } = JSON.parse(out) as { findings: { ruleId: string }[]; summary: { leftOut: number } };
  return { code, rules: findings.map(({ ruleId }) => ruleId), leftOut: summary.leftOut };
}

describe('findings that are asked for', () => {
  const all = { code: 1, rules: ['public-role-trust'], leftOut: 0 };
  const none = { code: 0, rules: [], leftOut: 1 };
  test.each([
    ['all of them', [], all],
    ['as severe as it is', ['--min-severity', 'critical'], all],
    ['its rule', ['--rule', 'public-role-trust'], all],
    ['its rule among others', ['--rule', 'open-api', '--rule', 'public-role-trust'], all],
    ['its rule in a list', ['--rule', 'open-api,public-role-trust'], all],
    ['another rule', ['--rule', 'open-api'], none],
    ['not its rule', ['--exclude', 'public-role-trust'], none],
    ['not another rule', ['--exclude', 'open-api'], all],
  ])('%s', async (_, args, expected) => {
    expect(await told(args)).toEqual(expected);
  });
});

test.each([
  ['a rule that there is not', ['--rule', 'frob'], /--rule: no rule `frob`; the rules are public-role-trust, /],
  ['another one to leave out', ['--exclude', 'open-api,frob'], /--exclude: no rule `frob`/],
  ['a severity that there is not', ['--min-severity', 'grave'], /--min-severity: expected one of critical, high/],
])('%s is refused', async (_, args, message) => {
  expect(await run([OPEN, ...args])).toMatchObject({ code: 2, err: expect.stringMatching(message) as string });
});
