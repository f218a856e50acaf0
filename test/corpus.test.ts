import { afterAll, describe, expect, test } from 'vitest';
import { lint, type Finding, type Report } from '../src/index.js';
import { loadInput } from '../src/inputs/index.js';
import { closeCorpus, listModules, type CorpusModule, type ExpectedFinding } from './corpus/modules.js';
import { unknownPolicies } from './corpus/unknown-policies.js';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const NOTHING_TRUSTED = { accounts: [], organization: null, owners: {}, oidc: [] };

/** Where the sources of a plan come from. */
const MODES = ['binary plan', 'sources', 'JSON alone'] as const;
type Mode = (typeof MODES)[number];

const shares = new Map(MODES.map((mode) => [mode, { total: 0, whole: 0, open: [] as string[] }]));

async function load(module: CorpusModule, mode: Mode) {
  const { directory, plan, savedPlan } = module;
  switch (mode) {
    case 'binary plan':
      return loadInput(plan, { binaryPlan: savedPlan });
    case 'sources':
      return loadInput(plan, { sourceRoot: directory });
    case 'JSON alone':
      return loadInput(plan, { sourceRoot: null });
  }
}

async function report(module: CorpusModule, mode: Mode): Promise<Report> {
  const input = await load(module, mode);
  const { threatModel = 'outsider' } = module.expectation;
  const options = { trust: NOTHING_TRUSTED, threatModel, suppressions: [], now: NOW, version: '0.0.0' };
  const text = JSON.stringify(lint([input], options).report);
  // What stands in the repository is shown from its root; the plan's own path is one of this machine.
  return JSON.parse(text.replaceAll(`${module.repository}/`, '')) as Report;
}

/** A finding as `expect.json` has it: the path is the one to the compute that stands first there, if it is shown. */
function described(finding: Finding, { compute: [first] }: Pick<ExpectedFinding, 'compute'>): ExpectedFinding {
  const path = finding.paths.find(({ compute }) => compute === first) ?? finding.paths[0];
  return {
    rule: finding.ruleId,
    entry: `${finding.entry.kind} ${finding.entry.id}`,
    reaches: finding.reaches,
    compute: finding.compute,
    confidence: finding.confidence,
    status: finding.status,
    location: place(finding.location),
    path: (path?.steps ?? []).map(({ via, to, statements }) => ({
      via,
      to,
      at: [...new Set(statements.map(({ location }) => place(location)))],
    })),
  };
}

function place(location: Report['findings'][number]['location'] | null): string {
  return location === null ? 'nowhere' : `${location.uri}:${location.startLine}`;
}

function check(found: readonly Finding[], expected: readonly ExpectedFinding[]): void {
  const entries = found.map(({ ruleId, entry }) => `${ruleId} ${entry.kind} ${entry.id}`).sort();
  expect(entries).toEqual(expected.map(({ rule, entry }) => `${rule} ${entry}`).sort());
  for (const one of expected) {
    const finding = found.find(({ ruleId, entry }) => ruleId === one.rule && `${entry.kind} ${entry.id}` === one.entry);
    if (finding === undefined) throw new Error('unreachable: the entries are the same');
    // What else the principals could run is the matter of the catalogue, and grows with it.
    const { compute, path, ...rest } = described(finding, one);
    expect(compute).toEqual(expect.arrayContaining([...one.compute]));
    expect({ ...rest, path: path.slice(0, one.path.length) }).toEqual({ ...one, compute: undefined });
  }
}

const all = listModules();

describe.each(all)('$name: $expectation.shows', (module) => {
  test.each(['binary plan', 'sources'] as const)('from the %s: the paths, each step at its line', async (mode) => {
    const found = await report(module, mode);
    check(found.findings, module.expectation.findings);
    expect(found.gaps.map(({ kind, address }) => `${kind} ${address}`)).toEqual(module.expectation.gaps ?? []);
  });

  test('from the JSON alone: nothing that is not there, and no silence where something is', async () => {
    const found = await report(module, 'JSON alone');
    const entries = module.expectation.findings.map(({ rule, entry }) => `${rule} ${entry}`);
    for (const { ruleId, entry } of found.findings) expect(entries).toContain(`${ruleId} ${entry.kind} ${entry.id}`);
    if (found.findings.length < entries.length) expect(found.gaps).not.toEqual([]);
  });

  test.each(MODES)('from the %s: nothing without the lines that make the path', async (mode) => {
    const found = await report(module.nearMiss(), mode);
    // Without the sources, a policy that is not known may be in the way, or not.
    const sure = found.findings.filter(({ confidence }) => mode !== 'JSON alone' || confidence !== 'unresolved');
    expect(sure.map(({ message }) => message)).toEqual([]);
  });

  test('no report shows a secret', async () => {
    for (const mode of MODES) {
      const found = await report(module, mode);
      for (const secret of module.expectation.secrets ?? []) expect(JSON.stringify(found)).not.toContain(secret);
    }
  });

  test.each(MODES)('from the %s: policies known only after apply', async (mode) => {
    const input = await load(module, mode);
    const counted = unknownPolicies(module.plan, input.after).filter(
      ({ fromDocuments }) => mode !== 'JSON alone' || fromDocuments,
    );
    const share = shares.get(mode);
    if (share === undefined) throw new Error('unreachable: every mode has its share');
    for (const { address, attribute, open, openValue } of counted) {
      share.total += 1;
      if (open === null && openValue === null) share.whole += 1;
      // The JSON shows of a value that is made of several nothing but that it is not known: its statement is there.
      const reason = mode === 'JSON alone' ? open : (open ?? openValue);
      if (reason !== null) share.open.push(`${module.name}: ${address}.${attribute}: ${reason}`);
    }
  });
});

describe('policies known only after apply', () => {
  test.each(MODES)('from the %s: 95 of 100 are resolved', (mode) => {
    const { total, whole, open } = shares.get(mode) ?? { total: 0, whole: 0, open: [] };
    const resolved = total - open.length;
    const what = mode === 'JSON alone' ? 'policy documents' : 'policies';
    const share = ((100 * resolved) / total).toFixed(1);
    console.log(`${mode}: ${resolved} of ${total} unknown ${what} resolved (${share} %), ${whole} with every value`);
    for (const line of open) console.log(`  open: ${line}`);
    expect(resolved / total).toBeGreaterThanOrEqual(0.95);
  });
});

afterAll(closeCorpus);
