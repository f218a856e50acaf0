import { assuming } from '../graph/grant.js';
import type { Entry, EntryKind, Grant } from '../graph/types.js';
import type { Role } from '../model/principal.js';
import type { Door } from './outsiders.js';

/** What {@link roleEntry} needs beside the role. */
export interface RoleEntryFacts {
  readonly ruleId: string;
  readonly messageId: string;
  readonly kind: EntryKind;
  readonly id: string;
  readonly outsider: string;
  readonly grant: Grant;
}

/** The trust policy of a role as a door to it. */
export function roleDoor({ arn, account, trust }: Role): Door {
  return { action: 'sts:AssumeRole', arn, account, policy: trust };
}

/** An entry by which an outsider assumes a role of ours. */
export function roleEntry(role: Role, { grant, ...facts }: RoleEntryFacts): Entry {
  return {
    ...facts,
    to: role.arn,
    opens: `the trust policy of role ${role.name}`,
    step: {
      from: facts.id,
      to: role.arn,
      via: facts.kind,
      description: 'assumes the role',
      grant,
      address: role.address,
      location: role.trust.location,
    },
    compute: null,
    resource: null,
  };
}

/** A grant to a named account, when the input does not show which account is ours. */
export function ifForeign(grant: Grant, account: string, ownAccounts: readonly string[]): Grant {
  return ownAccounts.length > 0 ? grant : assuming(grant, `account ${account} is not yours`);
}
