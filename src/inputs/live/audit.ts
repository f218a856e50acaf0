import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import type { SnapshotManifest } from '../../schemas/snapshot-manifest.generated.js';
import type { Snapshot } from '../../schemas/snapshot.generated.js';
import type { OrganizationSnapshot } from '../../schemas/organization-snapshot.generated.js';
import { InputError } from '../input-error.js';
import { MANIFEST } from '../snapshot/folder.js';
import { collectAccount, type RegionChoice } from './account.js';
import { InterruptedError, type Progress } from './caller.js';
import { sts } from './calls/index.js';
import { Clients } from './clients.js';
import { settled } from './collect.js';
import { classify, errorName } from './faults.js';
import { type Identity, roleCredentials, whoAmI } from './identity.js';
import { Journal } from './journal.js';
import { Limit } from './limit.js';
import { collectOrganization, type Member, membersOf } from './organization.js';
import { rootNotes } from './root-user.js';
import { makeFolder, makeFolderOf, saveJson } from './save.js';

export { InterruptedError } from './caller.js';
export type { Progress } from './caller.js';

/** What to audit, and how. */
export interface AuditOptions {
  /** Profile of the shared configuration files; null for the SDK's default chain. */
  readonly profile: string | null;
  readonly regions: RegionChoice;
  /** Name of the role to assume in each account of the organization; null for the caller's account alone. */
  readonly roleName: string | null;
  /** Accounts to read, and organizational units whose accounts to read; both empty for all. */
  readonly accounts: readonly string[];
  readonly ous: readonly string[];
  /** The snapshot's file, or for an organization its folder; null for a name by the account or organization in the working folder. */
  readonly path: string | null;
  /** True to go on from what an interrupted audit read. */
  readonly resume: boolean;
  readonly signal: AbortSignal;
  /** The time of the snapshot, in milliseconds since 1970. */
  readonly now: number;
  readonly version: string;
  readonly status: AuditStatus;
}

/** How far an audit is; a display reads it when it likes. */
export interface AuditStatus extends Progress {
  accounts: number;
  accountsDone: number;
  regions: number;
  /** Where the snapshot goes, once that is known. */
  path: string | null;
}

/** One account in the summary of an audit. */
export type AuditedAccount = SnapshotManifest['accounts'][number];

/** What an audit saved. */
export interface AuditResult {
  /** The file or folder. */
  readonly path: string;
  readonly accounts: readonly AuditedAccount[];
  readonly calls: number;
  readonly failed: number;
}

/** Accounts that are read at the same time. */
const ACCOUNTS_AT_ONCE = 5;

/**
 * Reads an account, or with `roleName` the accounts of an organization, and saves what it read. Throws
 * {@link InterruptedError} when it cannot go on: then what was read is kept for `resume`. Throws `InputError` for what
 * cannot be written, or a package that is missing.
 */
export async function audit(options: AuditOptions): Promise<AuditResult> {
  const { profile, regions, signal } = options;
  setMaxListeners(0, signal);
  const chain = new Clients(profile === null ? {} : { profile });
  const { credentials, region } = await chain.defaults(sts);
  const home = region ?? (Array.isArray(regions) ? (regions as readonly string[])[0] : undefined);
  if (home === undefined && regions === null)
    throw new InputError('AWS region', '', 'none is configured; name one with --region');
  const own = new Clients({ credentials });
  try {
    const setup = { ...options, clients: own, home: home ?? 'us-east-1' };
    const caller = await whoAmI(own, setup.home, signal);
    return await (options.roleName === null ? auditAccount(setup, caller) : auditOrganization(setup, caller));
  } finally {
    own.close();
    chain.close();
  }
}

interface Setup extends AuditOptions {
  readonly clients: Clients;
  readonly home: string;
}

/** What has to be the same for an audit to go on from another one's journal. */
function scopeOf({ version, regions, home }: Setup, ...parts: readonly unknown[]): string {
  return JSON.stringify([version, regions, home, ...parts]);
}

async function auditAccount(setup: Setup, { account, partition }: Identity): Promise<AuditResult> {
  const { status, signal } = setup;
  const path = setup.path ?? `iam-miner-lint-${account}.json.gz`;
  status.path = path;
  status.accounts = 1;
  await makeFolderOf(path);
  const journal = await Journal.open(journalOf(path), scopeOf(setup, account), setup.resume);
  try {
    const snapshot = await collectAccount({
      ...setup,
      ...{ account, partition, journal, signal, progress: status },
      onRegions: (count) => (status.regions += count),
    });
    await saveJson(path, snapshot);
    await journal.discard();
    status.accountsDone = 1;
    return {
      path,
      accounts: [{ account, file: path, ...notesOn(snapshot), ...snapshot.coverage }],
      ...snapshot.coverage,
    };
  } finally {
    await journal.close();
  }
}

async function auditOrganization(setup: Setup, caller: Identity): Promise<AuditResult> {
  const { status, signal, now } = setup;
  const stop = new AbortController();
  const joined = AbortSignal.any([signal, stop.signal]);
  setMaxListeners(0, joined);
  const organization = await readOrganization(setup);
  const id = organization?.Organization.Id ?? caller.account;
  const folder = setup.path ?? `iam-miner-lint-${id}`;
  status.path = folder;
  await makeFolder(folder);
  const members = chooseMembers(setup, organization);
  status.accounts = members.length;

  // Of an account that is done the summary is kept; its journal is gone.
  const scope = scopeOf(setup, id, setup.roleName);
  const done = await Journal.open(journalOf(join(folder, MANIFEST)), scope, setup.resume);
  try {
    const limit = new Limit(ACCOUNTS_AT_ONCE);
    const rows = new Map<string, AuditedAccount>();
    const one = async (member: Member): Promise<void> => {
      const before = done.get(member.id);
      const row =
        before === undefined || before === null
          ? await auditMember({ ...setup, signal: joined }, caller, member, folder)
          : (before[0] as AuditedAccount);
      if (before === undefined && row.file !== undefined) await done.add(member.id, [row]);
      rows.set(member.id, row);
      status.accountsDone += 1;
    };
    await settled(
      members.map(async (member) =>
        limit.run(async () => {
          try {
            await one(member);
          } catch (error) {
            // What stops one account stops them all: they share the credentials and the network.
            stop.abort();
            throw error;
          }
        }),
      ),
    );
    const accounts = [...rows.values()].sort((a, b) => (a.account < b.account ? -1 : 1));
    const file = 'organization.json.gz';
    if (organization !== null) await saveJson(join(folder, file), withUnread(organization, accounts));
    const manifest: SnapshotManifest = {
      kind: 'snapshot-manifest',
      schemaVersion: '1',
      collected: new Date(now).toISOString(),
      ...(organization === null ? {} : { organization: file }),
      accounts,
    };
    await saveJson(join(folder, MANIFEST), manifest);
    await done.discard();
    const sum = (key: 'calls' | 'failed'): number =>
      accounts.reduce((total, row) => total + (row[key] ?? 0), organization?.coverage[key] ?? 0);
    return { path: folder, accounts, calls: sum('calls'), failed: sum('failed') };
  } finally {
    await done.close();
  }
}

async function readOrganization(setup: Setup): Promise<OrganizationSnapshot | null> {
  const { clients, home, signal, status, now } = setup;
  return collectOrganization({ clients, home, signal, now, journal: null, progress: status });
}

function chooseMembers(setup: Setup, organization: OrganizationSnapshot | null): readonly Member[] {
  const { accounts, ous } = setup;
  const found = organization === null ? [] : membersOf(organization, { accounts, ous });
  const known = new Set(found.map(({ id }) => id));
  // Who may not read the organization may name its accounts.
  const others = accounts.filter((id) => !known.has(id)).map((id) => ({ id, name: null }));
  const members = [...found, ...others].sort((a, b) => (a.id < b.id ? -1 : 1));
  if (members.length > 0) return members;
  const reason =
    organization === null || organization.Accounts.length === 0
      ? 'its accounts cannot be listed with these credentials; name them with --accounts'
      : `no active account lies under ${ous.join(', ')}`;
  throw new InputError('organization', '', reason);
}

async function auditMember(setup: Setup, caller: Identity, member: Member, folder: string): Promise<AuditedAccount> {
  const { clients, home, signal, status } = setup;
  const { id: account, name } = member;
  const { partition } = caller;
  const file = `${account}.json.gz`;
  const named = name === null ? {} : { name };
  const roleArn = `arn:${partition}:iam::${account}:role/${setup.roleName ?? ''}`;
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
    const path = join(folder, file);
    const journal = await Journal.open(journalOf(path), scopeOf(setup, account), setup.resume);
    try {
      const snapshot = await collectAccount({
        ...setup,
        ...{ clients: own, account, partition, journal, signal, progress: status },
        onRegions: (count) => (status.regions += count),
      });
      await saveJson(path, snapshot);
      await journal.discard();
      return { account, ...named, file, ...notesOn(snapshot), ...snapshot.coverage };
    } finally {
      await journal.close();
    }
  } finally {
    if (!isOwn) own.close();
  }
}

function notesOn(snapshot: Snapshot): Pick<AuditedAccount, 'notes'> {
  const notes = rootNotes(snapshot);
  return notes.length === 0 ? {} : { notes: [...notes] };
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

/** The organization with a gap for each account that was not read. */
function withUnread(organization: OrganizationSnapshot, accounts: readonly AuditedAccount[]): OrganizationSnapshot {
  const gaps = accounts.flatMap(({ account, file, problem }) => {
    if (file !== undefined) return [];
    const error = /\((\w+)\)$/.exec(problem ?? '')?.[1] ?? 'failed';
    const call = { service: 'sts', operation: 'AssumeRole', region: null, resource: account };
    return [{ ...call, permission: 'sts:AssumeRole', error, kind: 'denied' as const }];
  });
  return { ...organization, gaps: [...organization.gaps, ...gaps] };
}

function journalOf(path: string): string {
  return `${path}.journal`;
}
