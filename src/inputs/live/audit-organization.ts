import { setMaxListeners } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SnapshotManifest } from '../../schemas/snapshot-manifest.generated.js';
import type { OrganizationSnapshot } from '../../schemas/organization-snapshot.generated.js';
import { InputError } from '../input-error.js';
import { MANIFEST } from '../snapshot/folder.js';
import { InterruptedError } from './caller.js';
import { ASSUME_ROLE, sts } from './calls/index.js';
import { Clients } from './clients.js';
import { settled } from './collect.js';
import { classify, errorName } from './faults.js';
import { type Identity, roleCredentials, whoAmI } from './identity.js';
import { Journal } from './journal.js';
import { Limit } from './limit.js';
import { collectOrganization, type Member, chooseMembers } from './organization.js';
import { makeFolder, saveJson } from './save.js';
import {
  type AuditedAccount,
  type AuditResult,
  journalOf,
  missingPermissions,
  saveAccount,
  scopeOf,
  type Setup,
} from './setup.js';

/** Accounts that are read at the same time. */
const ACCOUNTS_AT_ONCE = 5;
const ORGANIZATION = 'organization.json.gz';

/**
 * Reads the accounts of the caller's organization, each through the role `roleName` in it, and saves a folder of their
 * snapshots. Throws what `audit` throws, and `InputError` where not one account can be read.
 */
export async function auditOrganization(setup: Setup, caller: Identity, roleName: string): Promise<AuditResult> {
  const { clients, home, signal, status, now } = setup;
  const { accounts: named, ous } = setup;
  const organization = await collectOrganization({
    ...{ clients, home, signal, now, accounts: named, ous },
    journal: null,
    progress: status,
  });
  const id = organization?.Organization.Id ?? caller.account;
  const members = chooseMembers(organization, setup);
  const folder = setup.path ?? `iam-miner-lint-${id}`;
  status.path = folder;
  status.accounts = members.length;
  await makeFolder(folder);

  // Of an account that is done the summary is kept; its journal is gone.
  const done = await Journal.open(journalOf(join(folder, MANIFEST)), scopeOf(setup, id, roleName), setup.resume, now);
  if (done.began < now) status.since = done.began;
  try {
    const accounts = await auditMembers(setup, { caller, roleName, folder, members, done });
    if (accounts.every(({ file }) => file === undefined)) {
      await done.discard();
      throw nothingRead(accounts);
    }
    if (organization !== null) await saveJson(join(folder, ORGANIZATION), withUnread(organization, accounts));
    const manifest: SnapshotManifest = {
      kind: 'snapshot-manifest',
      schemaVersion: '1',
      collected: new Date(now).toISOString(),
      ...(organization === null ? {} : { organization: ORGANIZATION }),
      accounts: [...accounts],
    };
    await saveJson(join(folder, MANIFEST), manifest);
    await done.discard();
    const sum = (key: 'calls' | 'failed'): number =>
      accounts.reduce((total, row) => total + (row[key] ?? 0), organization?.coverage[key] ?? 0);
    const missing = missingPermissions(organization?.gaps ?? []);
    return { path: folder, accounts, calls: sum('calls'), failed: sum('failed'), missing, since: status.since };
  } finally {
    await done.close();
  }
}

interface Members {
  readonly caller: Identity;
  readonly roleName: string;
  readonly folder: string;
  readonly members: readonly Member[];
  /** Rows of accounts that an interrupted audit has finished. */
  readonly done: Journal;
}

/** A row for each account, by id. */
async function auditMembers(setup: Setup, work: Members): Promise<readonly AuditedAccount[]> {
  const { folder, members, done } = work;
  const stop = new AbortController();
  const signal = AbortSignal.any([setup.signal, stop.signal]);
  setMaxListeners(0, signal);
  const limit = new Limit(ACCOUNTS_AT_ONCE);
  const rows: AuditedAccount[] = [];
  const failures: unknown[] = [];
  const one = async (member: Member): Promise<void> => {
    const before = await finishedRow(done, member, folder);
    const row = before ?? (await auditMember({ ...setup, signal }, member, work));
    if (before === null && row.file !== undefined) await done.add(member.id, [row]);
    rows.push(row);
    setup.status.accountsDone += 1;
  };
  await settled(
    members.map(async (member) =>
      limit.run(async () => {
        try {
          await one(member);
        } catch (error) {
          // What stops one account stops them all: they share the credentials, the network and the disk.
          failures.push(error);
          stop.abort();
        }
      }),
    ),
  );
  // The first one is the reason, the others were stopped for it.
  if (failures.length > 0) throw failures[0];
  return rows.sort((a, b) => (a.account < b.account ? -1 : 1));
}

async function finishedRow(done: Journal, member: Member, folder: string): Promise<AuditedAccount | null> {
  const [row] = (done.get(member.id) ?? []) as readonly AuditedAccount[];
  if (row?.file === undefined) return null;
  const found = await stat(join(folder, row.file)).catch(() => null);
  return found === null ? null : row;
}

async function auditMember(
  setup: Setup,
  member: Member,
  { caller, roleName, folder }: Members,
): Promise<AuditedAccount> {
  const { clients, home, signal } = setup;
  const { id: account, name, state } = member;
  const { partition } = caller;
  const named = name === null ? {} : { name };
  if (state !== 'ACTIVE')
    return { account, ...named, problem: `not read: the account is ${state}`, calls: 0, failed: 0 };
  const roleArn = `arn:${partition}:iam::${account}:role/${roleName}`;
  const isOwn = account === caller.account;
  const credentials = roleCredentials(clients, home, roleArn, signal, () => Date.now());
  const own = isOwn ? clients : new Clients({ credentials });
  try {
    const refusal = isOwn ? null : await refusalOf(credentials, signal);
    if (refusal !== null) {
      // Whether it is the role's answer, or nobody gets one any more, the caller's own identity shows.
      await whoAmI(clients, home, signal);
      return { account, ...named, problem: `${roleArn} cannot be assumed (${refusal})`, calls: 1, failed: 1 };
    }
    const file = `${account}.json.gz`;
    const row = await saveAccount(setup, { account, partition, clients: own, path: join(folder, file) }, file);
    return { ...row, ...named };
  } finally {
    if (!isOwn) own.close();
  }
}

/** Why the role gives no session, or null when it does. */
async function refusalOf(credentials: ReturnType<typeof roleCredentials>, signal: AbortSignal): Promise<string | null> {
  try {
    await credentials();
    return null;
  } catch (error) {
    if (signal.aborted) throw new InterruptedError('stopped');
    if (classify(error) === 'failed') throw error;
    return errorName(error);
  }
}

function nothingRead(accounts: readonly AuditedAccount[]): InputError {
  const [first] = accounts;
  const what =
    accounts.length === 1 ? 'the account was not read' : `none of the ${String(accounts.length)} accounts was read`;
  return new InputError('organization', '', `${what}: ${first?.problem ?? ''}`);
}

/** The organization with a gap for each account that was not read. */
function withUnread(organization: OrganizationSnapshot, accounts: readonly AuditedAccount[]): OrganizationSnapshot {
  const gaps = accounts.flatMap(({ account, file, problem, failed = 0 }) => {
    // An account that is closed runs nothing.
    if (file !== undefined || failed === 0) return [];
    const error = /\((\w+)\)$/.exec(problem ?? '')?.[1] ?? 'failed';
    // Whoever was let in made more calls than the one for the role.
    const call = failed === 1 ? ASSUME_ROLE.command : '*';
    const permission = failed === 1 ? ASSUME_ROLE.permission : '';
    const service = failed === 1 ? sts.name : '*';
    return [{ service, operation: call, region: null, resource: account, permission, error, kind: 'denied' as const }];
  });
  return { ...organization, gaps: [...organization.gaps, ...gaps] };
}
