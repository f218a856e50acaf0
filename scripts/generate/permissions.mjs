// docs/permissions.md, and the policies of examples/scheduled-audit, from the table of calls that the audit makes (src/inputs/live/calls).
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';

const PAGE = 'docs/permissions.md';
const EXAMPLES = 'examples/scheduled-audit';
const START = '<!-- permissions: from src/inputs/live/calls by `npm run generate` -->';
const END = '<!-- /permissions -->';

/** The table itself: its modules are compiled one by one, since this runs before the build. */
async function loadCalls(root) {
  const folder = join(root, 'src/inputs/live/calls');
  // Below the project, so that the clients that the table names could be found.
  const target = await mkdtemp(join(root, 'node_modules/.calls-'));
  try {
    await writeFile(join(target, 'package.json'), '{"type":"module"}');
    for (const file of await readdir(folder)) {
      const { outputText } = ts.transpileModule(await readFile(join(folder, file), 'utf8'), {
        compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, verbatimModuleSyntax: true },
      });
      await writeFile(join(target, file.replace(/\.ts$/, '.js')), outputText);
    }
    return await import(pathToFileURL(join(target, 'index.js')).href);
  } finally {
    await rm(target, { recursive: true, force: true });
  }
}

function permissionsOf(calls, seen = new Set()) {
  return calls
    .filter((call) => !seen.has(call))
    .flatMap((call) => {
      seen.add(call);
      return [{ command: call.command, permission: call.permission }, ...permissionsOf(call.then ?? [], seen)];
    });
}

/** Files by their path: the page, with what stands between its two marks made anew, and the policies of its parts. */
export async function permissionFiles(root) {
  const page = await readFile(join(root, PAGE), 'utf8');
  const { SERVICES, organizations, OWN_ORGANIZATION, REGIONS, CALLER_IDENTITY, ASSUME_ROLE } = await loadCalls(root);
  const [start, end] = [page.indexOf(START), page.indexOf(END)];
  if (start < 0 || end < start) throw new Error('docs/permissions.md: the marks are missing');
  const account = permissionsOf([
    ...SERVICES.flatMap(({ calls }) => calls),
    OWN_ORGANIZATION,
    REGIONS,
    CALLER_IDENTITY,
  ]);
  const caller = permissionsOf([...organizations.calls, ASSUME_ROLE]).filter(
    ({ permission }) => permission !== ASSUME_ROLE.permission,
  );
  const rows = SERVICES.map(({ name, package: client, calls }) => {
    const commands = [...new Set(permissionsOf(calls).map(({ command }) => `\`${command}\``))];
    return `| ${name} | ${commands.join(', ')} | \`${client}\` |`;
  });
  const assume = {
    Effect: 'Allow',
    Action: ASSUME_ROLE.permission,
    Resource: 'arn:aws:iam::*:role/iam-miner-lint-audit',
  };
  const lines = [
    page.slice(0, start + START.length),
    '',
    '## In every account',
    '',
    policy([allow(account)]),
    '',
    '## Where the audit of an organization runs',
    '',
    'Beside the above, with the name of your role:',
    '',
    policy([allow(caller), assume]),
    '',
    '## The calls',
    '',
    '| service | calls | package |',
    '| --- | --- | --- |',
    ...rows,
    '',
    page.slice(end),
  ];
  const readAccount = `${document([allow(account)])}\n`;
  return new Map([
    [PAGE, lines.join('\n')],
    [`${EXAMPLES}/github-actions/read-account.json`, readAccount],
    [`${EXAMPLES}/github-actions/read-organization.json`, `${document([allow(caller)])}\n`],
    [`${EXAMPLES}/codebuild/read-account.json`, readAccount],
  ]);
}

function allow(rows) {
  return { Effect: 'Allow', Action: [...new Set(rows.map(({ permission }) => permission))].sort(), Resource: '*' };
}

function document(statements) {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2);
}

function policy(statements) {
  return ['```json', document(statements), '```'].join('\n');
}
