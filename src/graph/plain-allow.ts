import type { StatementReference } from '../evaluation/request.js';
import { coversAction, isPlainAllow } from '../evaluation/statement.js';
import type { Policy } from '../model/policy.js';
import type { PrincipalState } from './state.js';

/** Statements that allow an action on everything: of an identity-based policy, and of the boundary where there is one. */
export type PlainAllow = readonly StatementReference[];

/** The statements by which a principal may call the action on everything, whatever the context; null where a deny or a condition may matter. */
export function plainlyAllowing({ policies, boundary }: PrincipalState, action: string): PlainAllow | null {
  const layers = boundary === null ? [policies] : [policies, [boundary]];
  const found: StatementReference[] = [];
  for (const layer of layers) {
    let allow: StatementReference | undefined;
    for (const policy of layer) {
      if (policy.unresolved !== null) return null;
      for (const statement of policy.statements) {
        const covers = coversAction(statement, action);
        if (covers === 'false') continue;
        if (statement.effect === 'Deny') return null;
        if (allow === undefined && covers === 'true' && isPlainAllow(statement)) allow = { policy, statement };
      }
    }
    if (allow === undefined) return null;
    found.push(allow);
  }
  return found;
}

/** Prefixes of the services of which the policies allow anything. */
export function allowedServices(policies: readonly Policy[]): ReadonlySet<string> | 'any' {
  const services = new Set<string>();
  for (const { effect, actions } of policies.flatMap(({ statements }) => statements)) {
    if (effect !== 'Allow') continue;
    if (actions === undefined || actions.unknown.length > 0) return 'any';
    for (const action of actions.values) {
      const service = action.slice(0, Math.max(0, action.indexOf(':'))).toLowerCase();
      if (service === '' || /[*?]/.test(service)) return 'any';
      services.add(service);
    }
  }
  return services;
}
