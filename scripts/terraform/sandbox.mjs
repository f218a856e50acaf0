// Terraform with a local AWS API: real plans that need no account and change nothing.
import { execFile, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MOTO = 'moto[server]==5.2.1';
const PROVIDER = join('registry.terraform.io', 'hashicorp', 'aws');
/** The same provider by the address that OpenTofu gives it. */
const OPEN_TOFU_PROVIDER = join('registry.opentofu.org', 'hashicorp', 'aws');
/** Where programs are put that no package manager looks after; a mirror lies at most this many folders below. */
const USUAL_PLACES = ['/opt', '/srv', '/usr/local', '/usr/share', '/var/lib', join(homedir(), '.terraform.d')];
const DEPTH = 3;
const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Starts the local AWS API. Terraform's provider comes from the mirror that `TERRAFORM_PROVIDER_MIRROR` names, otherwise
 * from one in the usual places, otherwise from the registry. Throws an error in words when Terraform or Python is missing.
 * Returns a folder for what is made, the environment of Terraform, a function that runs it, and one that ends it all.
 */
export async function openSandbox() {
  const { error } = spawnSync('terraform', ['version']);
  if (error !== undefined) throw new Error('`terraform` is needed and is not on the path');
  const program = motoServer();
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'iam-miner-lint-terraform-'));
  const server = spawn(program, ['-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' },
  });
  const close = () => {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await answering(endpoint, server);
    const env = { ...process.env, ...sandboxEnvironment(endpoint), ...cliConfiguration(folder) };
    return { folder, env, terraform: (directory, args, more) => run(directory, args, { ...env, ...more }), close };
  } catch (problem) {
    close();
    throw problem;
  }
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

/** The local AWS API, installed for this project if it is not on the path. */
function motoServer() {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'moto_server'));
  const environment = join(project, 'node_modules', '.cache', 'moto');
  const own = join(environment, 'bin', 'moto_server');
  const found = [...onPath, own].find((path) => existsSync(path));
  if (found !== undefined) return found;
  console.error(`installing ${MOTO}`);
  for (const [program, args] of [
    ['python3', ['-m', 'venv', environment]],
    [join(environment, 'bin', 'pip'), ['install', '--quiet', MOTO]],
  ]) {
    const { status, error } = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    if (status !== 0) throw new Error(`\`${program} ${args.join(' ')}\` failed${error ? `: ${error.message}` : ''}`);
  }
  return own;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function answering(endpoint, server) {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (server.exitCode !== null) throw new Error(`\`moto_server\` ended with exit code ${server.exitCode}`);
    const answer = await fetch(`${endpoint}/moto-api/`).catch(() => null);
    if (answer !== null) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('`moto_server` does not answer');
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
