import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What stands in a module's folder beside its configuration. */
export const BESIDE = new Set([
  'base',
  'outside',
  'near-miss',
  'remotes',
  'expect.json',
  'plan.json',
  'saved.plan',
  'installed',
]);

/** Applies the configuration that a module had before, in the folder where it will be planned, and leaves its state alone there. */
export async function applyBase(folder, work, run) {
  if (await apply(join(folder, 'base'), work, run)) removeConfiguration(work);
}

/** Applies what is made by another configuration, in a folder of its own. */
export async function applyOutside(folder, outside, run) {
  await apply(join(folder, 'outside'), outside, run);
}

/** Applies a configuration where there is one, in a folder that it is copied to. */
async function apply(configuration, work, run) {
  if (!existsSync(configuration)) return false;
  cpSync(configuration, work, { recursive: true });
  await run('init', '-input=false');
  await run('apply', '-input=false', '-auto-approve');
  return true;
}

/** Destroys what was applied in a folder. */
export async function destroy(directory, run) {
  if (existsSync(join(directory, 'terraform.tfstate'))) await run('destroy', '-input=false', '-auto-approve');
}

/** Removes everything that is neither Terraform's own nor Git's. */
export function removeConfiguration(work) {
  for (const name of readdirSync(work)) {
    const isKept = name === '.terraform' || name === '.terraform.lock.hcl' || name.startsWith('.git');
    if (!isKept && !name.startsWith('terraform.tfstate')) rmSync(join(work, name), { recursive: true });
  }
}

/**
 * Each folder `remotes/HOST/OWNER/NAME` becomes a Git repository; Git is told, by the environment that is returned, to take it for the
 * one of that address.
 * Each folder in it is a tag, by its name.
 */
export function gitRemotes(folder, within) {
  if (!existsSync(folder)) return {};
  const settings = [];
  for (const host of readdirSync(folder)) {
    for (const owner of readdirSync(join(folder, host))) {
      for (const name of readdirSync(join(folder, host, owner))) {
        const repository = mkdtempSync(join(within, 'remote-'));
        const git = (...args) => execFileSync('git', ['-C', repository, ...args], { stdio: 'pipe' });
        git('init', '--quiet');
        for (const tag of readdirSync(join(folder, host, owner, name)).sort()) {
          cpSync(join(folder, host, owner, name, tag), repository, { recursive: true });
          git('add', '--all');
          git('-c', 'user.name=acme', '-c', 'user.email=acme@example.com', 'commit', '--quiet', '--message', tag);
          git('tag', tag);
        }
        settings.push([`url.file://${repository}.insteadOf`, `https://${host}/${owner}/${name}.git`]);
      }
    }
  }
  return {
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
}
