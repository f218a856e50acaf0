import { setMaxListeners } from 'node:events';
import { InputError } from '../input-error.js';
import { auditOrganization } from './audit-organization.js';
import { Caller, InterruptedError } from './caller.js';
import { ec2, REGIONS, sts } from './calls/index.js';
import { Clients } from './clients.js';
import { type Identity, whoAmI } from './identity.js';
import { fileAt, makeFolderOf } from './save.js';
import { type AuditOptions, type AuditResult, saveAccount, type Setup } from './setup.js';

export { InterruptedError } from './caller.js';
export type { AuditedAccount, AuditResult, AuditStatus } from './setup.js';

/**
 * Reads an account, or with `roleName` the accounts of an organization, and saves what it read. Throws
 * {@link InterruptedError} when it cannot go on: then what was read is kept for `resume`. Throws `InputError` for
 * credentials that AWS does not take, for what cannot be written, where nothing can be read, and for a package that is
 * missing.
 */
export async function audit(options: AuditOptions): Promise<AuditResult> {
  const { profile, regions, signal, roleName } = options;
  setMaxListeners(0, signal);
  const chain = new Clients(profile === null ? {} : { profile });
  const { credentials, region } = await chain.defaults(sts);
  const home = region ?? (Array.isArray(regions) ? (regions as readonly string[])[0] : undefined);
  if (home === undefined && regions === null)
    throw new InputError(
      profile === null ? 'AWS' : `AWS profile ${profile}`,
      '',
      'no region is configured; name one with --region',
    );
  const own = new Clients({ credentials });
  try {
    const setup = { ...options, clients: own, home: home ?? 'us-east-1' };
    const caller = await firstAnswer(setup);
    await checkRegions(setup);
    return await (roleName === null ? auditAccount(setup, caller) : auditOrganization(setup, caller, roleName));
  } finally {
    own.close();
    chain.close();
  }
}

/** Who calls. Nothing is read yet, so that there is nothing to go on from. */
async function firstAnswer({ clients, home, signal, profile }: Setup): Promise<Identity> {
  try {
    return await whoAmI(clients, home, signal);
  } catch (error) {
    if (!(error instanceof InterruptedError) || signal.aborted) throw error;
    throw new InputError(profile === null ? 'AWS' : `AWS profile ${profile}`, '', error.message);
  }
}

/** A region with a typo is told before anything is written: nothing would be found in it. */
async function checkRegions({ clients, home, regions, signal }: Setup): Promise<void> {
  if (regions === null || regions === 'all') return;
  // What is asked here counts for nothing: each account is asked for its own regions.
  const progress = { calls: 0, failed: 0, resumed: 0 };
  const outcome = await new Caller({ clients, home, journal: null, signal, progress }).ask(ec2, REGIONS, null, {
    AllRegions: true,
  });
  const known =
    'gap' in outcome ? [] : (outcome.items ?? []).map((item) => (item as { RegionName: string }).RegionName);
  const wrong = known.length === 0 ? undefined : regions.find((region) => !known.includes(region));
  if (wrong !== undefined)
    throw new InputError(`AWS region ${wrong}`, '', `AWS has no such region; it names ${String(known.length)} others`);
}

async function auditAccount(setup: Setup, { account, partition }: Identity): Promise<AuditResult> {
  const { status, clients } = setup;
  const name = `iam-miner-lint-${account}.json.gz`;
  const path = setup.path === null ? name : await fileAt(setup.path, name);
  status.path = path;
  status.accounts = 1;
  await makeFolderOf(path);
  const row = await saveAccount(setup, { account, partition, clients, path }, path);
  const { problem, calls = 0, failed = 0 } = row;
  if (problem !== undefined) {
    const policy = 'docs/permissions.md has the policy that the audit needs';
    throw new InputError(`account ${account}`, '', `${problem}; ${policy}`);
  }
  status.accountsDone = 1;
  return { path, accounts: [row], calls, failed, missing: [], since: status.since };
}
