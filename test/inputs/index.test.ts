import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadInput } from '../../src/inputs/index.js';
import type { InputKind } from '../../src/inputs/index.js';

const page = JSON.stringify({
  UserDetailList: [
    {
      Arn: 'arn:aws:iam::111111111111:user/a',
      UserName: 'a',
      AttachedManagedPolicies: [{ PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }],
    },
  ],
});

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inputs-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe('an account', () => {
  test('is read from a compressed file, with the shipped policies', async () => {
    const path = await file('account.json.gz', gzipSync(page));
    const { after, ...input } = await loadInput(path);
    expect(input).toEqual({
      kind: 'authorization-details',
      uri: path,
      text: page,
      before: null,
      changes: new Map(),
      base: false,
      providers: [],
      sources: null,
      secrets: new Set(),
    });
    expect(after.users[0]?.policies[0]?.policy.statements[0]?.actions?.values).toEqual(['*']);
    expect(after.gaps).toMatchObject([
      { kind: 'incomplete-input', reason: expect.stringMatching(/no role is in the input/) as unknown },
    ]);
  });

  test('is read from standard input, with the policies that are given', async () => {
    const { uri, after } = await loadInput('-', {
      stdin: Readable.from([page]),
      managedPolicies: { date: '', count: 0, document: () => null },
    });
    expect(uri).toBe('stdin');
    expect(after.gaps.map(({ kind }) => kind)).toEqual(['unknown-managed-policy', 'incomplete-input']);
  });
});

const plan = JSON.stringify({ format_version: '1.2', planned_values: {}, resource_changes: [] });

describe('what cannot be used is one line', () => {
  test.each<[string, string, InputKind | undefined, RegExp]>([
    ['truncated', page.slice(0, -1), undefined, /truncated:1:\d+: expected `,` or `}`, found the end of the file$/],
    ['other', '{}', undefined, /other: expected a Terraform plan .+ or the output of/],
    ['wrong', '{"Policies": 1}', undefined, /wrong: \/Policies: expected a list$/],
    ['a plan taken for an account', plan, 'authorization-details', /account: expected `UserDetailList`/],
    ['an account taken for a plan', page, 'terraform-plan', /plan: expected the property `\w+`$/],
    ['two plans', `${plan}\n${plan}`, 'terraform-plan', /plans: expected one Terraform plan, found several/],
  ])('%s', async (name, content, kind, line) => {
    const path = await file(name, content);
    const error: unknown = await loadInput(path, kind === undefined ? {} : { kind }).catch((reason: unknown) => reason);
    expect(String(error)).toMatch(line);
  });
});
