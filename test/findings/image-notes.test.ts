import { describe, expect, test } from 'vitest';
import { imageNotes } from '../../src/findings/index.js';
import type { Resource } from '../../src/model/resource.js';
import type { Violation } from '../../src/rules/check.js';
import { resource } from '../builders/resources.js';

const MUTABLE = { mutable: true, except: [] };
const IMMUTABLE = { mutable: false, except: [] };

const HOST = '111111111111.dkr.ecr.eu-west-1.amazonaws.com';
const DIGEST = `@sha256:${'0'.repeat(64)}`;
const repository = (facts: Partial<Resource>): Resource =>
  resource('repository', 'app', { arn: 'arn:aws:ecr:eu-west-1:111111111111:repository/app', ...facts });
const runs = (reference: string): Resource =>
  resource('service', 'web', { code: [{ kind: 'container-image', reference, readAt: 'start' }] });

function notes(one: Resource | null, used: readonly Resource[], others: readonly Resource[] = []) {
  const paths = used.map(({ arn }) => ({ steps: [{ resource: arn }] }));
  const look = imageNotes({ resources: [...used, ...others] }, ['xmrig']);
  return look({ entry: { resource: one } } as unknown as Violation, paths as never);
}

describe('the images of a path', () => {
  test.each<[string, string, readonly Resource[], readonly string[]]>([
    ['a miner', `registry.example/xmrig${DIGEST}`, [], ['bears the name of a known miner (xmrig)']],
    ['an image of others', 'nginx:1.27', [], ['not pinned by its digest']],
    ['an image of others that is pinned', `nginx${DIGEST}`, [], []],
    ['an image of a port', 'localhost:5000/nginx', [], ['not pinned by its digest']],
    [
      'a tag that can be pushed again',
      `${HOST}/app:1`,
      [repository({ tagMutability: MUTABLE })],
      ['can be pushed again'],
    ],
    ['one that cannot', `${HOST}/app:1`, [repository({ tagMutability: IMMUTABLE, scanOnPush: true })], []],
    ['a repository that is not scanned', `${HOST}/app:1`, [repository({ scanOnPush: false })], ['are not scanned']],
    ['a repository that the input does not show', `${HOST}/app:1`, [], []],
    ['another repository', `${HOST}/other:1`, [repository({ tagMutability: MUTABLE, scanOnPush: false })], []],
    ['a pinned image of ours', `${HOST}/app${DIGEST}`, [repository({ tagMutability: MUTABLE })], []],
  ])('%s', (_, reference, others, expected) => {
    const found = notes(runs(reference), [], others);
    expect(found.map(({ text }) => text)).toEqual(expected.map((part) => expect.stringContaining(part) as string));
    expect(found.map(({ raises }) => raises)).toEqual(expected.map((part) => part.includes('miner')));
  });

  test('of existing compute at the end of a path count as well, each once', () => {
    expect(notes(null, [runs('nginx'), runs('nginx')])).toHaveLength(1);
    expect(notes(resource('function', 'f', {}), [])).toEqual([]);
  });
});
