import type { Role } from '../model/principal.js';
import { dependsOnPrincipal } from './state.js';

/** Which roles might trust whom, so that nobody asks about every pair. A role found here may still refuse. */
export class TrustIndex {
  readonly #byArn = new Map<string, Role[]>();
  readonly #byService = new Map<string, Role[]>();
  /** Roles that trust an account as a whole or everybody, whoever calls from there. */
  readonly accountWide: readonly Role[];
  /** Roles that trust an account or everybody but look at who the caller is. */
  readonly #selective: readonly Role[];

  constructor(roles: readonly Role[]) {
    const accountWide = new Set<Role>();
    const selective = new Set<Role>();
    for (const role of roles) {
      for (const { effect, principals, notPrincipals } of role.trust.statements) {
        if (effect !== 'Allow') continue;
        if (notPrincipals !== undefined) selective.add(role);
        for (const value of principals?.AWS?.values ?? []) {
          if (value === '*' || /^\d{12}$/.test(value) || value.endsWith(':root')) {
            (dependsOnPrincipal(role.trust) ? selective : accountWide).add(role);
          } else push(this.#byArn, roleOfSession(value), role);
        }
        for (const value of principals?.Service?.values ?? []) push(this.#byService, value, role);
      }
    }
    this.accountWide = [...accountWide];
    this.#selective = [...selective];
  }

  /** Roles whose trust policy names the principal or one of the role's sessions, or decides by who the caller is. */
  naming(arn: string): readonly Role[] {
    return [...new Set([...(this.#byArn.get(roleOfSession(arn)) ?? []), ...this.#selective])];
  }

  /** Roles whose trust policy names the service principal. */
  trusting(service: string): readonly Role[] {
    return this.#byService.get(service) ?? [];
  }
}

/** Session ARNs carry the role's name without its path, so both are filed under account and name. */
function roleOfSession(arn: string): string {
  const session = /^arn:[^:]+:sts::(\d+):assumed-role\/([^/]+)/.exec(arn);
  if (session !== null) return `${session[1] ?? ''}/${session[2] ?? ''}`;
  const role = /^arn:[^:]+:iam::(\d+):role\/(?:.*\/)?([^/]+)$/.exec(arn);
  return role === null ? arn : `${role[1] ?? ''}/${role[2] ?? ''}`;
}

function push(map: Map<string, Role[]>, key: string, role: Role): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [role]);
  else if (!list.includes(role)) list.push(role);
}
