import { assuming } from '../graph/grant.js';
import type { Entry, EntryKind, Grant } from '../graph/types.js';
import { UNKNOWN_ACCOUNT } from '../model/arn.js';
import type { Place } from '../model/entry-point.js';
import type { Role } from '../model/principal.js';
import type { Door } from './outsiders.js';
import type { RuleContext } from './rule.js';

/** What {@link roleEntry} needs beside the role. */
export interface RoleEntryFacts {
  readonly ruleId: string;
  readonly messageId: string;
  readonly kind: EntryKind;
  readonly id: string;
  readonly outsider: string;
  readonly grant: Grant;
  /** What else of the configuration has a part in it. */
  readonly through?: readonly Place[];
  readonly door?: string;
}

/** The trust policy of a role as a door to it. */
export function roleDoor({ arn, account, trust }: Role): Door {
  return { action: 'sts:AssumeRole', arn, account, policy: trust };
}

/** An entry by which an outsider assumes a role of ours. */
export function roleEntry(role: Role, { grant, through = [], ...facts }: RoleEntryFacts): Entry {
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
      through,
    },
    compute: null,
    resource: null,
  };
}

/** A grant to a named account, which is foreign only if it is none of those of ours that are not shown. */
export function ifForeign(grant: Grant, account: string, ownAreKnown: boolean): Grant {
  return ownAreKnown ? grant : assuming(grant, `account ${account} is not yours`);
}

/** Whether every account of ours is known: those that the user names are, those that an input shows only without a number among them. */
export function ownAccountsAreKnown({ model, trust }: Pick<RuleContext, 'model' | 'trust'>): boolean {
  if (trust.accounts.some((account) => !model.accounts.includes(account))) return true;
  const owners = [...model.roles, ...model.users, ...model.resources];
  return trust.accounts.length > 0 && owners.every(({ account }) => account !== UNKNOWN_ACCOUNT);
}
