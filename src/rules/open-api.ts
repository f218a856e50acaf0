import { assuming, FREELY } from '../graph/grant.js';
import type { Entry } from '../graph/types.js';
import type { ApiRoute } from '../model/entry-point.js';
import type { Resource } from '../model/resource.js';
import type { Rule } from './rule.js';

/**
 * An API that asks for no credentials and calls a function. The function is sent what strangers write; whether it does
 * for them what its role allows is not decided by configuration.
 */
export const openApi: Rule = {
  id: 'open-api',

  *entries({ model }) {
    const functions = new Map(model.resources.filter(({ kind }) => kind === 'function').map((one) => [one.arn, one]));
    for (const api of model.resources) {
      const seen = new Set<string>();
      for (const route of (api.routes ?? []).filter(isOpen)) {
        for (const target of route.targets.flatMap((arn) => functions.get(arn) ?? [])) {
          if (seen.has(target.arn)) continue;
          seen.add(target.arn);
          for (const role of target.roles) yield entry(this.id, { api, route, target, role });
        }
      }
    }
  },
};

/** A stranger has no API key, though a key is no proof of who calls (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html). */
function isOpen({ authorization }: ApiRoute): boolean {
  return authorization === 'none';
}

interface OpenRoute {
  readonly api: Resource;
  readonly route: ApiRoute;
  readonly target: Resource;
  readonly role: string;
}

function entry(ruleId: string, { api, route, target, role }: OpenRoute): Entry {
  return {
    kind: 'anonymous',
    id: '*',
    ruleId,
    messageId: 'noAuthorizer',
    to: role,
    opens: `route ${route.name} of API ${api.name}`,
    outsider: 'anyone on the internet',
    step: {
      from: '*',
      to: role,
      via: 'anonymous',
      description: `calls API ${api.name}, which asks for no credentials`,
      grant: assuming(FREELY, `function ${target.name} does with its role what its caller asks`),
      address: route.address,
      location: route.location,
    },
    compute: null,
    resource: target,
  };
}
