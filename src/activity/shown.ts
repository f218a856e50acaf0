import { parseArn, UNKNOWN_ACCOUNT } from '../model/arn.js';
import type { Model } from '../model/model.js';
import { PrincipalSet } from './principal-key.js';
import { listed } from './signals/signal.js';

/** What the inputs show of accounts and of who is in them. */
export type ShownModel = Pick<Model, 'accounts' | 'users' | 'roles'>;

const FEW = 3;

/** Which principals the inputs show. Of those that they do not show, nobody can say whether an outsider reaches them. */
export class Shown {
  readonly #accounts: ReadonlySet<string>;
  readonly #principals: PrincipalSet;

  constructor({ accounts, users, roles }: ShownModel) {
    this.#accounts = new Set(accounts);
    this.#principals = new PrincipalSet([...users, ...roles].map(({ arn }) => arn));
  }

  /** Why it is not known whether an outsider reaches these principals; null when the inputs show them all. */
  unknownOf(principals: Iterable<string>): string | null {
    const accounts = new Set<string>();
    const others = new Set<string>();
    for (const principal of principals) {
      if (this.#principals.has(principal)) continue;
      const arn = parseArn(principal);
      const account = arn?.account ?? '';
      // Root is in every account, and no path leads to it.
      if (this.#accounts.has(account) && arn?.resource === 'root') continue;
      if (arn === null || account === UNKNOWN_ACCOUNT || this.#accounts.has(account)) others.add(principal);
      else accounts.add(account);
    }
    const [only] = accounts;
    if (only !== undefined) {
      return accounts.size === 1
        ? `account ${only} is not among the inputs`
        : `accounts ${listed(accounts, FEW)} are not among the inputs`;
    }
    return others.size === 0 ? null : `the inputs do not show ${listed(others, FEW)}`;
  }
}
