import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { Sink } from '../../src/activity/reading/pool.js';
import { interestOf } from '../../src/activity/records/interest.js';
import { filesSource } from '../../src/activity/sources/files.js';
import { withoutEarlierVersions } from '../../src/activity/sources/report-versions.js';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { InputError } from '../../src/inputs/index.js';

const PERIOD = 'costs/hourly/20261101-20261201';
const EXPORT = 'costs/hourly/data/BILLING_PERIOD=2026-11';
const VERSIONS = ['1f9c', '7a0b'];
const TIMES = ['2026-11-25T04:00:00Z-7a0b', '2026-11-26T04:00:00Z-1f9c'];
const MANIFEST = 'hourly-Manifest.json';

test.each([
  ['the manifest names one', PERIOD, VERSIONS, JSON.stringify({ assemblyId: '1f9c' }), ['1f9c']],
  ['the folders bear times', EXPORT, TIMES, null, [TIMES[1]]],
  ['one version', PERIOD, ['1f9c'], null, ['1f9c']],
  ['no billing period', 'costs/hourly', VERSIONS, JSON.stringify({ assemblyId: '1f9c' }), VERSIONS],
  ['a manifest that names none of them', PERIOD, VERSIONS, JSON.stringify({ assemblyId: 'gone' }), null],
  ['a manifest of another form', PERIOD, VERSIONS, 'null', null],
  ['a manifest that is no JSON', PERIOD, VERSIONS, '{', null],
  ['no manifest', PERIOD, VERSIONS, null, null],
])(
  'of the versions of a cost report the last is read, where %s',
  async (_what, folder, folders, manifest, expected) => {
    const files = manifest === null ? ['readme.txt'] : [MANIFEST];
    const read = async (file: string): Promise<string> => Promise.resolve(file === MANIFEST ? (manifest ?? '') : '');
    const last = withoutEarlierVersions(folder, { files, folders }, read);
    if (expected === null) await expect(last).rejects.toThrow(InputError);
    else expect(await last).toEqual(expected);
  },
);

test('a folder with two versions is read as if the earlier one were not there', async () => {
  const root = mkdtempSync(join(tmpdir(), 'iam-miner-lint-'));
  const files = [`${PERIOD}/1f9c/hourly-1.csv.gz`, `${PERIOD}/7a0b/hourly-1.csv.gz`, 'costs/other/1.csv.gz'];
  for (const file of [...files, `${PERIOD}/${MANIFEST}`]) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), file.endsWith('.json') ? '{"assemblyId":"7a0b"}' : '');
  }
  const uris: string[] = [];
  const nothing = (): void => undefined;
  const sink: Sink = { file: ({ uri }) => uris.push(uri), call: nothing, issues: nothing };
  const wanted = { interest: interestOf(loadCatalogue()), span: { since: 0, until: Infinity }, keys: null };
  await filesSource(root, { threads: 0 }).read(wanted, sink, nothing);
  expect(uris.map((uri) => uri.slice(root.length + 1))).toEqual([files[1], files[2]]);
  rmSync(root, { recursive: true });
});
