// A local AWS API (https://docs.getmoto.org) for suites that need one.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MOTO = 'moto[server]==5.2.1';
const project = dirname(dirname(fileURLToPath(import.meta.url)));

/** Starts the API. Throws an error in words when Python is missing. Returns its endpoint, and a function that ends it. */
export async function openMoto() {
  const program = motoServer();
  const port = await freePort();
  const server = spawn(program, ['-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' },
  });
  const close = () => server.kill();
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await answering(endpoint, server);
    return { endpoint, close };
  } catch (problem) {
    close();
    throw problem;
  }
}

/** The program, installed for this project if it is not on the path. */
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
