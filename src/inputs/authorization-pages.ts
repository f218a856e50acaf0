import { pointerStep } from '../model/json-pointer.js';
/** A page of an answer as it stands in a document. */
export interface Page {
  readonly value: unknown;
  /** JSON pointer into the document. */
  readonly pointer: string;
}

const PAGE_KEYS = ['UserDetailList', 'RoleDetailList', 'GroupDetailList', 'Policies'];
/** `GetAccountAuthorizationDetailsResponse` and `…Result`, a list of accounts or one by account, a list of pages. */
const DEEPEST = 4;
/** What the SDKs put beside an answer. */
const BESIDE = new Set(['ResponseMetadata', '$metadata']);

/**
 * The pages of `GetAccountAuthorizationDetails` in a JSON document: itself, lists of them, and objects around them, as the response
 * of the query API and scripts that ask several accounts write them. Null for a document that holds anything else.
 */
export function pagesOf(document: unknown, pointer = '', left = DEEPEST): readonly Page[] | null {
  if (typeof document !== 'object' || document === null || left === 0) return null;
  if (isPage(document)) return [{ value: document, pointer }];
  const entries = Object.entries(document).filter(([name]) => !BESIDE.has(name));
  const pages: Page[] = [];
  for (const [name, value] of entries) {
    if (name === '__proto__') return null;
    const inner = pagesOf(value, `${pointer}/${pointerStep(name)}`, left - 1);
    if (inner === null) return null;
    pages.push(...inner);
  }
  return pages.length > 0 ? pages : null;
}

function isPage(value: object): boolean {
  return !Array.isArray(value) && PAGE_KEYS.some((key) => Object.hasOwn(value, key)) && !isPolicyList(value);
}

/** True for the answer of ListPolicies, which has the name of a page's list, and policies without their documents. */
export function isPolicyList(value: object): boolean {
  const [only, ...others] = PAGE_KEYS.filter((key) => Object.hasOwn(value, key));
  const { Policies: policies } = value as { readonly Policies?: unknown };
  if (only !== 'Policies' || others.length > 0 || !Array.isArray(policies) || policies.length === 0) return false;
  return policies.every((one: unknown) => typeof one === 'object' && one !== null && !('PolicyVersionList' in one));
}
