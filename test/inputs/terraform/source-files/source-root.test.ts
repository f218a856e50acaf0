import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readBinaryPlan, readSourceRoot } from '../../../../src/inputs/terraform/source-files/index.js';
import { makeFolder, refusal } from './folders.js';

const PLANS = join(import.meta.dirname, 'plans');
const MAKE_PIPE = 'mkfifo';
const MANIFEST = '.terraform/modules/modules.json';
const manifest = (...records: readonly (readonly [string, string, string])[]): string =>
  JSON.stringify({ Modules: [['', '', '.'], ...records].map(([Key, Source, Dir]) => ({ Key, Source, Dir })) });
const call = (name: string, source: string): string => `module "${name}" {\n  source = "${source}"\n}\n`;

function filesIn(files: Readonly<Record<string, Buffer | string>>, root = ''): readonly string[] {
  const folder = makeFolder(files);
  return [...readSourceRoot(join(folder, root), folder).files.keys()];
}

describe('modules', () => {
  test('are the same as in the plan that was made there', async () => {
    const folder = makeFolder({ '.git': '' });
    cpSync(join(PLANS, 'modules'), folder, { recursive: true });
    const planned = await readBinaryPlan(join(folder, 'infra/saved.plan'));
    const found = readSourceRoot(join(folder, 'infra'));
    expect(found.modules.size).toBe(1);
    expect([...found.files.keys()].sort()).toEqual(
      [...planned.files.keys()].filter((path) => !path.includes('.terraform')).sort(),
    );
    for (const [path, text] of found.files) expect(planned.files.get(path), path).toBe(text);
  });

  test('come from the list of `terraform init`, wherever they are', () => {
    const folder = makeFolder({
      '.git/HEAD': '',
      'infra/main.tf': '',
      'shared/a.tf': '# a',
      'infra/.terraform/modules/vpc/main.tf': '# vpc',
      'infra/.terraform/modules/vpc/nested/main.tf': '# nested',
      [`infra/${MANIFEST}`]: manifest(
        ['vpc.nested', './nested', '.terraform/modules/vpc/nested'],
        ['a', '../shared', '../shared'],
        ['vpc', 'org/vpc/aws', '.terraform/modules/vpc'],
      ),
    });
    const tree = readSourceRoot(join(folder, 'infra'));
    expect(tree.origin).toEqual({ kind: 'source-root', uri: join(folder, 'infra') });
    expect(tree.root).toBe('infra');
    expect(Object.fromEntries(tree.modules)).toEqual({
      '': { key: '', source: '', folder: 'infra', inRepository: true },
      'module.a': { key: 'a', source: '../shared', folder: 'shared', inRepository: true },
      'module.vpc': { key: 'vpc', source: 'org/vpc/aws', folder: 'infra/.terraform/modules/vpc', inRepository: false },
      'module.vpc.module.nested': {
        key: 'vpc.nested',
        source: './nested',
        folder: 'infra/.terraform/modules/vpc/nested',
        inRepository: false,
      },
    });
    expect(Object.fromEntries(tree.files)).toEqual({
      'infra/main.tf': '',
      'shared/a.tf': '# a',
      'infra/.terraform/modules/vpc/main.tf': '# vpc',
      'infra/.terraform/modules/vpc/nested/main.tf': '# nested',
    });
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['in the native syntax', { 'main.tf': call('a', './a'), 'a/a.tf': call('b', '../b'), 'b/b.tf': '' }],
    [
      'in JSON',
      { 'main.tf.json': '{"module": {"a": {"source": "./a"}}}', 'a/a.tf': call('b', './../b'), 'b/b.tf': '' },
    ],
    ['with several calls', { 'main.tf': call('a', './a') + call('b', './b'), 'a/a.tf': '', 'b/b.tf': '' }],
  ])('that are local are found without a list, %s', (_, files) => {
    expect(filesIn(files)).toEqual([Object.keys(files)[0], 'a/a.tf', 'b/b.tf']);
  });

  test('that call each other are read once', () => {
    expect(filesIn({ 'main.tf': call('a', './a'), 'a/a.tf': call('b', '../') + call('c', './') })).toEqual([
      'main.tf',
      'a/a.tf',
    ]);
  });

  test.each([
    ['no folder', { 'main.tf': call('a', './none') }],
    ['a folder without configuration', { 'main.tf': call('a', './a'), 'a/x.txt': '' }],
    ['a file', { 'main.tf': 'source = "./x.txt"', 'x.txt': '' }],
    ['an expression', { 'main.tf': call('a', './${var.a}'), 'a/a.tf': '' }],
    ['a remote source', { 'main.tf': call('a', 'a'), 'a/a.tf': '' }],
    ['the git folder', { 'main.tf': call('a', './.git'), '.git/a.tf': '' }],
  ])('are not where a source leads to %s', (_, files) => {
    expect(filesIn(files)).toEqual(['main.tf']);
  });

  test.each([
    ['is gone', manifest(['a', './a', 'a'])],
    ['leads out of the repository', manifest(['a', '../../a', '../../a'])],
    ['is called by one that is gone', manifest(['b.c', './c', 'c'])],
  ])('that the list has are left out when the folder %s', (_, list) => {
    const folder = makeFolder({
      'repo/.git': '',
      'repo/main.tf': '',
      'repo/c/c.tf': '',
      'a/a.tf': '',
      [`repo/${MANIFEST}`]: list,
    });
    expect([...readSourceRoot(join(folder, 'repo')).modules.keys()]).toEqual(['']);
  });
});

describe('the files of a folder', () => {
  const cases: [string, readonly string[], readonly string[]][] = [
    [
      'have override files last',
      ['z.tf', 'override.tf', 'a_override.tf.json', 'b.tf.json', 'my-override.tf'],
      ['b.tf.json', 'my-override.tf', 'z.tf', 'a_override.tf.json', 'override.tf'],
    ],
    [
      'leave out what Terraform does not read',
      ['a.tf', '.b.tf', 'c.tf~', '#d.tf#', 'e.tfvars', 'f.tf.bak', 'tf', 'g.tftest.hcl'],
      ['a.tf'],
    ],
    ['have capitals first', ['a.tf', 'B.tf'], ['B.tf', 'a.tf']],
  ];
  test.each(cases)('%s', (_, names, loaded) => {
    expect(filesIn(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(loaded);
  });

  test.each([
    ['registry.terraform.io', ['a.tf']],
    ['registry.opentofu.org', ['a.tofu', 'b.tofu']],
  ])('with `.tofu` in their names depend on the program, which the lock file of %s shows', (registry, loaded) => {
    const lock = `provider "${registry}/hashicorp/aws" {\n}\n`;
    expect(filesIn({ 'a.tf': '', 'a.tofu': '', 'b.tofu': '', '.terraform.lock.hcl': lock })).toEqual(loaded);
  });

  test('come without a byte order mark', () => {
    const folder = makeFolder({ 'a.tf': '\uFEFFlocals {}' });
    expect(readSourceRoot(folder).files.get('a.tf')).toBe('locals {}');
  });
});

describe('paths start at', () => {
  const files = { 'repo/infra/main.tf': '' };

  test.each([
    ['the folder with `.git`', { ...files, 'repo/.git/HEAD': '' }, '', 'infra/main.tf'],
    ['the worktree', { ...files, 'repo/.git': 'gitdir: elsewhere' }, '', 'infra/main.tf'],
    ['the nearest folder with `.git`', { ...files, '.git': '', 'repo/infra/.git': '' }, '', 'main.tf'],
    ['the working directory without `.git`', files, '', 'repo/infra/main.tf'],
    ["Terraform's folder when it is not in the working directory", { ...files, 'other/x': '' }, 'other', 'main.tf'],
  ])('%s', (_, content, workingDirectory, path) => {
    const folder = makeFolder(content);
    const tree = readSourceRoot(join(folder, 'repo/infra'), join(folder, workingDirectory));
    expect([...tree.files.keys()]).toEqual([path]);
  });

  test('the real folder when the one that is given is a symbolic link', () => {
    const folder = makeFolder({ ...files, 'repo/.git': '' });
    symlinkSync(join(folder, 'repo/infra'), join(folder, 'link'));
    expect([...readSourceRoot(join(folder, 'link')).files.keys()]).toEqual(['infra/main.tf']);
  });
});

describe('a file that an expression reads', () => {
  const repository = (): string => {
    const folder = makeFolder({
      'secret.txt': 'secret',
      'repo/.git/config': 'secret',
      'repo/terraform.tfstate': 'secret',
      'repo/a/.terraform/terraform.tfstate': 'secret',
      'repo/a/.terraform/environment': 'secret',
      'repo/a/main.tf': '',
      'repo/a/t.tftpl': 'template',
      'repo/p.json': '{}',
      'repo/bytes.txt': Buffer.from([0xff, 0x00]),
      'repo/nul.txt': 'a\0b',
      'repo/mark.txt': '\uFEFFmark',
    });
    symlinkSync(join(folder, 'secret.txt'), join(folder, 'repo/leak.txt'));
    symlinkSync(join(folder), join(folder, 'repo/up'));
    symlinkSync(join(folder, 'repo/p.json'), join(folder, 'repo/a/link.json'));
    symlinkSync('loop.txt', join(folder, 'repo/loop.txt'));
    symlinkSync('.git', join(folder, 'repo/innocent'));
    return folder;
  };

  test.each([
    ['in the folder of the module', 'a/t.tftpl', 'template'],
    ['elsewhere in the repository', 'p.json', '{}'],
    ['over a folder above', 'a/../p.json', '{}'],
    ['through a link within', 'a/link.json', '{}'],
    ['with a byte order mark', 'mark.txt', 'mark'],
    ['that is missing', 'none', null],
    ['that is a folder', 'a', null],
    ['that is not text', 'bytes.txt', null],
    ['with a zero byte', 'nul.txt', null],
    ['outside', '../secret.txt', null],
    ['outside by a link', 'leak.txt', null],
    ['outside by a link to a folder', 'up/secret.txt', null],
    ['outside by an absolute path', '/etc/hosts', null],
    ['over a link in a circle', 'loop.txt', null],
    ['of git', '.git/config', null],
    ['of git, by a link', 'innocent/config', null],
    ['of git, on a file system without case', '.GIT/config', null],
    ['that is a state', 'terraform.tfstate', null],
    ['that Terraform keeps for itself', 'a/.terraform/environment', null],
    ['with a zero byte in its name', 'a\0b', null],
    ['with a name that is too long', 'x'.repeat(5_000), null],
  ])('%s', (_, path, text) => {
    expect(readSourceRoot(join(repository(), 'repo/a')).readFile(path)).toBe(text);
  });

  test.skipIf(process.platform === 'win32')('is not waited for when it is a pipe', () => {
    const folder = repository();
    execFileSync(MAKE_PIPE, [join(folder, 'repo/pipe')]);
    expect(readSourceRoot(join(folder, 'repo/a')).readFile('pipe')).toBeNull();
  });
});

describe('one file that cannot be read is left out', () => {
  test.each<[string, Buffer | string | null]>([
    ['not text', Buffer.from([0xff])],
    ['too large', ' '.repeat(2 ** 23 + 1)],
    ['a link out of the repository', null],
  ])('%s', (_, content) => {
    const folder = makeFolder({
      'secret.tf': '',
      'repo/b.tf': 'locals {}',
      ...(content === null ? {} : { 'repo/a.tf': content }),
    });
    if (content === null) symlinkSync(join(folder, 'secret.tf'), join(folder, 'repo/a.tf'));
    const { files, unreadable } = readSourceRoot(join(folder, 'repo'), join(folder, 'repo'));
    expect([[...files.keys()], unreadable]).toEqual([['b.tf'], ['a.tf']]);
  });
});

describe('refused is', () => {
  test.each<[string, Readonly<Record<string, Buffer | string>>, string, string]>([
    ['a missing folder', {}, 'none', 'none: no such file or directory'],
    ['a file', { 'x.tf': '' }, 'x.tf', 'x.tf: expected a directory, found a file'],
    ['a folder without configuration', { 'a.txt': '' }, '', 'FOLDER: no `.tf` or `.tf.json` file in it'],
    [
      'a list of modules that is not JSON',
      { 'a.tf': '', [MANIFEST]: '{' },
      '',
      `${MANIFEST}: the list of modules is not JSON`,
    ],
  ])('%s', async (_, files, name, message) => {
    const folder = makeFolder(files);
    expect(await refusal(folder, () => readSourceRoot(join(folder, name), folder))).toBe(message);
  });

  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('a folder that may not be read', async () => {
    const folder = makeFolder({ 'locked/a.tf': '' });
    chmodSync(join(folder, 'locked'), 0);
    expect(await refusal(folder, () => readSourceRoot(join(folder, 'locked')))).toBe('locked: cannot be read');
  });
});
