import type { Controls } from '../graph/controls.js';
import { parseArn, UNKNOWN_ACCOUNT } from '../model/arn.js';
import type { Model } from '../model/model.js';
import type { AccountNote, Finding } from '../schemas/report.generated.js';
import type { Catalogue } from '../schemas/rules.generated.js';

const UNSEEN =
  'the input does not show the organization policies (SCPs, RCPs) of the account: a path that one of them denies is reported all the same';
const UNBOUND =
  'no SCP or RCP bounds what starts compute in the account: one that allows only the instance types, Regions and services that are needed would bound every path';
const EXEMPT =
  'no SCP or RCP binds the account: it is the management account, or outside the organization that the input shows';

const MANAGEMENT = 'no SCP or RCP binds the account: it is the management account of its organization';

/** Kinds of compute primitives that bring compute which was not there. */
const STARTING: ReadonlySet<string> = new Set(['launch', 'delegate', 'scale']);

/**
 * What is to be said of each account in which a path ends, once: that no organization policy stands in the way there, or
 * that none is shown.
 */
export function accountNotes(
  findings: readonly Finding[],
  { controls: known, accounts: ours, managementAccount }: Pick<Model, 'controls' | 'accounts' | 'managementAccount'>,
  controls: Controls,
  { computePrimitives }: Catalogue,
): readonly AccountNote[] {
  const actions = computePrimitives
    .filter(({ kind }) => STARTING.has(kind))
    .flatMap(({ permissions }) => permissions.flatMap(({ anyOf }) => anyOf));
  const bound = new Set(known.map(({ account }) => account));
  const noteOf = (account: string): string | null => {
    if (account === managementAccount) return MANAGEMENT;
    if (known.length === 0) return UNSEEN;
    if (!bound.has(account)) return EXEMPT;
    return actions.every((action) => controls.isOpen(account, action)) ? UNBOUND : null;
  };
  const notes = new Map<string, string[]>();
  for (const account of accountsOf(findings).filter((one) => one === UNKNOWN_ACCOUNT || ours.includes(one))) {
    const text = noteOf(account);
    const named = account === UNKNOWN_ACCOUNT ? [] : [account];
    if (text !== null) notes.set(text, [...(notes.get(text) ?? []), ...named]);
  }
  return [...notes].map(([text, accounts]) => ({ text, accounts }));
}

/** Accounts of the principals that start the compute, sorted. */
function accountsOf(findings: readonly Finding[]): readonly string[] {
  const ends = findings.flatMap(({ paths }) => paths.flatMap(({ steps }) => steps.at(-1)?.from ?? []));
  return [...new Set(ends.flatMap((arn) => parseArn(arn)?.account ?? []))].sort();
}
