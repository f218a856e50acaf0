import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  ARCHIVE_LIMITS,
  readArchive,
  type ArchiveLimits,
} from '../../../../src/inputs/terraform/source-files/archive.js';
import { makeFolder, refusal } from './folders.js';
import { buildZip, type ZipEntry } from './zip-builder.js';

const all = (): boolean => true;

async function readZip(
  entries: readonly ZipEntry[],
  wanted: (name: string) => boolean = all,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): Promise<Readonly<Record<string, string>>> {
  const found = await readArchive(join(makeFolder({ 'a.zip': buildZip(entries) }), 'a.zip'), wanted, limits);
  return Object.fromEntries([...found].map(([name, bytes]) => [name, bytes.toString()]));
}

test('what is wanted is read, stored or compressed; directories are not', async () => {
  const entries = [
    { name: 'dir/' },
    { name: 'dir/stored', content: 'stored', method: 0 },
    { name: 'dir/compressed', content: 'compressed' },
    { name: 'empty', content: '' },
    { name: 'other', content: 'other' },
  ];
  expect(await readZip(entries, (name) => name !== 'other')).toEqual({
    'dir/stored': 'stored',
    'dir/compressed': 'compressed',
    empty: '',
  });
});

describe('refused is an archive', () => {
  const bomb = Buffer.alloc(4 * 2 ** 20);
  const cases: [string, readonly ZipEntry[], string][] = [
    ['with a name that leads out', [{ name: '../x' }], 'the zip archive is damaged (invalid relative path: ../x)'],
    [
      'with a name that leads out further in',
      [{ name: 'tfconfig/m-a/../../../x' }],
      'the zip archive is damaged (invalid relative path: tfconfig/m-a/../../../x)',
    ],
    ['with an absolute name', [{ name: '/etc/x' }], 'the zip archive is damaged (absolute path: /etc/x)'],
    ['with a drive of Windows', [{ name: 'C:/x' }], 'the zip archive is damaged (absolute path: C:/x)'],
    ['with a backslash', [{ name: '..\\x' }], 'the zip archive is damaged (invalid characters in fileName: ..\\x)'],
    ['with a name twice', [{ name: 'x' }, { name: 'x' }], '`x` in it is there twice'],
    ['with an entry of another checksum', [{ name: 'x', content: 'x', statedCrc: 1 }], '`x` in it is damaged'],
    ['with an encrypted entry', [{ name: 'x', flags: 1 }], '`x` in it is encrypted'],
    [
      'with an entry compressed out of all proportion',
      [{ name: 'x', content: bomb }],
      '`x` in it is compressed more than 500 times',
    ],
  ];
  test.each(cases)('%s', async (_, entries, message) => {
    const folder = makeFolder({ 'a.zip': buildZip(entries) });
    expect(await refusal(folder, () => readArchive(join(folder, 'a.zip'), all))).toBe(`a.zip: ${message}`);
  });

  test.each([
    ['shorter', 10],
    ['longer', 1_000_000],
  ])('with an entry that is said to be %s than it is', async (_, statedSize) => {
    const folder = makeFolder({ 'a.zip': buildZip([{ name: 'x', content: 'x'.repeat(500_000), statedSize }]) });
    expect(await refusal(folder, () => readArchive(join(folder, 'a.zip'), all))).toMatch(
      /^a\.zip: the zip archive is damaged \(.*too many bytes|^a\.zip: the zip archive is damaged \(.*not enough bytes/,
    );
  });

  test('with a compression that is not known', async () => {
    const folder = makeFolder({ 'a.zip': buildZip([{ name: 'x', content: 'x', method: 12 }]) });
    expect(await refusal(folder, () => readArchive(join(folder, 'a.zip'), all))).toMatch(
      /unsupported compression method/,
    );
  });

  test('with more entries stated than there are', async () => {
    const folder = makeFolder({ 'a.zip': buildZip([{ name: 'x' }], 5) });
    expect(await refusal(folder, () => readArchive(join(folder, 'a.zip'), all))).toMatch(
      /^a\.zip: the zip archive is damaged/,
    );
  });
});

describe('a limit', () => {
  const entries = ['a', 'b', 'c'].map((name) => ({ name, content: 'x'.repeat(10) }));

  test.each<[string, Partial<ArchiveLimits>, string]>([
    ['of entries', { entries: 2 }, 'more than 2 files in it'],
    ['of an entry', { entryBytes: 9 }, '`a` in it is larger than 9 bytes'],
    ['of all entries', { totalBytes: 29 }, 'more than 29 bytes of text in it'],
  ])('%s holds', async (_, limit, message) => {
    const folder = makeFolder({ 'a.zip': buildZip(entries) });
    const limits = { entries: 3, entryBytes: 10, totalBytes: 30, ...limit };
    expect(await refusal(folder, () => readArchive(join(folder, 'a.zip'), all, limits))).toBe(`a.zip: ${message}`);
  });

  test('that is just reached does not', async () => {
    const limits = { entries: 3, entryBytes: 10, totalBytes: 30 };
    expect(Object.keys(await readZip(entries, all, limits))).toEqual(['a', 'b', 'c']);
  });

  test('does not count what is not wanted', async () => {
    const limits = { entries: 3, entryBytes: 10, totalBytes: 10 };
    expect(Object.keys(await readZip(entries, (name) => name === 'b', limits))).toEqual(['b']);
  });

  test('of compression does not hold for what is small', async () => {
    expect(await readZip([{ name: 'x', content: ' '.repeat(2 ** 20) }])).toEqual({ x: ' '.repeat(2 ** 20) });
  });
});
