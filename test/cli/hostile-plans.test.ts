import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeFolder } from '../inputs/terraform/source-files/folders.js';
import { buildPlan, buildZip } from '../inputs/terraform/source-files/zip-builder.js';
import { run } from './run.js';

const PLAN = 'test/fixtures/plans/policies-known-after-apply/plan.json';
const MANIFEST = 'tfconfig/modules.json';
const saved = buildPlan({ '': { 'main.tf': 'locals {}' } });

describe('a saved plan that was made to do harm is refused in one line', () => {
  test.each<[string, Buffer | string, RegExp]>([
    ['a bomb', buildZip([{ name: MANIFEST, content: Buffer.alloc(2 ** 22) }]), /is compressed more than 500 times/],
    [
      'a bomb that says it is small',
      buildZip([{ name: MANIFEST, content: Buffer.alloc(2 ** 24), statedSize: 9 }]),
      /is damaged/,
    ],
    ['too large a file', buildZip([{ name: MANIFEST, content: ' '.repeat(2 ** 23 + 1), method: 0 }]), /is larger than/],
    ['a path out of it', buildZip([{ name: '../../etc/passwd', content: 'x' }]), /invalid relative path/],
    ['an absolute path', buildZip([{ name: '/etc/passwd', content: 'x' }]), /absolute path/],
    ['more entries than there are', buildZip([{ name: MANIFEST, content: '[]' }], 65_534), /is damaged/],
    ['encrypted', buildZip([{ name: MANIFEST, content: '[]', flags: 1 }]), /is encrypted/],
    ['cut off', saved.subarray(0, saved.length - 30), /is damaged/],
    ['empty', '', /the file is empty/],
  ])('%s', async (_, content, reason) => {
    const folder = makeFolder({ tfplan: content });
    const { code, out, err } = await run(['lint', PLAN, '--plan', join(folder, 'tfplan')]);
    expect([code, out, err.trimEnd().split('\n')]).toEqual([2, '', [expect.stringMatching(reason)]]);
    expect(err).toContain('tfplan: ');
  });
});

describe('a saved plan is an input itself where no JSON is given', () => {
  test.each([
    ['as the input', (path: string) => [path]],
    ['by its option', (path: string) => ['--plan', path]],
  ])('%s', async (_, args) => {
    const folder = makeFolder({ tfplan: saved.subarray(0, saved.length - 30) });
    const { code, out, err } = await run(['lint', ...args(join(folder, 'tfplan'))]);
    expect([code, out, err]).toEqual([2, '', expect.stringMatching(/tfplan: the zip archive is damaged/)]);
  });
});
