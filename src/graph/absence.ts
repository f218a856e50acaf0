import type { Model } from '../model/model.js';

/** True where an input shows everything of a kind that an account has: what is not there does not exist. */
export function isAllShown({ complete }: Pick<Model, 'complete'>, kind: string, account: string): boolean {
  return [...(complete.get(account) ?? [])].some((one) => one === kind);
}

/** What an input would have to show of a kind, in words with the article: `a task definition`. */
export function oneOf(kind: string): string {
  const noun = kind.replaceAll('-', ' ');
  return `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}
