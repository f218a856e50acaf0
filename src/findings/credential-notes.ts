import type { Model } from '../model/model.js';
import type { Credential } from '../model/principal.js';
import type { Violation } from '../rules/check.js';
import type { Note } from './note.js';

const DAY = 86_400_000;
const NAMES = { 'access-key': 'access key', 'login-profile': 'password' } as const;

/** Answers how old the credentials of a user are by whom a violation begins, and when they were used. */
export function credentialNotes({ users }: Pick<Model, 'users'>): (violation: Violation) => readonly Note[] {
  const byArn = new Map(users.map((user) => [user.arn, user]));
  return ({ entry }) => {
    if (entry.kind !== 'credential') return [];
    const user = byArn.get(entry.id);
    return (user?.credentials ?? []).flatMap((credential) => {
      const said = historyOf(credential);
      return said === null
        ? []
        : [{ text: `the ${NAMES[credential.kind]} of user ${user?.name ?? ''} ${said}`, raises: false }];
    });
  };
}

/** Null where the input says nothing of it. */
function historyOf({ created, lastUsed, asOf }: Credential): string | null {
  const now = Date.parse(asOf ?? '');
  const age = created === undefined ? null : daysBetween(created, now);
  const old = age === null ? [] : [`is ${age} old`];
  const said = [...old, ...useOf(lastUsed, now)];
  return said.length === 0 ? null : `${said.join(' and ')} (as of ${asOf?.slice(0, 10) ?? ''})`;
}

function useOf(lastUsed: Credential['lastUsed'], now: number): readonly string[] {
  if (lastUsed === undefined) return [];
  if (lastUsed === null) return ['was never used'];
  const ago = daysBetween(lastUsed, now);
  return ago === null ? [] : [`was last used ${ago} ago`];
}

function daysBetween(date: string, now: number): string | null {
  const days = Math.floor((now - Date.parse(date)) / DAY);
  if (!Number.isFinite(days)) return null;
  return days === 1 ? '1 day' : `${String(Math.max(days, 0))} days`;
}
