import { assuming } from '../graph/grant.js';
import { anonymousKnowledge } from '../graph/knowledge.js';
import type { Entry } from '../graph/types.js';
import type { ApiRoute } from '../model/entry-point.js';
import type { Policy } from '../model/policy.js';
import type { Resource } from '../model/resource.js';
import { mayPass } from './outsiders.js';
import { ANYONE, anyone, type Caller, outsidersWhoMay } from './resource-doors.js';
import { called, resourceEntries } from './resource-entry.js';
import type { Rule, RuleContext } from './rule.js';
import { reachedFrom, startedBy } from './started.js';

const INVOKE = 'execute-api:Invoke';

/**
 * An API that asks for no credentials, or for those of an account that is not ours, and calls or starts code with a role.
 * The code is sent what strangers write; whether it does for them what its role allows is not decided by configuration.
 */
export const openApi: Rule = {
  id: 'open-api',

  *entries(context) {
    const { resources } = context.model;
    const byArn = new Map(resources.map((one) => [one.arn, one]));
    const started = startedBy(resources);
    for (const api of resources) {
      const seen = new Set<string>();
      for (const route of api.routes ?? []) {
        const called = route.targets.flatMap((arn) => byArn.get(arn) ?? []);
        const targets = called.flatMap((one) => reachedFrom(one, started)).filter(({ roles }) => roles.length > 0);
        if (targets.length === 0) continue;
        for (const caller of callers(api, route, context)) {
          for (const target of targets) {
            const key = `${target.arn} ${caller.id}`;
            if (seen.has(key)) continue;
            seen.add(key);
            yield* entriesOf(this.id, api, route, target, caller);
          }
        }
      }
    }
  },
};

/**
 * A stranger has no API key, though a key is no proof of who calls
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html). Where the API has a policy,
 * that must allow the call, and it alone says which other accounts may make it
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html).
 */
function callers({ arn, account, policy }: Resource, route: ApiRoute, context: RuleContext): readonly Caller[] {
  const anonymous = route.authorization === 'none';
  if (policy === null) return anonymous ? [ANYONE] : [];
  if (!anonymous && route.authorization !== 'iam') return [];
  const { keys, circumstances } = context.graph;
  for (const stage of stagesOf(arn, policy)) {
    const door = { arn: `${arn}/${stage}/${pathOf(route)}`, account, policy };
    if (anonymous) {
      const knowledge = anonymousKnowledge(keys, circumstances);
      const grant = mayPass({ ...door, action: INVOKE }, { kind: 'anonymous' }, knowledge, context);
      // Whoever has to come from a certain network or VPC is not anyone.
      if (grant?.certainty === 'certain') return [anyone(grant)];
    } else {
      const found = outsidersWhoMay({ ...door, actions: [INVOKE], anonymous }, context);
      if (found.length > 0) return found;
    }
  }
  return [];
}

/** Stages that the policy names, and one that stands for the others. */
function stagesOf(arn: string, { statements }: Policy): readonly string[] {
  const named = statements
    .flatMap(({ resources }) => resources?.values ?? [])
    .flatMap((value) => (value.startsWith(`${arn}/`) ? (value.slice(arn.length + 1).split('/')[0] ?? '') : ''));
  return [...new Set([...named.filter((stage) => stage !== '' && !/[*?]/.test(stage)), 'stage'])];
}

/** `POST /orders` as the end of an ARN: `POST/orders`. */
function pathOf({ name }: ApiRoute): string {
  const [method = '', path = '/'] = name.split(' ');
  return `${method === 'ANY' || method.startsWith('$') ? 'GET' : method}${path}`;
}

function entriesOf(ruleId: string, api: Resource, route: ApiRoute, target: Resource, caller: Caller): readonly Entry[] {
  const { who, kind, id, outsider, grant } = caller;
  const open = who === 'anyone';
  const place = open || api.policy === null ? route : api.policy;
  return resourceEntries(target, {
    ruleId,
    messageId: open ? 'noAuthorizer' : who === 'any-account' ? 'anyAccount' : 'foreignAccount',
    kind,
    id,
    opens: open ? `route ${route.name} of API ${api.name}` : `the policy of ${called(api)}`,
    outsider,
    description: open ? `calls API ${api.name}, which asks for no credentials` : `calls API ${api.name}`,
    grant: assuming(grant, `${called(target)} does with its role what its caller asks`),
    address: place.address,
    location: place.location,
    ownCode: false,
  });
}
