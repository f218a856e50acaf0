// Accounts that Terraform makes, audited: the same findings as from their plans.
import { spawnSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A zip without entries (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.16), for functions that nobody runs. */
const EMPTY_ZIP = Buffer.concat([Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(18)]);

/**
 * Applies the configuration of a folder through the proxy, plans it once more, audits the account, and takes it down
 * again. Returns what the two reports do not have in common, in words; `use` is called while the account stands.
 */
export async function compareWithPlan(suite, name, source, use = async () => undefined) {
  const { terraform, folder } = suite.sandbox;
  const directory = join(folder, name);
  cpSync(source, directory, { recursive: true });
  writeFileSync(join(directory, 'code.zip'), EMPTY_ZIP);
  await terraform(directory, ['init', '-input=false']);
  await terraform(directory, ['apply', '-input=false', '-auto-approve']);
  try {
    await terraform(directory, ['plan', '-input=false', '-out=saved.plan']);
    writeFileSync(join(directory, 'after.json'), await terraform(directory, ['show', '-json', 'saved.plan']));
    const planned = lint(suite, directory, ['after.json', '--plan', 'saved.plan']);
    const snapshot = join(directory, 'account.json.gz');
    await suite.audit({ path: snapshot });
    const found = lint(suite, directory, [snapshot]);
    await use(snapshot);
    return {
      findings: found.length,
      problems: [...missing('only the plan has', planned, found), ...missing('only the account has', found, planned)],
    };
  } finally {
    await terraform(directory, ['destroy', '-input=false', '-auto-approve']);
  }
}

/** What findings say without saying where: rule, outsider, principals and compute that are reached. */
export function lint({ bin, env }, folder, args) {
  const all = [bin, 'lint', ...args, '--format', 'json', '--fail-on', 'never', '--fixes', '0'];
  const { status, stdout, stderr } = spawnSync(process.execPath, all, {
    cwd: folder,
    encoding: 'utf8',
    env,
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`\`iam-miner-lint lint ${args.join(' ')}\` ended with ${status}: ${stderr}`);
  return JSON.parse(stdout).findings.map(({ ruleId, entry, reaches, compute }) =>
    JSON.stringify({ ruleId, outsider: entry.id, principals: [...reaches].sort(), compute: [...compute].sort() }),
  );
}

function missing(words, some, others) {
  return some.filter((one) => !others.includes(one)).map((one) => `${words} ${one.slice(0, 400)}`);
}
