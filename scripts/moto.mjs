// A local AWS API (https://docs.getmoto.org) for suites that need one.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { pythonProgram } from './python-program.mjs';

const MOTO = 'moto[server]==5.2.1';

/** Starts the API. Throws an error in words when Python is missing. Returns its endpoint, and a function that ends it. */
export async function openMoto() {
  const program = pythonProgram('moto_server', MOTO);
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
