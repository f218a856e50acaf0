import type { Model } from '../model/model.js';
import type { Condition, Policy, PrincipalElement, Statement, Values } from '../model/policy.js';
import type { PolicyAttachment } from '../model/principal.js';

/** What an unknown policy, or an unknown part of one, is taken for. */
export type Assumption = 'allow' | 'deny';

/** Every {@link Assumption}. */
export const ASSUMPTIONS: readonly Assumption[] = ['allow', 'deny'];

const ANYTHING: Values = { values: ['*'], unknown: [] };

/**
 * The model with everything that is not known of its policies taken to allow whatever it could allow, or to allow nothing
 * that is not known to be allowed. What is not known stays listed among the gaps.
 */
export function assumeUnknown(model: Model, assumption: Assumption): Model {
  const assumed = new Map<Policy, Policy>();
  const assume = (policy: Policy): Policy => {
    const known = assumed.get(policy) ?? assumePolicy(policy, assumption);
    assumed.set(policy, known);
    return known;
  };
  const attach = (attachment: PolicyAttachment): PolicyAttachment => ({
    ...attachment,
    policy: assume(attachment.policy),
  });
  const orNull = (policy: Policy | null): Policy | null => (policy === null ? null : assume(policy));
  return {
    ...model,
    users: model.users.map((user) => ({
      ...user,
      policies: user.policies.map(attach),
      boundary: orNull(user.boundary),
    })),
    groups: model.groups.map((group) => ({ ...group, policies: group.policies.map(attach) })),
    roles: model.roles.map((role) => ({
      ...role,
      policies: role.policies.map(attach),
      boundary: orNull(role.boundary),
      trust: assume(role.trust),
    })),
    managedPolicies: model.managedPolicies.map((managed) => ({ ...managed, policy: assume(managed.policy) })),
    resources: model.resources.map((resource) => ({ ...resource, policy: orNull(resource.policy) })),
    strayPolicies: model.strayPolicies.map((stray) => ({ ...stray, attachment: attach(stray.attachment) })),
    controls: model.controls.map((controls) => ({
      ...controls,
      serviceControl: controls.serviceControl.map((level) => level.map(assume)),
      resourceControl: controls.resourceControl.map((level) => level.map(assume)),
    })),
  };
}

function assumePolicy(policy: Policy, assumption: Assumption): Policy {
  if (policy.unresolved !== null) {
    const statements = assumption === 'allow' ? [anything(policy)] : [];
    return { ...policy, statements, unresolved: null };
  }
  const statements = policy.statements.flatMap((statement) => {
    const widens = (statement.effect === 'Allow') === (assumption === 'allow');
    return isKnown(statement) ? statement : widens ? widen(statement) : (narrow(statement) ?? []);
  });
  return { ...policy, statements };
}

function anything({ type }: Policy): Statement {
  const names = type === 'trust' || type === 'resource-based' || type === 'rcp' || type === 'vpc-endpoint';
  return {
    index: 0,
    sid: null,
    effect: 'Allow',
    ...(names ? { principals: { AWS: ANYTHING } } : {}),
    actions: ANYTHING,
    ...(type === 'trust' ? {} : { resources: ANYTHING }),
    conditions: [],
  };
}

function isKnown(statement: Statement): boolean {
  const { principals = {}, notPrincipals = {}, conditions } = statement;
  const { actions, notActions, resources, notResources } = statement;
  const lists = [actions, notActions, resources, notResources, ...Object.values({ ...principals })];
  const all = [...lists, ...Object.values({ ...notPrincipals }), ...conditions.map(({ values }) => values)];
  return all.every((values) => (values?.unknown.length ?? 0) === 0);
}

/** The statement as wide as it could be. */
function widen(statement: Statement): Statement {
  const { principals, notPrincipals, actions, notActions, resources, notResources, conditions } = statement;
  const wide = (values: Values): Values => (values.unknown.length === 0 ? values : ANYTHING);
  return {
    ...statement,
    ...(principals === undefined ? {} : { principals: widePrincipals(principals) }),
    ...(notPrincipals === undefined ? {} : { notPrincipals: mapPrincipals(notPrincipals, known) }),
    ...(actions === undefined ? {} : { actions: wide(actions) }),
    ...(resources === undefined ? {} : { resources: wide(resources) }),
    ...(notActions === undefined ? {} : { notActions: known(notActions) }),
    ...(notResources === undefined ? {} : { notResources: known(notResources) }),
    conditions: conditions.filter(isKnownCondition),
  };
}

/** The statement as narrow as it could be; null when nothing may be left of it. */
function narrow(statement: Statement): Statement | null {
  const { principals, notPrincipals, actions, notActions, resources, notResources, conditions } = statement;
  const spared = [notActions, notResources, ...Object.values({ ...notPrincipals })];
  if (spared.some((values) => (values?.unknown.length ?? 0) > 0) || !conditions.every(isKnownCondition)) return null;
  const left = {
    ...statement,
    ...(principals === undefined ? {} : { principals: mapPrincipals(principals, known) }),
    ...(actions === undefined ? {} : { actions: known(actions) }),
    ...(resources === undefined ? {} : { resources: known(resources) }),
  };
  const names = Object.values({ ...left.principals });
  const empty = [left.actions, left.resources].some((values) => values?.values.length === 0);
  return empty || (principals !== undefined && names.every(({ values }) => values.length === 0)) ? null : left;
}

function known({ values }: Values): Values {
  return { values, unknown: [] };
}

function isKnownCondition({ values }: Condition): boolean {
  return values.unknown.length === 0;
}

/** Services and identity providers have no wildcard: of those only accounts and their principals are anybody. */
function widePrincipals(element: PrincipalElement): PrincipalElement {
  const { AWS } = element;
  return AWS === undefined || AWS.unknown.length === 0 ? element : { ...element, AWS: ANYTHING };
}

function mapPrincipals(element: PrincipalElement, map: (values: Values) => Values): PrincipalElement {
  return Object.fromEntries(Object.entries(element).map(([type, values]) => [type, map(values)]));
}
