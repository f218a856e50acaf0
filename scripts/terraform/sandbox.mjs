// Terraform with a local AWS API: real plans that need no account and change nothing.
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { openMoto } from '../moto.mjs';

const PROVIDER = join('registry.terraform.io', 'hashicorp', 'aws');
/** The same provider by the address that OpenTofu gives it. */
const OPEN_TOFU_PROVIDER = join('registry.opentofu.org', 'hashicorp', 'aws');
/** Where programs are put that no package manager looks after; a mirror lies at most this many folders below. */
const USUAL_PLACES = ['/opt', '/srv', '/usr/local', '/usr/share', '/var/lib', join(homedir(), '.terraform.d')];
const DEPTH = 3;

/**
 * Starts the local AWS API. Terraform's provider comes from the mirror that `TERRAFORM_PROVIDER_MIRROR` names, otherwise
 * from one in the usual places, otherwise from the registry. Throws an error in words when Terraform or Python is missing.
 * Returns a folder for what is made, the endpoint of the API, the environment of Terraform, a function that runs it, and one
 * that ends it all.
 */
export async function openSandbox() {
  const { error } = spawnSync('terraform', ['version']);
  if (error !== undefined) throw new Error('`terraform` is needed and is not on the path');
  const { endpoint, close: stop } = await openMoto();
  const folder = mkdtempSync(join(tmpdir(), 'iam-miner-lint-terraform-'));
  const close = () => {
    stop();
    rmSync(folder, { recursive: true, force: true });
  };
  const env = { ...process.env, ...sandboxEnvironment(endpoint), ...cliConfiguration(folder) };
  return {
    folder,
    env,
    endpoint,
    terraform: (directory, args, more) => run(directory, args, { ...env, ...more }),
    close,
  };
}

function sandboxEnvironment(endpoint) {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
  };
}

/** The configuration of Terraform's command line: the user's own, or one that names the mirror. */
function cliConfiguration(folder) {
  const given = process.env['TF_CLI_CONFIG_FILE'];
  if (given !== undefined && existsSync(given)) return {};
  const file = join(folder, 'terraform.rc');
  const mirror = process.env['TERRAFORM_PROVIDER_MIRROR'] ?? findMirror();
  const mirrors = mirror === null ? [] : [mirror, openTofuMirror(mirror, folder)];
  const blocks = mirrors.map((path) => `  filesystem_mirror {\n    path = ${JSON.stringify(path)}\n  }\n`);
  const installation = blocks.length === 0 ? '' : `provider_installation {\n${blocks.join('')}}\n`;
  writeFileSync(file, installation);
  return { TF_CLI_CONFIG_FILE: file };
}

/** The mirror once more as one of OpenTofu's registry. */
function openTofuMirror(mirror, folder) {
  const copy = join(folder, 'mirror');
  for (const version of foldersIn(join(mirror, PROVIDER))) {
    for (const platform of foldersIn(version)) {
      const parent = join(copy, OPEN_TOFU_PROVIDER, basename(version));
      mkdirSync(parent, { recursive: true });
      symlinkSync(platform, join(parent, basename(platform)));
    }
  }
  return copy;
}

function findMirror() {
  let folders = USUAL_PLACES;
  for (let depth = 0; depth <= DEPTH; depth += 1) {
    const found = folders.find((folder) => existsSync(join(folder, PROVIDER)));
    if (found !== undefined) return found;
    folders = folders.flatMap(foldersIn);
  }
  return null;
}

function foldersIn(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(folder, name));
  } catch {
    return [];
  }
}

/** Runs Terraform in a folder and returns what it prints; its complaint is the error's text. */
function run(directory, args, env) {
  return new Promise((resolve, reject) => {
    execFile('terraform', args, { cwd: directory, env, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`\`terraform ${args.join(' ')}\` failed in ${directory}:\n${stderr || error.message}`));
    });
  });
}
