import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lint, loadInput, type Finding, type ThreatModel, type TrustZone } from '../src/index.js';

const folder = 'test/fixtures/plans';
const NOW = Date.parse('2026-11-23T12:00:00Z');
const NOTHING_TRUSTED: TrustZone = { accounts: [], organization: null, owners: {}, oidc: [] };

/** What a plan must give: see the README of the folder. */
interface Expectation {
  readonly threatModel?: ThreatModel;
  readonly trust?: Partial<TrustZone>;
  /** False for what the JSON alone gives. */
  readonly sources?: boolean;
  readonly findings: readonly string[];
  readonly gaps: readonly string[];
}

const plans = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const cases = plans.flatMap((name) =>
  (JSON.parse(readFileSync(`${folder}/${name}/expect.json`, 'utf8')) as readonly Expectation[]).map(
    (expectation) => [name, expectation] as const,
  ),
);

/** Who comes in, where, how sure and how new, and what is reached. */
function inOneLine({ entry, entries = [entry], reaches, confidence, status, compute }: Finding): string {
  const [first = ''] = reaches;
  const then = reaches.slice(1).map((arn) => arn.slice(arn.lastIndexOf('/') + 1));
  const reached = compute.length > 4 ? [...compute.slice(0, 3), `${String(compute.length - 3)} more`] : compute;
  return `${entry.kind} ${entries.map(({ id }) => id).join(' and ')} > ${[first.slice(first.lastIndexOf('/') + 1), ...then].join(' > ')}: ${confidence}, ${status}: ${reached.join(', ')}`;
}

describe('plans that hide a trap', () => {
  test.each(cases)('%s %j', async (name, { threatModel = 'outsider', trust, sources = true, findings, gaps }) => {
    const input = await loadInput(`${folder}/${name}/plan.json`, sources ? {} : { sourceRoot: null });
    const { report } = lint([input], {
      trust: { ...NOTHING_TRUSTED, ...trust },
      threatModel,
      suppressions: [],
      now: NOW,
      version: '0.0.0',
    });
    expect(report.findings.map(inOneLine).sort()).toEqual([...findings].sort());
    expect(report.gaps.map(({ kind, address }) => `${kind} ${address}`)).toEqual(gaps);
  });
});
