import { assuming, FREELY } from '../graph/grant.js';
import { anonymousKnowledge, serviceKnowledge } from '../graph/knowledge.js';
import type { Entry } from '../graph/types.js';
import type { Policy } from '../model/policy.js';
import type { Resource } from '../model/resource.js';
import { anyAccountMayPass, mayPass } from './outsiders.js';
import { resourceEntries, type ResourceEntryFacts } from './resource-entry.js';
import type { Rule, RuleContext } from './rule.js';

const UPDATE = 'lambda:UpdateFunctionCode';
const INVOKE = 'lambda:InvokeFunction';

/** One way for an outsider to make a function run. */
type Door = Omit<ResourceEntryFacts, 'ruleId' | 'opens'>;

/**
 * A function that an outsider may invoke or update. Whoever updates it acts as its role; whoever only invokes it does so
 * as far as the function's code lets its caller.
 */
export const publicFunction: Rule = {
  id: 'public-function',

  *entries(context) {
    for (const resource of context.model.resources) {
      if (resource.kind !== 'function' || resource.roles.length === 0) continue;
      for (const door of doors(resource, context)) yield* entries(this.id, resource, door);
    }
  },
};

/** The widest door only: who may update a function gains nothing by invoking it. */
function doors(resource: Resource, context: RuleContext): readonly Door[] {
  const policy = resource.policy;
  const update = policy === null ? null : accountDoor(resource, policy, UPDATE, context);
  if (update !== null) return [update];
  const url = urlDoor(resource);
  if (url !== null) return [url];
  if (policy === null) return [];
  const invoke = accountDoor(resource, policy, INVOKE, context);
  return invoke === null ? serviceDoors(resource, policy, context) : [invoke];
}

/** AWS asks nothing of the caller of a function URL with `NONE` (https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html). */
function urlDoor(resource: Resource): Door | null {
  const url = resource.functionUrls.find(({ authType }) => authType === 'NONE');
  if (url === undefined) return null;
  return {
    messageId: 'url',
    kind: 'anonymous',
    id: '*',
    outsider: 'anyone on the internet',
    description: 'calls the function URL, which asks for no credentials',
    grant: FREELY,
    address: url.address,
    location: url.location,
    ownCode: false,
  };
}

function accountDoor(resource: Resource, policy: Policy, action: string, context: RuleContext): Door | null {
  const { keys, circumstances } = context.graph;
  const target = { action, arn: resource.arn, account: resource.account, policy };
  const anonymous = mayPass(target, { kind: 'anonymous' }, anonymousKnowledge(keys, circumstances), context);
  const grant = anonymous?.certainty === 'certain' ? anonymous : (anyAccountMayPass(target, context) ?? anonymous);
  if (grant === null) return null;
  const updates = action === UPDATE;
  return {
    messageId: updates ? 'update' : 'invoke',
    kind: 'any-aws-account',
    id: '*',
    outsider: 'any AWS account',
    description: updates ? 'replaces the code of the function' : 'invokes the function',
    grant,
    address: policy.address,
    location: policy.location,
    ownCode: updates,
  };
}

/** A service that acts for any of its customers, unless the policy says for whose resource. */
function serviceDoors(resource: Resource, policy: Policy, { graph }: RuleContext): readonly Door[] {
  const services = policy.statements.flatMap(({ effect, principals }) =>
    effect === 'Allow' ? (principals?.Service?.values ?? []) : [],
  );
  return [...new Set(services)].flatMap((service): Door[] => {
    const grant = mayPass(
      { action: INVOKE, arn: resource.arn, account: resource.account, policy },
      { kind: 'service', arn: service },
      serviceKnowledge(service, graph.circumstances.stranger, graph.keys, graph.circumstances),
      { graph },
    );
    if (grant === null) return [];
    return [
      {
        messageId: 'confusedDeputy',
        kind: 'service',
        id: service,
        outsider: `anyone who uses ${service}`,
        description: `has ${service} invoke the function`,
        grant,
        address: policy.address,
        location: policy.location,
        ownCode: false,
      },
    ];
  });
}

function entries(ruleId: string, resource: Resource, door: Door): readonly Entry[] {
  const assumption = `function ${resource.name} does with its role what its caller asks`;
  return resourceEntries(resource, {
    ...door,
    ruleId,
    opens: `function ${resource.name}`,
    grant: door.ownCode ? door.grant : assuming(door.grant, assumption),
  });
}
