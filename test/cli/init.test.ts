import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { loadConfiguration } from '../../src/inputs/index.js';
import { run } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'init-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const { issuers, rules } = loadCatalogue();
const KNOWN = { platforms: issuers.map(({ id }) => id), rules: Object.keys(rules) };

describe('init writes a configuration that reads as', () => {
  test.each<[name: string, args: readonly string[], expected: object]>([
    [
      'the defaults',
      [],
      { threatModel: 'outsider', failOn: 'high', trust: { accounts: [], organization: null, owners: {} } },
    ],
    [
      'what the options say',
      [
        ...['--trust-account', '011111111111', '--organization', 'o-abcdefghij', '--owner', 'github=acme'],
        ...['--owner', 'github=acme-labs', '--threat-model', 'insider', '--fail-on', 'never'],
      ],
      {
        threatModel: 'insider',
        failOn: 'never',
        trust: {
          accounts: ['011111111111'],
          organization: 'o-abcdefghij',
          owners: { github: ['acme', 'acme-labs'] },
        },
      },
    ],
    [
      'what an input treats as its own',
      ['examples/clean/plan.json'],
      { trust: { accounts: ['123456789012'], organization: null, owners: { github: ['acme'] } } },
    ],
  ])('%s', async (name, args, expected) => {
    const path = join(folder, `${name.replaceAll(' ', '-')}.yaml`);
    expect(await run(['init', '--yes', '--output', path, ...args])).toEqual({
      code: 0,
      out: '',
      err: `wrote ${path}\n`,
    });
    expect(await loadConfiguration({ path, folder, ...KNOWN })).toMatchObject(expected);
    expect(readFileSync(path, 'utf8')).toMatch(/^# yaml-language-server: \$schema=\S+\n\n# What is yours/);
  });

  test('the answers, where somebody can answer', async () => {
    const path = join(folder, 'asked.yaml');
    const answers = '222222222222, 333333333333\n\nacme\nleaked-credential\n\n';
    expect((await run(['init', '--output', path], answers, { isTTY: true })).code).toBe(0);
    expect(await loadConfiguration({ path, folder, ...KNOWN })).toMatchObject({
      threatModel: 'leaked-credential',
      failOn: 'high',
      trust: { accounts: ['222222222222', '333333333333'], organization: null, owners: { github: ['acme'] } },
    });
  });
});

describe('init refuses', () => {
  const path = join(folder, 'refused.yaml');
  test.each([
    ['an account that is none', ['--trust-account', '1111'], /\/trust\/accounts\/0: expected an account id/],
    ['an owner without a platform', ['--owner', 'acme'], /--owner: expected PLATFORM=NAME, got `acme`/],
    ['an owner on a platform that there is not', ['--owner', 'x=acme'], /--owner: expected one of github/],
    ['a severity that there is not', ['--fail-on', 'x'], /--fail-on: expected one of/],
  ])('%s, and writes nothing', async (_, args, message) => {
    const { code, err } = await run(['init', '--yes', '--output', path, ...args]);
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
    expect(existsSync(path)).toBe(false);
  });

  test('to replace a file, unless it is forced to', async () => {
    const there = join(folder, 'there.yaml');
    writeFileSync(there, 'failOn: low\n');
    const { code, err } = await run(['init', '--yes', '--output', there]);
    expect([code, err]).toEqual([2, `${there}: is there already; --force replaces it\n`]);
    expect(readFileSync(there, 'utf8')).toBe('failOn: low\n');
    expect((await run(['init', '--yes', '--force', '--output', there])).code).toBe(0);
    expect(readFileSync(there, 'utf8')).toContain('failOn: high');
  });
});
