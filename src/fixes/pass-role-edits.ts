import { isPlainAllowOfEverything } from '../evaluation/statement.js';
import { compilePattern, isLiteral, matchesWildcard } from '../evaluation/wildcard.js';
import type { Step } from '../graph/types.js';
import type { Model } from '../model/model.js';
import { namedPrincipals, type Policy, type Statement } from '../model/policy.js';
import type { Role } from '../model/principal.js';
import type { Violation } from '../rules/check.js';
import { type Edit, isOfAws } from './edit.js';

const PASS_ROLE = 'iam:passrole';
/** Other actions that are asked of the same roles, and lose nothing that matters with them. */
const BESIDE = new Set([PASS_ROLE, 'iam:getrole']);
/** A longer list is nobody's to read. */
const MAX_ROLES = 10;

/** A role that a path passes by a statement, and the services that it is passed to. */
interface Passing {
  readonly policy: Policy;
  readonly statement: Statement;
  readonly account: string;
  readonly roles: Set<string>;
  readonly services: Set<string>;
}

/**
 * Lets a statement pass only the roles that the services on the paths cannot use: those are taken out of its list, and a
 * pattern makes room for the other roles of the account that some service uses, administrators left out. Null where nothing would be left of it, or
 * where the statement is for more than passing roles.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 */
export function scopePassRole({ reach }: Violation, model: Model): readonly Edit[] | null {
  const found = new Map<Statement, Passing>();
  for (const { steps } of reach.paths.values()) for (const step of steps.slice(1)) notePassing(step, found);
  const edits = [...found.values()].flatMap((passing): readonly Edit[] => {
    const after = scoped(passing, model);
    return after === null ? [] : [{ kind: 'statement', policy: passing.policy, before: passing.statement, after }];
  });
  return edits.length === 0 ? null : edits;
}

function notePassing({ grant }: Step, found: Map<Statement, Passing>): void {
  const passed = grant.witness.filter(({ action }) => action.toLowerCase() === PASS_ROLE);
  const services = grant.witness.flatMap(({ principal }) => (principal.kind === 'service' ? [principal.arn] : []));
  if (services.length === 0) return;
  for (const { resource, resourceAccount } of passed) {
    for (const { policy, statement } of grant.statements) {
      if (!isForPassing(statement, policy) || !listed(statement).some((value) => matchesWildcard(value, resource)))
        continue;
      const passing = found.get(statement) ?? {
        policy,
        statement,
        account: resourceAccount,
        roles: new Set(),
        services: new Set(),
      };
      passing.roles.add(resource);
      for (const service of services) passing.services.add(service);
      found.set(statement, passing);
    }
  }
}

function isForPassing({ effect, actions }: Statement, policy: Policy): boolean {
  if (policy.type !== 'identity-based' || isOfAws(policy) || effect !== 'Allow' || actions === undefined) return false;
  const names = actions.values.map((value) => value.toLowerCase());
  return actions.unknown.length === 0 && names.includes(PASS_ROLE) && names.every((name) => BESIDE.has(name));
}

function scoped({ statement, account, roles, services }: Passing, { roles: all }: Model): Statement | null {
  const mayPass = (role: Role): boolean => namedPrincipals(role.trust, 'Service').length > 0 && !isAdministrator(role);
  const isDangerous = (role: Role): boolean =>
    roles.has(role.arn) || namedPrincipals(role.trust, 'Service').some((name) => services.has(name));
  const covered = (pattern: string): readonly Role[] =>
    all.filter((role) => role.account === account && matchesWildcard(pattern, role.arn));
  const left = listed(statement).flatMap((value) => {
    const those = covered(value);
    if (!those.some(isDangerous) && !roles.has(value)) return [value];
    if (isLiteral(compilePattern(value))) return [];
    return those.filter((role) => mayPass(role) && !isDangerous(role)).map(({ arn }) => arn);
  });
  const values = [...new Set(left)];
  if (values.length === 0 || values.length > MAX_ROLES) return null;
  return { ...statement, resources: { values, unknown: statement.resources?.unknown ?? [] } };
}

/** Whom nobody is told to pass, whatever the service. */
function isAdministrator({ policies }: Role): boolean {
  return policies.some(({ policy }) => policy.statements.some(isPlainAllowOfEverything));
}

function listed({ resources }: Statement): readonly string[] {
  return resources?.values ?? [];
}
