import { assuming, combine, FREELY } from '../graph/grant.js';
import { anonymousKnowledge, serviceKnowledge } from '../graph/knowledge.js';
import type { EntryKind, Grant } from '../graph/types.js';
import { namedPrincipals } from '../model/policy.js';
import type { Resource } from '../model/resource.js';
import { accountMayPass, anyAccountMayPass, type Door, foreignAccounts, mayPass } from './outsiders.js';
import { ifForeign, ownAccountsAreKnown } from './role-entry.js';
import type { RuleContext } from './rule.js';

/** An outsider whom the policy of a resource lets do something. */
export interface Caller {
  readonly who: 'anyone' | 'any-account' | 'foreign-account' | 'service';
  readonly kind: EntryKind;
  readonly id: string;
  readonly outsider: string;
  readonly grant: Grant;
}

/** What {@link outsidersWhoMay} asks. All of the actions are needed. */
export interface Question extends Omit<Door, 'action'> {
  readonly actions: readonly string[];
  /** Whether the service takes requests without credentials at all. */
  readonly anonymous: boolean;
}

/**
 * Who of the outsiders may do something with a resource: the widest only, so that a resource that everybody may use is
 * not told of again for each account that its policy names.
 */
export function outsidersWhoMay(question: Question, context: RuleContext): readonly Caller[] {
  const { keys, circumstances } = context.graph;
  const { actions, anonymous, ...door } = question;
  const all = (ask: (door: Door) => Grant | null): Grant | null => {
    const grants = actions.map((action) => ask({ ...door, action }));
    return grants.includes(null) ? null : combine(grants.filter((grant) => grant !== null));
  };
  const unsigned = anonymous
    ? all((one) => mayPass(one, { kind: 'anonymous' }, anonymousKnowledge(keys, circumstances), context))
    : null;
  if (unsigned?.certainty === 'certain') return [anyone(unsigned)];
  const account = all((one) => anyAccountMayPass(one, context));
  if (account !== null) {
    return [{ who: 'any-account', kind: 'any-aws-account', id: '*', outsider: 'any AWS account', grant: account }];
  }
  if (unsigned !== null) return [anyone(unsigned)];
  const ownAreKnown = ownAccountsAreKnown(context);
  return foreignAccounts(door.policy, context.trust).flatMap((id): Caller[] => {
    const grant = all((one) => accountMayPass(one, id, context));
    if (grant === null) return [];
    const outsider = `AWS account ${id}`;
    return [
      { who: 'foreign-account', kind: 'foreign-account', id, outsider, grant: ifForeign(grant, id, ownAreKnown) },
    ];
  });
}

/** Whoever asks, with this grant. */
export function anyone(grant: Grant): Caller {
  return { who: 'anyone', kind: 'anonymous', id: '*', outsider: 'anyone on the internet', grant };
}

/** True for a caller who is not told by name. */
export function isAnybody({ who }: Pick<Caller, 'who'>): boolean {
  return who === 'anyone' || who === 'any-account';
}

/** Whoever asks: nothing decides. */
export const ANYONE: Caller = anyone(FREELY);

/** Services that the policy lets act on behalf of any of their customers: nothing in it says for whose resource. */
export function deputiesWhoMay(door: Door, { graph }: RuleContext): readonly Caller[] {
  return namedPrincipals(door.policy, 'Service').flatMap((id): Caller[] => {
    const knowledge = serviceKnowledge(id, graph.circumstances.stranger, graph.keys, graph.circumstances);
    const grant = mayPass(door, { kind: 'service', arn: id }, knowledge, { graph });
    if (grant === null) return [];
    return [{ who: 'service', kind: 'service', id, outsider: `anyone who uses ${id}`, grant }];
  });
}

/** What is granted to the public, where the input does not say whether something blocks public access to the bucket. */
export function unlessBlocked(caller: Caller, { kind, name, publicAccessBlock }: Resource): Caller {
  if (kind !== 'bucket' || publicAccessBlock !== undefined || !isAnybody(caller)) return caller;
  return { ...caller, grant: assuming(caller.grant, `nothing blocks public access to bucket ${name}`) };
}
