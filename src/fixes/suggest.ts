import type { Model } from '../model/model.js';
import type { Role, User } from '../model/principal.js';
import type { Violation } from '../rules/check.js';
import { addBoundary } from './boundary-edits.js';
import { applyEdits, type Edit, mergeEdits } from './edit.js';
import {
  changeOpening,
  nameOwnAccount,
  openingStatements,
  pinSubject,
  removePrincipal,
  requireOrganization,
  requireSourceAccount,
  type Surroundings,
} from './entry-edits.js';
import { scopePassRole } from './pass-role-edits.js';
import { denyActions, detachPolicy, removeAction, removePermission } from './path-edits.js';
import { takes } from './takes.js';

/** How a fix closes an entry; the words of the report. */
export type FixKind =
  | 'pin-subject'
  | 'require-organization'
  | 'require-source-account'
  | 'name-own-account'
  | 'sign-function-url'
  | 'detach-policy'
  | 'remove-principal'
  | 'scope-pass-role'
  | 'remove-action'
  | 'deny-actions'
  | 'add-boundary'
  | 'remove-statement'
  | 'remove-credential';

/** Edits that together close an entry: with them in place, it is no violation any more. */
export interface SuggestedFix {
  readonly kind: FixKind;
  readonly edits: readonly Edit[];
  /** Pairs of a principal and an action that the edits take from those who hold them. */
  readonly takes: number;
}

/** What a suggestion is worked out from. */
export interface FixQuestion extends Omit<Surroundings, 'account'> {
  readonly model: Model;
  /** The same entry in a changed model; null when it leads to compute no more. */
  readonly check: (model: Model) => Violation | null;
  /** Actions by which it is counted what an edit takes. */
  readonly actions: readonly string[];
}

/** A way to close an entry a little further; null when there is none. */
type Strategy = (
  violation: Violation,
  principal: User | Role,
  around: Surroundings,
  /** How often it has been tried; later on, the violation is what the edits so far have left open. */
  round: number,
  /** With the edits so far. */
  model: Model,
) => readonly Edit[] | null;

/** Those that take the least come first: of fixes that take the same, the first is suggested. */
const STRATEGIES: readonly (readonly [FixKind, Strategy])[] = [
  ['pin-subject', (violation, _, around) => changeOpening(violation, pinSubject, around)],
  ['require-organization', (violation, _, around) => changeOpening(violation, requireOrganization, around)],
  ['require-source-account', (violation, _, around) => changeOpening(violation, requireSourceAccount, around)],
  ['name-own-account', (violation, _, around) => changeOpening(violation, nameOwnAccount, around)],
  ['sign-function-url', signFunctionUrl],
  ['scope-pass-role', scopePassRoles],
  ['remove-action', removeAction],
  ['deny-actions', denyActions],
  [
    'add-boundary',
    (violation, principal, _, round, model) => (round === 0 ? addBoundary(violation, principal, model) : null),
  ],
  ['remove-principal', (violation, _, around) => changeOpening(violation, removePrincipal, around)],
];
/** These take everything from whoever uses the entry, and are tried where nothing less closes it. */
const LAST_RESORTS: readonly (readonly [FixKind, Strategy])[] = [
  ['remove-credential', removeCredential],
  ['detach-policy', (violation, _principal, _around, _round, model) => detachPolicy(violation, model)],
  ['remove-statement', removePermission],
  ['remove-statement', removeStatements],
];
/** An entry may be open by several statements, and a path by several actions. */
const MAX_ROUNDS = 8;

/**
 * Every fix that closes an entry, the one that takes the least from anybody first: each is put into the model, and the
 * entry is looked for again.
 */
export function suggestFixes(violation: Violation, question: FixQuestion): readonly SuggestedFix[] {
  const { model, trust, issuers } = question;
  const principals = new Map([...model.users, ...model.roles].map((one) => [one.arn, one]));
  const around = { trust, issuers };
  const tried = (strategies: typeof STRATEGIES): readonly SuggestedFix[] =>
    strategies.flatMap(([kind, strategy]) => {
      const fix = close(violation, principals, around, strategy, question);
      return fix === null ? [] : [{ kind, ...fix }];
    });
  const fixes = tried(STRATEGIES);
  return (fixes.length > 0 ? [...fixes] : [...tried(LAST_RESORTS)]).sort((a, b) => a.takes - b.takes);
}

function close(
  violation: Violation,
  principals: ReadonlyMap<string, User | Role>,
  around: Omit<Surroundings, 'account'>,
  strategy: Strategy,
  { model, check, actions }: FixQuestion,
): Omit<SuggestedFix, 'kind'> | null {
  let edits: readonly Edit[] = [];
  let open: Violation | null = violation;
  for (let round = 0; open !== null; round += 1) {
    const principal = principals.get(open.entry.to);
    if (principal === undefined || round >= MAX_ROUNDS) return null;
    const here = { ...around, account: principal.account };
    const more: readonly Edit[] | null = strategy(open, principal, here, round, applyEdits(model, edits));
    if (more === null) return null;
    edits = mergeEdits([...edits, ...more]);
    open = check(applyEdits(model, edits));
  }
  return { edits, takes: edits.reduce((sum, edit) => sum + takes(edit, model, actions), 0) };
}

/** What still starts compute when no role can be passed to it is taken out. */
function scopePassRoles(
  violation: Violation,
  _principal: User | Role,
  _around: Surroundings,
  round: number,
  model: Model,
): readonly Edit[] | null {
  return scopePassRole(violation, model) ?? (round === 0 ? null : removeAction(violation));
}

/** A permission for everybody lets every account in, though only with a signature. */
function signFunctionUrl(
  violation: Violation,
  _principal: User | Role,
  around: Surroundings,
  round: number,
): readonly Edit[] | null {
  const { entry } = violation;
  const url = entry.kind === 'anonymous' && entry.resource?.functionUrls.find(({ authType }) => authType === 'NONE');
  if (url) return [{ kind: 'function-url', url }];
  if (round === 0) return null;
  // A permission that is a resource of its own goes whole: what is of our account needs none.
  const whole = openingStatements(violation).every(({ statement }) => statement.origin !== undefined);
  return (whole ? null : changeOpening(violation, nameOwnAccount, around)) ?? removeStatements(violation);
}

function removeStatements(violation: Violation): readonly Edit[] | null {
  const opening = openingStatements(violation);
  if (opening.length === 0) return null;
  return opening.map(({ policy, statement }) => ({ kind: 'statement', policy, before: statement, after: null }));
}

function removeCredential({ entry }: Violation, principal: User | Role): readonly Edit[] | null {
  if (entry.kind !== 'credential' || principal.kind !== 'user') return null;
  return principal.credentials === null || principal.credentials.length > 0
    ? [{ kind: 'credential', user: principal }]
    : null;
}
