import type { ActionTable } from '../evaluation/candidate-resources.js';
import type { Verdict } from '../evaluation/find-request.js';
import { ABSENT, type KeyKnowledge, type Knowledge } from '../evaluation/knowledge.js';
import { parseArn } from '../model/arn.js';
import { isSessionKey } from './session-keys.js';

/** What a request is about, as far as the keys that AWS sends with it hang on that. */
export interface Subject {
  readonly action: string;
  /** The type of the resource, by the service reference; null for any of the action's. */
  readonly type: string | null;
  readonly arn: string;
}

/** What is known of the keys that AWS sends with a request: a condition on a service's key that it does not send never holds, or always does. */
export function keysSent(actions: ActionTable, { action, type, arn }: Subject, knowledge: Knowledge): Knowledge {
  const row = actions[action];
  const account = accountOf(arn, '');
  const known = (key: string): KeyKnowledge =>
    key === 'aws:resourceaccount' && account !== '' ? { kind: 'fixed', values: [account] } : knowledge(key);
  if (row === undefined) return known;
  const types = row.resources.filter((resource) => type === null || resource.type === type);
  const listed = [...row.keys, ...types.flatMap(({ keys }) => keys)].map((key) => key.toLowerCase());
  return (key) => (isServiceKey(key) && !listed.some((name) => sameKey(name, key)) ? ABSENT : known(key));
}

/** The account that an ARN names, or `otherwise` where it names none. */
export function accountOf(arn: string, otherwise: string): string {
  const account = parseArn(arn)?.account ?? '';
  return account === '' ? otherwise : account;
}

/** What is known of a request to that Region, or to any where that is null. */
export function inRegion(region: string | null, knowledge: Knowledge): Knowledge {
  if (region === null) return knowledge;
  return (key) =>
    key === 'aws:requestedregion'
      ? { kind: 'free', shapes: [region], accepts: (value) => value === region }
      : knowledge(key);
}

/** Knowledge for the next resource of the request of `verdict`: context that is the caller's, not the resource's, is the same for all. */
export function agreeing(verdict: Verdict, knowledge: Knowledge): Knowledge {
  if (verdict.result === 'denied') return knowledge;
  const { context } = verdict.request;
  return (key) => {
    const values = key.startsWith('aws:resource') || !key.startsWith('aws:') ? undefined : context.get(key);
    return values === undefined ? knowledge(key) : { kind: 'fixed', values };
  };
}

/** Keys of identity providers (`host.example:sub`) are sent by what the token holds, not by the action. */
function isServiceKey(key: string): boolean {
  if (isSessionKey(key)) return false;
  const prefix = key.slice(0, key.indexOf(':'));
  return (prefix !== 'aws' && !prefix.includes('.')) || key.startsWith('aws:requesttag/') || key === 'aws:tagkeys';
}

function sameKey(listed: string, key: string): boolean {
  const variable = listed.indexOf('${');
  return variable < 0 ? listed === key : key.startsWith(listed.slice(0, variable));
}
