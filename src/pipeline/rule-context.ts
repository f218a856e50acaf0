import { loadActions, loadCatalogue, loadResourceControlServices } from '../catalogue/catalogue.js';
import { PolicyGraph } from '../graph/graph.js';
import { policiesAtDoors, unnamedAccount } from '../graph/outsider-account.js';
import type { Model } from '../model/model.js';
import { namedPrincipals } from '../model/policy.js';
import type { ThreatModel, TrustZone } from '../model/trust-zone.js';
import type { RuleContext } from '../rules/rule.js';
import type { Catalogue } from '../schemas/rules.generated.js';

/** What decides how a model is judged. */
export interface Judgement {
  readonly trust: TrustZone;
  readonly threatModel: ThreatModel;
  /** The time of the run, in milliseconds since 1970. */
  readonly now: number;
  /** Taken instead of the catalogue that is shipped. */
  readonly catalogue?: Catalogue;
}

/** The model as a graph with what a rule asks of it. The trust zone gains what the input shows to be ours. */
export function ruleContext(
  model: Model,
  { trust, threatModel, now, catalogue = loadCatalogue() }: Judgement,
): RuleContext {
  const organization = trust.organization ?? model.organization;
  const accounts = [...new Set([...trust.accounts, ...model.accounts, ...managementAccounts(model)])];
  const graph = new PolicyGraph(model, {
    catalogue,
    actions: loadActions(),
    resourceControlServices: loadResourceControlServices(),
    circumstances: { now, organization, stranger: unnamedAccount(policiesAtDoors(model), accounts) },
  });
  const { issuers, organizationRoles, computePrimitives } = catalogue;
  return {
    model,
    graph,
    threatModel,
    issuers,
    organizationRoles,
    workloadServices: new Set(
      computePrimitives.flatMap(({ passRole, host }) => [
        ...(passRole?.actsAs ?? []),
        ...(host === undefined ? [] : [host]),
      ]),
    ),
    trust: { ...trust, organization, accounts },
  };
}

const STACK_SETS =
  /^arn:[^:]+:iam::(\d{12}):role\/aws-service-role\/stacksets\.cloudformation\.amazonaws\.com\/AWSServiceRoleForCloudFormationStackSetsOrgAdmin$/;

/**
 * The management account of our organization, where a role shows it: AWS CloudFormation makes roles that trust the service-linked
 * role of the account that manages the organization, and nobody else can act as that role
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-enable-trusted-access.html).
 */
function managementAccounts({ roles }: Model): readonly string[] {
  return roles.flatMap(({ trust }) => namedPrincipals(trust, 'AWS').flatMap((arn) => STACK_SETS.exec(arn)?.[1] ?? []));
}
