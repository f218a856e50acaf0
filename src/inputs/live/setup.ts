import type { Snapshot } from '../../schemas/snapshot.generated.js';
import type { SnapshotManifest } from '../../schemas/snapshot-manifest.generated.js';
import { collectAccount, type RegionChoice } from './account.js';
import type { Progress } from './caller.js';
import type { Clients } from './clients.js';
import { Journal } from './journal.js';
import { rootNotes } from './root-user.js';
import { saveJson } from './save.js';

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
  /** When the audit began that this one goes on with, in milliseconds since 1970; null where it does not. */
  since: number | null;
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
  /** Permissions that were missing to read the organization itself. */
  readonly missing: readonly string[];
  /** When the audit began that this one went on with, in milliseconds since 1970; null where it did not. */
  readonly since: number | null;
}

/** What the parts of an audit share. */
export interface Setup extends AuditOptions {
  /** Of the caller's own identity. */
  readonly clients: Clients;
  /** The region that answers for what an account has once. */
  readonly home: string;
}

/** An account to read, and where its snapshot goes. */
export interface Target {
  readonly account: string;
  readonly partition: string;
  /** Those of an identity in the account. */
  readonly clients: Clients;
  readonly path: string;
}

/**
 * Reads an account, or goes on with it, and saves its snapshot as `path`, which the summary calls `file`. Where not one
 * call was answered nothing is saved: no snapshot is better than one in which nothing is found for that reason alone.
 */
export async function saveAccount(setup: Setup, target: Target, file: string): Promise<AuditedAccount> {
  const { status, resume } = setup;
  const { account, path } = target;
  const journal = await Journal.open(journalOf(path), scopeOf(setup, account), resume, setup.now);
  if (journal.began < setup.now) status.since = Math.min(journal.began, status.since ?? Infinity);
  try {
    const snapshot = await collectAccount({
      ...setup,
      ...target,
      // What is gone on with is as old as its first answer.
      now: journal.began,
      journal,
      progress: status,
      onRegions: (count) => (status.regions += count),
    });
    const { coverage, gaps } = snapshot;
    const row = { account, ...notesOn(snapshot), ...missingFrom(snapshot), ...coverage };
    const unread = coverage.failed >= coverage.calls;
    if (!unread) await saveJson(path, snapshot);
    await journal.discard();
    return unread ? { ...row, problem: `no call was answered (${gaps[0]?.error ?? ''})` } : { ...row, file };
  } finally {
    await journal.close();
  }
}

/** What has to be the same for an audit to go on from another one's journal. */
export function scopeOf({ version, regions, home }: Setup, ...parts: readonly unknown[]): string {
  return JSON.stringify([version, regions, home, ...parts]);
}

/** The journal of what is saved as `path`. */
export function journalOf(path: string): string {
  return `${path}.journal`;
}

function notesOn(snapshot: Snapshot): Pick<AuditedAccount, 'notes'> {
  const notes = rootNotes(snapshot);
  return notes.length === 0 ? {} : { notes: [...notes] };
}

function missingFrom({ gaps }: Snapshot): Pick<AuditedAccount, 'missing'> {
  const missing = missingPermissions(gaps);
  return missing.length === 0 ? {} : { missing: [...missing] };
}

/** The permissions for want of which calls were refused, sorted. */
export function missingPermissions(gaps: Snapshot['gaps']): readonly string[] {
  const refused = gaps.filter(({ kind, permission }) => kind === 'denied' && permission !== '');
  return [...new Set(refused.map(({ permission }) => permission))].sort();
}
