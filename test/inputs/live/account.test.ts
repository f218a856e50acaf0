import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type AccountTask, collectAccount } from '../../../src/inputs/live/account.js';
import type { Clients } from '../../../src/inputs/live/clients.js';
import { InterruptedError } from '../../../src/inputs/live/caller.js';
import { Journal } from '../../../src/inputs/live/journal.js';
import { fileAt, unwritable } from '../../../src/inputs/live/save.js';

const REGIONS = [
  { RegionName: 'eu-west-1', OptInStatus: 'opt-in-not-required' },
  { RegionName: 'af-south-1', OptInStatus: 'not-opted-in' },
];

/** Clients of an account in which nothing is; `asked` counts what they were asked. */
function emptyAccount(asked: string[] = []): Clients {
  const send = async (command: string): Promise<Record<string, unknown>> => {
    asked.push(command);
    return Promise.resolve(command === 'DescribeRegions' ? { Regions: REGIONS } : {});
  };
  return { open: async () => Promise.resolve(send) } as unknown as Clients;
}

function task(rest: Partial<AccountTask>): AccountTask {
  return {
    account: '111111111111',
    partition: 'aws',
    regions: null,
    now: 0,
    clients: emptyAccount(),
    home: 'eu-west-1',
    journal: null,
    signal: new AbortController().signal,
    progress: { calls: 0, failed: 0, resumed: 0 },
    ...rest,
  };
}

describe('an account is read', () => {
  test('a list that nothing leads to is there, and empty, so that it is known that there is nothing', async () => {
    const { regional, gaps } = await collectAccount(task({}));
    const region = regional['eu-west-1'];
    expect(gaps).toEqual([]);
    expect(region?.ecs).toEqual({ Clusters: [], Services: [], TaskDefinitions: [] });
    expect(region?.codebuild).toEqual({ Projects: [], Fleets: [] });
    expect(region?.airflow).toEqual({ Environments: [] });
  });

  test('a region that is not enabled is one gap', async () => {
    const { regions, gaps } = await collectAccount(task({ regions: ['af-south-1'] }));
    expect(regions).toEqual([]);
    expect(gaps.map(({ kind, region }) => [kind, region])).toEqual([['region-disabled', 'af-south-1']]);
  });

  test.each([
    ['ec2', [['*', 'region-disabled', 'eu-wst-1']]],
    ['codebuild', []],
  ])('a region in which no host answers for %s, where the list of regions is refused', async (host, expected) => {
    const denied = Object.assign(new Error('no'), { name: 'UnauthorizedOperation', $metadata: {} });
    const unknown = Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' });
    const send = await emptyAccount().open({} as never, undefined);
    const open = async ({ name }: { readonly name: string }, region: string) =>
      Promise.resolve(async (command: string, ...rest: never[]) => {
        if (command === 'DescribeRegions') throw denied;
        if (name === host && region === 'eu-wst-1') throw unknown;
        return send(command, ...(rest as unknown as [Record<string, unknown>, AbortSignal]));
      });
    const { gaps } = await collectAccount(task({ regions: ['eu-wst-1'], clients: { open } as unknown as Clients }));
    const others = gaps.filter(({ operation }) => operation !== 'DescribeRegions');
    expect(others.map(({ service, kind, region }) => [service, kind, region])).toEqual(expected);
  });

  test('credentials that expire end it, and with new ones it goes on from what was read', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'snapshots-')), 'a.journal');
    const first: string[] = [];
    const expired = Object.assign(new Error('expired'), { name: 'ExpiredTokenException', $metadata: {} });
    const send = await emptyAccount(first).open({} as never, undefined);
    const expiring = {
      open: async () =>
        Promise.resolve(async (...args: Parameters<typeof send>) =>
          first.length < 20 ? send(...args) : Promise.reject(expired),
        ),
    } as unknown as Clients;
    const journal = await Journal.open(path, 's', false, 0);
    const stopped = collectAccount(task({ clients: expiring, journal }));
    await expect(stopped).rejects.toThrow(InterruptedError);
    await expect(stopped).rejects.toThrow('the credentials have expired (ExpiredTokenException)');
    await journal.close();
    const second: string[] = [];
    const again = await Journal.open(path, 's', true, 0);
    const resumed = await collectAccount(task({ clients: emptyAccount(second), journal: again }));
    await again.close();
    const whole: string[] = [];
    expect(resumed).toEqual(await collectAccount(task({ clients: emptyAccount(whole) })));
    expect(second).toHaveLength(whole.length - first.length);
  });

  test('when the disk is full no further call is made', async () => {
    const asked: string[] = [];
    const full = unwritable('full.journal', Object.assign(new Error('write'), { code: 'ENOSPC' }));
    const journal = { get: () => undefined, add: async () => Promise.reject(full) } as unknown as Journal;
    await expect(collectAccount(task({ clients: emptyAccount(asked), journal }))).rejects.toBe(full);
    expect(asked).toEqual(['DescribeRegions']);
  });
});

describe('files', () => {
  test.each([
    ['ENOSPC', 'cannot be written: the disk is full (ENOSPC)'],
    ['EDQUOT', 'cannot be written: the quota is used up (EDQUOT)'],
    ['EROFS', 'cannot be written: the file system is read-only (EROFS)'],
    ['EACCES', 'cannot be written: no permission (EACCES)'],
    ['EEXIST', 'expected a folder, found a file'],
    ['EIO', 'cannot be written (EIO)'],
  ])('%s is said in words', (code, message) => {
    expect(String(unwritable('x', Object.assign(new Error('write'), { code })))).toBe(`x: ${message}`);
  });

  test('a folder stands for the file in it, and so does what is written like one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'snapshots-'));
    expect(await fileAt(folder, 'a.json.gz')).toBe(join(folder, 'a.json.gz'));
    expect(await fileAt('missing/', 'a.json.gz')).toBe(join('missing', 'a.json.gz'));
    expect(await fileAt('missing', 'a.json.gz')).toBe('missing');
  });
});
