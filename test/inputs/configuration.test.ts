import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONFIGURATION_FILE, loadConfiguration, parseConfiguration } from '../../src/inputs/configuration.js';
import { InputError } from '../../src/inputs/input-error.js';

const KNOWN = { platforms: ['github', 'gitlab', 'terraformCloud'], rules: ['public-role-trust'] };
const DEFAULTS = {
  trust: { accounts: [], organization: null, owners: {}, oidc: [] },
  threatModel: 'outsider',
  failOn: 'high',
  severities: {},
  suppressions: [],
};

test('every setting is read', async () => {
  const text = `
trust:
  accounts: ["011111111111"]
  organization: o-abcdefghij
  github: [acme]
  terraformCloud: []
  oidc: [{ issuer: oidc.example.com/id, subjects: ["team-a:*"] }]
threatModel: insider
failOn: never
severities: { public-role-trust: low }
suppressions:
  - { rule: oidc-subject-wildcard, principal: "*/role/sandbox-*", reason: "sandbox account", owner: platform, expires: 2027-01-31 }
  - { rule: public-role-trust, fingerprint: 00ff, address: aws_iam_role.a, reason: x, owner: y, expires: "2024-02-29" }
  - { fingerprint: 11aa, reason: x, owner: y, expires: 2024-02-29 }
`;
  expect(await parseConfiguration(text, 'c.yaml', KNOWN)).toEqual({
    path: 'c.yaml',
    trust: {
      accounts: ['011111111111'],
      organization: 'o-abcdefghij',
      owners: { github: ['acme'], terraformCloud: [] },
      oidc: [{ issuer: 'oidc.example.com/id', subjects: ['team-a:*'] }],
    },
    threatModel: 'insider',
    failOn: 'never',
    severities: { 'public-role-trust': 'low' },
    suppressions: [
      {
        rule: 'oidc-subject-wildcard',
        principal: '*/role/sandbox-*',
        address: null,
        fingerprint: null,
        reason: 'sandbox account',
        owner: 'platform',
        expires: '2027-01-31',
      },
      {
        rule: 'public-role-trust',
        principal: null,
        address: 'aws_iam_role.a',
        fingerprint: '00ff',
        reason: 'x',
        owner: 'y',
        expires: '2024-02-29',
      },
      {
        rule: null,
        principal: null,
        address: null,
        fingerprint: '11aa',
        reason: 'x',
        owner: 'y',
        expires: '2024-02-29',
      },
    ],
  });
});

test.each([
  ['nothing', ''],
  ['comments', '# nothing yet\n'],
  ['an empty object', '{}'],
])('%s gives the defaults', async (_, text) => {
  expect(await parseConfiguration(text, 'c.yaml', KNOWN)).toEqual({ path: 'c.yaml', ...DEFAULTS });
});

describe('a mistake is named by line, pointer and in words', () => {
  const suppression = 'rule: a, reason: b, owner: c';
  test.each<[string, string | RegExp]>([
    [
      'trust:\n  acounts: []',
      /^c\.yaml:2:\d+: \/trust\/acounts: expected one of `accounts`, `organization`, `oidc`, `github`/,
    ],
    ['trust:\n  github: acme', 'c.yaml:2:11: /trust/github: expected a list'],
    [
      'trust:\n  accounts:\n    - 011111111111',
      'c.yaml:3:7: /trust/accounts/0: expected a string; write an account id in quotes, so that it is not read as a number',
    ],
    [
      'trust: {accounts: [111111111111]}',
      'c.yaml:1:20: /trust/accounts/0: expected a string; write an account id in quotes, so that it is not read as a number',
    ],
    ['trust: {accounts: ["1111"]}', 'c.yaml:1:20: /trust/accounts/0: expected an account id of twelve digits'],
    [
      'trust: {organization: acme}',
      'c.yaml:1:23: /trust/organization: expected an organization id such as `o-abcdefghij`',
    ],
    [
      'trust: {oidc: [{issuer: "https://a.example", subjects: ["*"]}]}',
      /^c\.yaml:1:25: \/trust\/oidc\/0\/issuer: expected a host and path without `https:\/\/`$/,
    ],
    ['trust: {oidc: [{issuer: a.example}]}', 'c.yaml:1:16: /trust/oidc/0: expected the property `subjects`'],
    ['\nthreatmodel: insider', 'c.yaml:2:1: unknown property `threatmodel`'],
    ['threatModel: everyone', 'c.yaml:1:14: /threatModel: expected one of `outsider`, `leaked-credential`, `insider`'],
    ['failOn: 1', /^c\.yaml:1:9: \/failOn: expected one of `critical`/],
    [`suppressions: [{${suppression}}]`, 'c.yaml:1:16: /suppressions/0: expected the property `expires`'],
    [
      `suppressions: [{${suppression}, expires: 2027-02-30}]`,
      /: \/suppressions\/0\/expires: expected a date such as `2027-01-31`$/,
    ],
    [
      `suppressions: [{${suppression}, expires: soon}]`,
      /: \/suppressions\/0\/expires: expected a date such as `2027-01-31`$/,
    ],
    [
      'suppressions: [{reason: b, owner: c, expires: 2027-01-31}]',
      'c.yaml:1:16: /suppressions/0: expected one of `rule`, `principal`, `address`, `fingerprint`',
    ],
    ['severities: {public-role: low}', 'c.yaml:1:27: /severities/public-role: no rule `public-role`'],
    [
      'severities: {public-role-trust: grave}',
      /^c\.yaml:1:33: \/severities\/public-role-trust: expected one of `critical`/,
    ],
    ['severities: {__proto__: low}', /: \/severities\/__proto__: no rule/],
    ['- a', 'c.yaml:1:1: expected an object'],
    ['trust: {', /^c\.yaml:1:\d+: /],
    ['a: 1\na: 2', /^c\.yaml:2:1: Map keys must be unique$/],
    ['a: *missing', /^c\.yaml:1:\d+: /],
    ['trust: !!js/function "x"', /^c\.yaml:1:\d+: /],
    ['__proto__: {failOn: never}', /unknown property `__proto__`$/],
  ])('%j', async (text, line) => {
    const error: unknown = await parseConfiguration(text, 'c.yaml', KNOWN).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InputError);
    if (typeof line === 'string') expect(String(error)).toBe(line);
    else expect(String(error)).toMatch(line);
  });

  test('aliases that multiply are refused', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) =>
        `a${level}: &a${level} [${Array(10)
          .fill(level === 0 ? 'x' : `*a${level - 1}`)
          .join(',')}]`,
    );
    await expect(parseConfiguration(levels.join('\n'), 'c.yaml', KNOWN)).rejects.toBeInstanceOf(InputError);
  });
});

describe('the file is found', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'configuration-'));
    await mkdir(join(folder, 'a/b'), { recursive: true });
    await writeFile(join(folder, CONFIGURATION_FILE), 'failOn: low\n');
    await writeFile(join(folder, 'a/other.yaml'), 'failOn: note\n');
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('upward from the folder', async () => {
    expect(await loadConfiguration({ path: null, folder: join(folder, 'a/b'), ...KNOWN })).toEqual({
      ...DEFAULTS,
      path: join(folder, CONFIGURATION_FILE),
      failOn: 'low',
    });
  });

  test('by the path that is given', async () => {
    const path = join(folder, 'a/other.yaml');
    expect(await loadConfiguration({ path, folder, ...KNOWN })).toMatchObject({ path, failOn: 'note' });
  });

  test('or there is none, and the defaults hold', async () => {
    expect(await loadConfiguration({ path: null, folder: '/', ...KNOWN })).toEqual({ ...DEFAULTS, path: null });
  });

  test('a given path that is missing is an error', async () => {
    await expect(loadConfiguration({ path: join(folder, 'no.yaml'), folder, ...KNOWN })).rejects.toThrow(
      'no such file',
    );
  });
});
