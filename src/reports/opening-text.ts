import type { Finding, FindingOpening } from '../schemas/report.generated.js';

/** Addresses that are named before "and more". */
const FEW = 3;

/** Why a finding is new or worse, in one sentence; null for one that was open before. */
export function openingText({ opened }: Pick<Finding, 'opened'>): string | null {
  if (opened === null || opened.by.length === 0) return null;
  if (opened.existed.length === 0 && opened.by.every(({ action }) => action === 'create'))
    return 'this plan creates all that the path is made of';
  const acts = opened.by.slice(0, FEW).map(actText);
  const rest = opened.by.length - acts.length;
  return `${list([...acts, ...(rest > 0 ? [`${rest} more`] : [])])}${existedText(opened)}`;
}

/** `main.tf:58 adds statement Launch to aws_iam_role_policy.ci` */
function actText({ address, action, what, location }: FindingOpening['by'][number]): string {
  // What is deleted stands in no source any more.
  const where = location === null || action === 'delete' ? 'this plan' : `${location.uri}:${location.startLine}`;
  return what === null ? `${where} ${VERBS[action]} ${address}` : `${where} ${what} in ${address}`;
}

const VERBS = { create: 'adds', update: 'updates', replace: 'replaces', delete: 'removes' } as const;

function existedText({ existed }: FindingOpening): string {
  if (existed.length === 0) return '';
  const named = existed.slice(0, FEW);
  const rest = existed.length - named.length;
  const all = list([...named, ...(rest > 0 ? [`${rest} more`] : [])]);
  return `; ${all} ${existed.length === 1 ? 'was' : 'were'} there before`;
}

function list(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}
