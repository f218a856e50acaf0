import { rankOf } from '../graph/certainty.js';
import { countAssumptions } from '../graph/grant.js';
import type { Approach, Entry, EntryKind, Path, Step } from '../graph/types.js';
import { parseArn } from '../model/arn.js';
import type { Model } from '../model/model.js';
import type { Policy } from '../model/policy.js';
import type { Violation } from '../rules/check.js';

/** Kinds of entry that are an identity of ours and nothing to fix by themselves: what they go through is. */
const IDENTITIES: ReadonlySet<EntryKind> = new Set<EntryKind>(['credential', 'principal']);

/** True for an entry that is told together with others that go through the same configuration. */
export function isIdentity(kind: EntryKind): boolean {
  return IDENTITIES.has(kind);
}

/**
 * The configuration that has to change so that an identity of ours leads to compute no more: the last role that it
 * simply assumes, or, where it assumes none, the policies that allow its first step.
 */
export interface Origin {
  /** The same for every identity that goes through it, whatever the order of statements and of the input. */
  readonly key: string;
  /** In words: `role ci`, `policy developers`. */
  readonly name: string;
}

/** Answers where a policy stands: its ARN, or that of its holder and its name. */
export type Whereabouts = (policy: Policy) => string;

/** Inline policies are named within their holder only. */
export function whereabouts({ users, groups, roles }: Model): Whereabouts {
  const holders = new Map<Policy, string>();
  for (const { arn, policies } of [...users, ...groups, ...roles]) {
    for (const { policy } of policies) holders.set(policy, arn);
  }
  return (policy) => (policy.id.startsWith('arn:') ? policy.id : `${holders.get(policy) ?? ''} ${policy.id}`);
}

/**
 * The origin of the way to an administrator where one is reached as surely as anything, since that matters most; otherwise of
 * the shown path. It is named by what the shown path goes through. Accounts are fixed one by one, so that a policy of AWS is
 * another origin in each.
 */
export function originOf({ entry, reach }: Violation, shown: Path, where: Whereabouts): Origin {
  const administrator = reach.administrator;
  const account = parseArn(entry.to)?.account ?? '';
  const own = originOfWay(shown.steps, [], entry, where);
  if (administrator === null || !isAsSure(administrator, shown)) {
    return { key: `${account} ${own.key}`, name: own.name };
  }
  const origin = originOfWay(administrator.steps, administrator.policies, entry, where);
  const goesThrough = origin.role === null ? own.role === null : shown.steps.some(({ to }) => bare(to) === origin.role);
  return { key: `${account} administrator ${origin.key}`, name: goesThrough ? origin.name : own.name };
}

/** Whether a way is as sure as a path, and assumes no more. */
export function isAsSure(way: Approach, path: Path): boolean {
  const difference = rankOf(way.certainty) - rankOf(path.certainty);
  return difference < 0 || (difference === 0 && countAssumptions(way.steps) <= path.assumptions);
}

/** What the way from an entry goes through; the role, where that is one. `policies` are those of its end. */
function originOfWay(
  way: readonly Step[],
  policies: readonly Policy[],
  entry: Entry,
  where: Whereabouts,
): Origin & { readonly role: string | null } {
  const [, ...steps] = way;
  const assumed = steps.findIndex(({ via }) => via !== 'assume-role');
  const last = steps[(assumed === -1 ? steps.length : assumed) - 1];
  if (last !== undefined) {
    const role = bare(last.to);
    return { key: role, name: `role ${role.slice(role.lastIndexOf('/') + 1)}`, role };
  }
  const first = steps[0] === undefined ? policies : policiesOf(steps[0]);
  const keys = [...new Set(first.map(where))].sort();
  const [named] = [...first].sort((a, b) => (where(a) < where(b) ? -1 : 1));
  if (named === undefined) return { key: entry.to, name: entry.opens, role: null };
  return { key: keys.join(' '), name: `policy ${named.name}`, role: null };
}

/** What allows a step to whoever takes it; the policies of others stand beside that. */
function policiesOf({ grant: { statements } }: Step): readonly Policy[] {
  const all = statements.map(({ policy }) => policy);
  const own = all.filter(({ type }) => type === 'identity-based');
  return own.length > 0 ? own : all;
}

function bare(key: string): string {
  return key.replace(/#.*$/s, '');
}
