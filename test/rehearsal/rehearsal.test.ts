import { readFileSync } from 'node:fs';
import type { Log, ThreadFlowLocation } from 'sarif';
import { expect, test } from 'vitest';
import { lineHashes } from '../../src/reports/sarif/line-hash.js';
import { run } from '../cli/run.js';

const HEAD = 'test/rehearsal/head';

function linesOf(file: string): readonly string[] {
  return readFileSync(file, 'utf8').split('\n');
}

/** Lines of the head that the base does not have: those that the pull request shows as added. */
function addedLines(name: string): ReadonlySet<number> {
  const base = linesOf(`test/rehearsal/base/${name}`);
  const head = linesOf(`${HEAD}/${name}`);
  const first = head.findIndex((line, index) => line !== base[index]);
  return new Set(Array.from({ length: head.length - base.length }, (_, index) => first + 1 + index));
}

const fileOf = ({ location }: ThreadFlowLocation): string =>
  location?.physicalLocation?.artifactLocation?.uri?.replace(`${HEAD}/`, '') ?? '';

test('a pull request that adds a statement shows its finding at that statement, with the path through three files', async () => {
  const { code, out } = await run([`${HEAD}/plan.json`, '--format', 'sarif', '--fail-on', 'high']);
  expect(code).toBe(1);
  const { results = [] } = (JSON.parse(out) as Log).runs[0] ?? {};
  expect(results).toHaveLength(1);
  const [result] = results;
  expect(result?.ruleId).toBe('foreign-account-trust');
  expect(result?.properties?.['status']).toBe('new');

  const place = result?.locations?.[0]?.physicalLocation;
  expect(place?.artifactLocation?.uri).toBe(`${HEAD}/policies.tf`);
  const { startLine = 0, endLine = 0 } = place?.region ?? {};
  const added = addedLines('policies.tf');
  expect(added.size).toBe(6);
  for (let line = startLine; line <= endLine; line += 1) expect(added, `line ${line}`).toContain(line);
  const text = readFileSync(`${HEAD}/policies.tf`, 'utf8');
  expect(result?.partialFingerprints?.['primaryLocationLineHash']).toBe(
    lineHashes(text, new Set([startLine])).get(startLine),
  );

  const walked = result?.codeFlows?.[0]?.threadFlows[0]?.locations ?? [];
  expect(walked.map(fileOf)).toEqual(['vendor.tf', 'policies.tf', 'nightly.tf', 'nightly.tf']);
});

test('it is new since the plan updates the policy', async () => {
  const { out } = await run([`${HEAD}/plan.json`, '--only-new', '--format', 'json', '--fail-on', 'never']);
  const { findings } = JSON.parse(out) as { findings: { status: string; opened: { by: { action: string }[] } }[] };
  expect(findings.map(({ status, opened }) => [status, opened.by.map(({ action }) => action)])).toEqual([
    ['new', ['update']],
  ]);
});
