import { FREELY } from '../graph/grant.js';
import { isServiceLinked, type Role } from '../model/principal.js';
import type { Rule } from './rule.js';

/**
 * Every user and role that comes to compute: what an insider, or an attacker who already is inside, can do. Roles that AWS
 * alone acts as are left out.
 */
export const anyPrincipal: Rule = {
  id: 'any-principal',

  *entries({ model, workloadServices }) {
    for (const principal of [...model.users, ...model.roles]) {
      if (principal.kind === 'role' && isForAwsAlone(principal, workloadServices)) continue;
      yield {
        kind: 'principal',
        id: principal.arn,
        ruleId: this.id,
        messageId: 'principal',
        to: principal.arn,
        opens: `${principal.kind} ${principal.name}`,
        outsider: 'an insider',
        step: {
          from: 'insider',
          to: principal.arn,
          via: 'principal',
          description: `acts as the ${principal.kind}`,
          grant: FREELY,
          address: principal.address,
          location: principal.location,
        },
        compute: null,
        resource: null,
      };
    }
  },
};

/** True for a service-linked role, and for one that only services assume which run no code of a customer with it. */
function isForAwsAlone(role: Role, workloadServices: ReadonlySet<string>): boolean {
  if (isServiceLinked(role)) return true;
  const { unresolved, statements } = role.trust;
  const labels = new Set([...workloadServices].map(labelOf));
  const allowing = statements.filter(({ effect }) => effect === 'Allow');
  const services = allowing.flatMap(({ principals }) => principals?.Service?.values ?? []);
  return (
    unresolved === null &&
    services.length > 0 &&
    allowing.every(
      ({ principals }) =>
        principals?.Service !== undefined && principals.AWS === undefined && principals.Federated === undefined,
    ) &&
    services.every((service) => service !== '*' && !labels.has(labelOf(service)))
  );
}

/** `ec2` of `ec2.amazonaws.com`, and of the names that it has in other partitions and Regions. */
function labelOf(service: string): string {
  return service.slice(0, service.indexOf('.'));
}
