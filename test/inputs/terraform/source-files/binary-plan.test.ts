import { randomBytes } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../../../src/inputs/input-error.js';
import { readBinaryPlan } from '../../../../src/inputs/terraform/source-files/index.js';
import { makeFolder, refusal } from './folders.js';
import { buildPlan, buildZip } from './zip-builder.js';

const PLANS = join(import.meta.dirname, 'plans');

/** The real plan in a repository as it is where `terraform init` was run. */
function checkout(): string {
  const folder = makeFolder({
    '.git/config': 'secret',
    'infra/.terraform/modules/remote/roles/trust.json': 'trust',
    'infra/.terraform/terraform.tfstate': 'secret',
  });
  cpSync(join(PLANS, 'modules'), folder, { recursive: true });
  return folder;
}

describe('a plan saved by Terraform', () => {
  test('names its modules, and those that are not in the repository', async () => {
    const tree = await readBinaryPlan(join(checkout(), 'infra/saved.plan'));
    expect(tree.root).toBe('infra');
    const source = 'git::file:///tmp/remote-modules//roles';
    const remote = 'infra/.terraform/modules/remote/roles';
    expect(Object.fromEntries(tree.modules)).toEqual({
      '': { key: '', source: '', folder: 'infra', inRepository: true },
      'module.app': { key: 'app', source: './modules/app', folder: 'infra/modules/app', inRepository: true },
      'module.app.module.inner': {
        key: 'app.inner',
        source: './inner',
        folder: 'infra/modules/app/inner',
        inRepository: true,
      },
      'module.app.module.shared': {
        key: 'app.shared',
        source: '../../../shared',
        folder: 'shared',
        inRepository: true,
      },
      'module.remote': { key: 'remote', source, folder: remote, inRepository: false },
      'module.remote.module.nested': {
        key: 'remote.nested',
        source: './nested',
        folder: `${remote}/nested`,
        inRepository: false,
      },
    });
  });

  test('holds the files of all modules, those of a folder in the order in which Terraform loads them', async () => {
    const folder = checkout();
    const { files } = await readBinaryPlan(join(folder, 'infra/saved.plan'));
    expect([...files.keys()]).toEqual([
      'infra/main.tf',
      'infra/users.tf.json',
      'infra/users_override.tf',
      'infra/modules/app/main.tf',
      'infra/.terraform/modules/remote/roles/main.tf',
      'infra/modules/app/inner/groups.tf',
      'shared/outputs.tf',
      'infra/.terraform/modules/remote/roles/nested/main.tf',
    ]);
    for (const [path, text] of files) {
      if (!path.includes('.terraform')) expect(text, path).toBe(readFileSync(join(folder, path), 'utf8'));
    }
    expect(files.get('infra/.terraform/modules/remote/roles/main.tf')).toContain('trust.json');
  });

  test.each([
    ['infra/templates/trust.tftpl', /^\{"Version"/],
    ['infra/modules/app/policy.json', /s3:GetObject/],
    ['infra/.terraform/modules/remote/roles/trust.json', /^trust$/],
  ])('does not hold %s, which is read from the repository', async (path, content) => {
    expect((await readBinaryPlan(join(checkout(), 'infra/saved.plan'))).readFile(path)).toMatch(content);
  });

  test.each(['infra/templates/none.tftpl', '.git/config', 'infra/.terraform/terraform.tfstate', '../x', '/etc/hosts'])(
    'does not lead to %s',
    async (path) => {
      expect((await readBinaryPlan(join(checkout(), 'infra/saved.plan'))).readFile(path)).toBeNull();
    },
  );

  test('is read however large the rest of it is', async () => {
    const plan = buildZip([
      { name: 'tfplan', content: randomBytes(2 ** 23 + 1), method: 0 },
      { name: 'tfconfig/m-/main.tf', content: '# main' },
      { name: 'tfconfig/modules.json', content: '[{"Key":"","Dir":"."}]' },
    ]);
    const tree = await readBinaryPlan(join(makeFolder({ plan }), 'plan'));
    expect(Object.fromEntries(tree.files)).toEqual({ 'main.tf': '# main' });
  });

  test('with a single file is read where nothing else is', async () => {
    const folder = makeFolder();
    cpSync(join(PLANS, 'single'), folder, { recursive: true });
    const tree = await readBinaryPlan(join(folder, 'saved.plan'), { workingDirectory: folder });
    expect([...tree.modules.keys()]).toEqual(['']);
    expect([...tree.files.keys()]).toEqual(['main.tf']);
    expect(tree.origin).toEqual({ kind: 'binary-plan', uri: join(folder, 'saved.plan') });
  });
});

describe('the folder that Terraform ran in', () => {
  const plan = buildPlan({ '': { 'main.tf': '# planned' }, sub: { 'x.tf': '# x' } });

  const rootOf = async (
    files: Readonly<Record<string, Buffer | string>>,
    options: { sourceRoot?: string; workingDirectory?: string },
  ): Promise<[string, string | null]> => {
    const folder = makeFolder({ '.git': '', 'plans/saved.plan': plan, ...files });
    const tree = await readBinaryPlan(join(folder, 'plans/saved.plan'), {
      workingDirectory: join(folder, options.workingDirectory ?? ''),
      ...(options.sourceRoot === undefined ? {} : { sourceRoot: join(folder, options.sourceRoot) }),
    });
    return [tree.root, tree.readFile(join(tree.root, 'file.txt'))];
  };

  test("is the plan's own when it holds the same text", async () => {
    const files = { 'plans/main.tf': '# planned', 'plans/file.txt': 'own', 'main.tf': '# other' };
    expect(await rootOf(files, {})).toEqual(['plans', 'own']);
  });

  test('is the working directory when only that holds the same text', async () => {
    const files = { 'plans/main.tf': '# other', 'infra/main.tf': '# planned', 'infra/file.txt': 'working' };
    expect(await rootOf(files, { workingDirectory: 'infra' })).toEqual(['infra', 'working']);
  });

  test('is the one that holds the file when its text has changed', async () => {
    const files = { 'infra/main.tf': '# changed', 'infra/file.txt': 'working' };
    expect(await rootOf(files, { workingDirectory: 'infra' })).toEqual(['infra', 'working']);
  });

  test('is the one that is given, whatever it holds', async () => {
    const files = { 'plans/main.tf': '# planned', 'infra/file.txt': 'given' };
    expect(await rootOf(files, { sourceRoot: 'infra' })).toEqual(['infra', 'given']);
  });

  test('is not known when none holds a file of the plan', async () => {
    expect(await rootOf({ 'plans/other.tf': '', 'file.txt': 'x', 'infra/x': '' }, {})).toEqual(['', null]);
  });

  test('must be a directory when it is given', async () => {
    const folder = makeFolder({ 'saved.plan': plan });
    const path = join(folder, 'saved.plan');
    expect(await refusal(folder, () => readBinaryPlan(path, { sourceRoot: join(folder, 'none') }))).toBe(
      'none: no such file or directory',
    );
  });
});

describe('modules', () => {
  const read = async (plan: Buffer) => readBinaryPlan(join(makeFolder({ plan }), 'plan'));
  const record = (Key: string, Source: string, Dir: string) => ({ Key, Source, Dir });
  const root = { Key: '', Dir: '.' };

  test.each([
    ['above an unknown root', record('a', '../shared', '../shared'), '.outside-the-repository/0'],
    [
      'in a data directory elsewhere',
      record('a', 'hashicorp/consul/aws', '/data/modules/a'),
      '.outside-the-repository/0',
    ],
    ['on a drive of Windows', record('a', 'hashicorp/consul/aws', 'C:\\data\\a'), '.outside-the-repository/0'],
    ['from a registry', record('a', 'hashicorp/consul/aws', '.terraform/modules/a'), '.terraform/modules/a'],
    ['at an absolute path', record('a', '/srv/modules', '.terraform/modules/a'), '.terraform/modules/a'],
  ])('%s are not in the repository', async (_, module, folder) => {
    const tree = await read(buildPlan({ '': { 'main.tf': '' }, a: { 'a.tf': '# a' } }, [root, module]));
    expect(tree.modules.get('module.a')).toMatchObject({ folder, inRepository: false });
    expect(tree.files.get(`${folder}/a.tf`)).toBe('# a');
  });

  test('of a plan that was made on Windows have folders with `/`', async () => {
    const tree = await read(
      buildPlan({ '': { 'm.tf': '' }, a: { 'a.tf': '' } }, [root, record('a', '.\\x\\a', 'x\\a')]),
    );
    expect(tree.modules.get('module.a')).toMatchObject({ folder: 'x/a', inRepository: true });
  });

  test('are placed whatever their order in the list', async () => {
    const list = [
      record('a.b', './b', '.terraform/modules/a/b'),
      record('a', 'org/a/aws', '.terraform/modules/a'),
      root,
    ];
    const tree = await read(buildPlan({ '': { 'm.tf': '' }, a: { 'a.tf': '' }, 'a.b': { 'b.tf': '' } }, list));
    expect(tree.modules.get('module.a.module.b')?.inRepository).toBe(false);
  });

  test('of OpenTofu have `.tofu` files in place of `.tf` files of the same name', async () => {
    const names = ['b.tf', 'b.tofu', 'a.tf.json', 'a.tofu.json', 'a.tf', 'z_override.tofu', 'c.tofu'];
    const tree = await read(buildPlan({ '': Object.fromEntries(names.map((name) => [name, name])) }));
    expect([...tree.files.keys()]).toEqual(['a.tf', 'a.tofu.json', 'b.tofu', 'c.tofu', 'z_override.tofu']);
  });

  test('that are called twice share their files', async () => {
    const tree = await read(
      buildPlan({ '': { 'm.tf': '' }, a: { 'x.tf': '# x' }, b: { 'x.tf': '# x' } }, [
        root,
        record('a', './x', 'x'),
        record('b', './x', 'x'),
      ]),
    );
    expect([...tree.files]).toEqual([
      ['m.tf', ''],
      ['x/x.tf', '# x'],
    ]);
  });

  test('have names that JavaScript knows', async () => {
    const tree = await read(
      buildPlan({ '': { 'm.tf': '' }, ['__proto__']: { 'constructor.tf': '# c' } }, [
        root,
        record('__proto__', './__proto__', '__proto__'),
      ]),
    );
    expect(tree.modules.get('module.__proto__')?.folder).toBe('__proto__');
  });
});

describe('what is not a usable plan is refused:', () => {
  const list = (...records: object[]) => JSON.stringify([{ Key: '', Dir: '.' }, ...records]);
  const zip = (entries: Readonly<Record<string, Buffer | string>>) =>
    buildZip(Object.entries(entries).map(([name, content]) => ({ name, content })));
  const MANIFEST = 'tfconfig/modules.json';
  const NO_CONFIGURATION =
    'expected a plan saved by `terraform plan -out=tfplan`, found a zip archive without `tfconfig/modules.json`';

  test.each<[string, Buffer | string, string]>([
    ['a zip archive of something else', zip({ 'a.txt': 'x' }), NO_CONFIGURATION],
    ['a plan without configuration', zip({ tfplan: 'x' }), NO_CONFIGURATION],
    ['an empty zip archive', zip({}), 'expected a plan saved by `terraform plan -out=tfplan`, which is a zip archive'],
    ['a plan without a root module', zip({ tfplan: 'x', [MANIFEST]: '[]' }), 'the plan holds no root module'],
    ['a list that is not JSON', zip({ tfplan: 'x', [MANIFEST]: '[' }), 'the list of modules is not JSON'],
    [
      'a list that is none',
      zip({ tfplan: 'x', [MANIFEST]: '{"Modules": 1}' }),
      'expected the list of modules that `terraform init` writes',
    ],
    ...[null, 1, {}, { Key: 1, Dir: '.' }, { Key: 'a' }, { Key: 'a..b', Dir: 'a' }, { Key: '../a', Dir: 'a' }].map(
      (record): [string, Buffer, string] => [
        `an entry ${JSON.stringify(record)} in the list`,
        zip({ tfplan: 'x', [MANIFEST]: JSON.stringify([record]) }),
        'the list of modules has an entry without a valid key, source and folder',
      ],
    ),
    [
      'files of a module that is not in the list',
      zip({ tfplan: 'x', [MANIFEST]: list(), 'tfconfig/m-a/main.tf': '' }),
      '`tfconfig/m-a/main.tf` in it belongs to no module of the plan',
    ],
    [
      'a configuration file of bytes',
      zip({ tfplan: 'x', [MANIFEST]: list(), 'tfconfig/m-/main.tf': Buffer.from([0xff, 0xfe, 0x41]) }),
      '`tfconfig/m-/main.tf` in it is not text',
    ],
    ['an empty file', '', 'the file is empty'],
    ['text', 'resource', 'expected a plan saved by `terraform plan -out=tfplan`, which is a zip archive'],
    [
      'the JSON of a plan',
      '{"format_version":"1.2"}',
      'expected a plan saved by `terraform plan -out=tfplan`, found JSON',
    ],
    [
      'an encrypted plan of OpenTofu',
      '{"meta":{"key_provider.pbkdf2.p":"eyJ9"},"encrypted_data":"AAAA","encryption_version":"v0"}',
      'a plan that OpenTofu has encrypted; run `tofu show -json` where the key is configured and give its output',
    ],
    [
      'a plan kept by HCP Terraform',
      '{"remote_plan_format":1,"run_id":"run-1","hostname":"app.terraform.io"}',
      'only names a plan that is kept by HCP Terraform; run `terraform show -json` and give its output',
    ],
    ['a plan of an old version', 'tfplan\u0002', 'a plan of Terraform 0.11 or earlier, which cannot be read'],
  ])('%s', async (_, content, message) => {
    const folder = makeFolder({ plan: content });
    expect(await refusal(folder, () => readBinaryPlan(join(folder, 'plan')))).toBe(`plan: ${message}`);
  });

  test.each([
    ['a missing file', 'none', 'none: no such file or directory'],
    ['a directory', '', 'FOLDER: expected a file, found a directory'],
  ])('%s', async (_, name, message) => {
    const folder = makeFolder();
    expect(await refusal(folder, () => readBinaryPlan(join(folder, name)))).toBe(message);
  });

  test('each beginning of a real plan', async () => {
    const plan = readFileSync(join(PLANS, 'single/saved.plan'));
    const folder = makeFolder();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: plan.length - 1 }), async (length) => {
        writeFileSync(join(folder, 'cut.plan'), plan.subarray(0, length));
        await expect(readBinaryPlan(join(folder, 'cut.plan'))).rejects.toThrow(InputError);
      }),
      { numRuns: 60 },
    );
  });

  test('a real plan with a byte changed, unless it is read as it was', async () => {
    const plan = readFileSync(join(PLANS, 'modules/infra/saved.plan'));
    const folder = makeFolder();
    const path = join(folder, 'changed.plan');
    await fc.assert(
      fc.asyncProperty(fc.nat(plan.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const changed = Buffer.from(plan);
        changed[at] = (changed[at] ?? 0) ^ flip;
        writeFileSync(path, changed);
        const outcome: unknown = await readBinaryPlan(path).catch((error: unknown) => error);
        expect(outcome instanceof InputError || !(outcome instanceof Error)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
