import { assuming, FREELY } from '../graph/grant.js';
import { anonymousKnowledge, OUTSIDER_ACCOUNT, serviceKnowledge } from '../graph/knowledge.js';
import type { Entry, EntryKind, Grant } from '../graph/types.js';
import type { SourceLocation } from '../model/location.js';
import type { Policy } from '../model/policy.js';
import type { Resource } from '../model/resource.js';
import { anyAccountMayPass, mayPass } from './outsiders.js';
import type { Rule, RuleContext } from './rule.js';

const UPDATE = 'lambda:UpdateFunctionCode';
const INVOKE = 'lambda:InvokeFunction';

/** One way for an outsider to make a function run. */
interface Door {
  readonly messageId: string;
  readonly kind: EntryKind;
  readonly id: string;
  readonly outsider: string;
  readonly description: string;
  readonly grant: Grant;
  readonly address: string | null;
  readonly location: SourceLocation;
  /** True when the outsider also decides what the function does. */
  readonly ownCode: boolean;
}

/**
 * A function that an outsider may invoke or update. Whoever updates it acts as its role; whoever only invokes it does so
 * as far as the function's code lets its caller.
 */
export const publicFunction: Rule = {
  id: 'public-function',

  *entries(context) {
    for (const resource of context.model.resources) {
      if (resource.kind !== 'function') continue;
      for (const door of doors(resource, context)) {
        for (const role of resource.roles) yield entry(this.id, resource, role, door);
      }
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
      serviceKnowledge(service, OUTSIDER_ACCOUNT, graph.keys, graph.circumstances),
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

function entry(ruleId: string, resource: Resource, role: string, door: Door): Entry {
  const assumption = `function ${resource.name} does with its role what its caller asks`;
  return {
    kind: door.kind,
    id: door.id,
    ruleId,
    messageId: door.messageId,
    to: role,
    opens: `function ${resource.name}`,
    outsider: door.outsider,
    step: {
      from: door.id,
      to: role,
      via: door.kind,
      description: door.description,
      grant: door.ownCode ? door.grant : assuming(door.grant, assumption),
      address: door.address,
      location: door.location,
    },
    compute: door.ownCode ? 'lambda-update-code' : null,
    resource,
  };
}
