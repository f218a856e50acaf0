import { parseArn, UNKNOWN_ACCOUNT } from '../model/arn.js';
import type { Role } from '../model/principal.js';
import { dependsOnPrincipal, principalName } from './state.js';

const EVERYBODY = '*';

/** Which roles might trust whom, so that nobody asks about every pair. A role found here may still refuse. */
export class TrustIndex {
  readonly #byArn = new Map<string, Role[]>();
  readonly #byService = new Map<string, Role[]>();
  readonly #byProvider = new Map<string, Role[]>();
  readonly #byAccount = new Map<string, Role[]>();
  readonly #selective = new Map<string, Role[]>();
  readonly #wide = new Map<string, readonly Role[]>();
  #open: ReadonlySet<Role> | undefined;

  constructor(roles: readonly Role[]) {
    for (const role of roles) {
      for (const { effect, principals, notPrincipals } of role.trust.statements) {
        if (effect !== 'Allow') continue;
        if (notPrincipals !== undefined) push(this.#selective, EVERYBODY, role);
        for (const value of principals?.AWS?.values ?? []) {
          const account = accountMeant(value);
          if (account === null) push(this.#byArn, principalName(value), role);
          else push(dependsOnPrincipal(role.trust) ? this.#selective : this.#byAccount, account, role);
        }
        for (const value of principals?.Service?.values ?? []) push(this.#byService, `${role.account} ${value}`, role);
        for (const value of principals?.Federated?.values ?? []) push(this.#byProvider, value, role);
      }
    }
  }

  /** Roles that trust the account as a whole or everybody, whoever calls from there. */
  accountWide(account: string): readonly Role[] {
    const known = this.#wide.get(account);
    if (known !== undefined) return known;
    const accounts = account === UNKNOWN_ACCOUNT ? [...this.#byAccount.keys()] : [account, UNKNOWN_ACCOUNT, EVERYBODY];
    const roles = [...new Set(accounts.flatMap((one) => this.#byAccount.get(one) ?? []))];
    this.#wide.set(account, roles);
    return roles;
  }

  /** False where the role trusts at most accounts as a whole, which leaves it to their identity-based policies who assumes it. */
  trustsEverybody(role: Role): boolean {
    this.#open ??= new Set(this.#byAccount.get(EVERYBODY));
    return this.#open.has(role);
  }

  /** Roles whose trust policy names the principal or one of the role's sessions, or decides by who the caller is. */
  naming(arn: string, account: string): readonly Role[] {
    return [
      ...new Set([
        ...(this.#byArn.get(principalName(arn)) ?? []),
        ...[account, UNKNOWN_ACCOUNT, EVERYBODY].flatMap((one) => this.#selective.get(one) ?? []),
      ]),
    ];
  }

  /** Roles of the account whose trust policy names the service principal. */
  trusting(service: string, account: string): readonly Role[] {
    return this.#byService.get(`${account} ${service}`) ?? [];
  }

  /** Identity providers, by ARN or host, with the roles whose trust policy names them. */
  get providers(): ReadonlyMap<string, readonly Role[]> {
    return this.#byProvider;
  }
}

/** The account that a principal value means as a whole, `*` for everybody, null for a single principal. */
function accountMeant(value: string): string | null {
  if (value === EVERYBODY || /^\d{12}$/.test(value)) return value;
  return value.endsWith(':root') ? (parseArn(value)?.account ?? EVERYBODY) : null;
}

function push(map: Map<string, Role[]>, key: string, role: Role): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [role]);
  else if (list.at(-1) !== role) list.push(role);
}
