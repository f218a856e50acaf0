import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { showPlan } from '../../../../src/inputs/terraform/source-files/index.js';
import { makeFolder, refusal } from './folders.js';
import { buildZip } from './zip-builder.js';

const SINGLE = readFileSync(join(import.meta.dirname, 'plans/single/saved.plan'));
const lock = (registry: string): string => `provider "${registry}/hashicorp/aws" {\n  version = "5.100.0"\n}\n`;
const planOf = (registry: string): Buffer =>
  buildZip([
    { name: 'tfplan', content: 'x' },
    { name: '.terraform.lock.hcl', content: lock(registry) },
  ]);

const NO_PLUGINS = `
Error: Failed to load plugin schemas

Error while loading schemas for plugin components: Failed to obtain provider
schema: Could not load the schema for provider
registry.terraform.io/hashicorp/aws: failed to instantiate provider
"registry.terraform.io/hashicorp/aws" to obtain schema: unavailable provider
"registry.terraform.io/hashicorp/aws"..
`;

/** A folder in which programs of these names are found by the path, and nothing else is. */
function withPrograms(programs: Readonly<Record<string, string>>, plan: Buffer = SINGLE): string {
  const folder = makeFolder({ 'work/saved.plan': plan, 'bin/none': '', 'work/.terraform/x': '' });
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  }
  vi.stubEnv('PATH', [join(folder, 'bin'), '/bin', '/usr/bin'].join(delimiter));
  return folder;
}

const say = (text: string, code = 1): string => `cat >&2 <<'END'\n${text}\nEND\nexit ${code}`;

describe.skipIf(process.platform === 'win32')('a saved plan', () => {
  beforeEach(() => {
    vi.stubEnv('PATH', '');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });
  const show = (folder: string, options: Parameters<typeof showPlan>[1] = {}): Promise<string> =>
    showPlan(join(folder, 'work/saved.plan'), options);

  test('is shown by `terraform show -json` where the plan is', async () => {
    const folder = withPrograms({ 'fake-terraform': 'echo "$(pwd) $*"' });
    expect(await show(folder, { program: 'fake-terraform' })).toBe(
      `${folder}/work show -json -no-color ${folder}/work/saved.plan\n`,
    );
  });

  test('is shown in another folder when that is given', async () => {
    const folder = withPrograms({ 'fake-terraform': 'pwd' });
    const directory = join(folder, 'bin');
    expect(await show(folder, { program: 'fake-terraform', directory })).toBe(`${directory}\n`);
  });

  test('is not passed through a shell', async () => {
    const folder = withPrograms({ 'fake-terraform': 'echo "$4"' });
    const path = join(folder, 'work/$(touch pwned); x.plan');
    writeFileSync(path, SINGLE);
    expect(await showPlan(path, { program: 'fake-terraform' })).toBe(`${path}\n`);
  });

  test.each([
    ['registry.terraform.io', 'terraform'],
    ['registry.opentofu.org', 'tofu'],
    ['example.com', 'terraform'],
  ])('with providers of %s is shown by %s where both are there', async (registry, program) => {
    const folder = withPrograms({ terraform: 'echo terraform', tofu: 'echo tofu' }, planOf(registry));
    expect(await show(folder)).toBe(`${program}\n`);
  });

  const MISSING =
    'is needed to read a saved plan and is not there; ' +
    'give the output of `terraform show -json` as the input and the saved plan beside it';
  const ADVICE = 'give the output of `terraform show -json` as the input and the saved plan beside it';

  test('asks for a program that is not there', async () => {
    const folder = withPrograms({});
    expect(await refusal(folder, () => show(folder, { program: 'fake-terraform' }))).toBe(
      `work/saved.plan: \`fake-terraform\` ${MISSING}`,
    );
  });

  test.each<[string, string, string]>([
    [
      'providers are not there',
      say(NO_PLUGINS),
      `misses the plan's providers in \`work\`; run \`terraform init\` there, or ${ADVICE}`,
    ],
    [
      'it is of another version',
      say('\nError: Invalid plan file\n\nThe plan was created by\nTerraform 9.9.9.\n'),
      'failed: Invalid plan file The plan was created by Terraform 9.9.9.',
    ],
    ['nothing is said', 'exit 3', 'failed with exit code 3'],
  ])('is refused in one line when %s', async (_, script, message) => {
    const folder = withPrograms({ 'fake-terraform': script });
    expect(await refusal(folder, () => show(folder, { program: 'fake-terraform' }))).toBe(
      `work/saved.plan: \`fake-terraform show -json\` ${message}`,
    );
  });

  test.each<[string, string, Parameters<typeof showPlan>[1], string]>([
    ['takes too long', 'exec sleep 60', { timeoutMilliseconds: 300 }, 'did not end within 1 s'],
    ['prints too much', 'echo 0123456789', { maxBytes: 5 }, 'prints more text than can be held in memory at once'],
    ['has no folder to run in', 'true', { directory: '/none' }, 'cannot run in `/none`: no such directory'],
  ])('is refused when the program %s', async (_, script, options, message) => {
    const folder = withPrograms({ 'fake-terraform': script });
    expect(await refusal(folder, () => show(folder, { program: 'fake-terraform', ...options }))).toBe(
      `work/saved.plan: \`fake-terraform show -json\` ${message}`,
    );
  });

  test('is refused when the program may not be run', async () => {
    const folder = withPrograms({ 'fake-terraform': '' });
    const program = join(folder, 'bin/none');
    expect(await refusal(folder, () => show(folder, { program }))).toBe(
      'work/saved.plan: `bin/none show -json` cannot be started (EACCES)',
    );
  });

  test('is looked at before a program is started', async () => {
    const folder = withPrograms({ terraform: 'echo {}', tofu: 'echo {}' }, Buffer.from('{"encrypted_data":"x"}'));
    expect(await refusal(folder, () => show(folder))).toMatch(/^work\/saved\.plan: a plan that OpenTofu has encrypted/);
  });
});
