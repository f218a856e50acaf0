import { assuming, FREELY } from '../graph/grant.js';
import type { ApiRoute } from '../model/entry-point.js';
import type { Resource } from '../model/resource.js';
import { resourceEntries, type ResourceEntryFacts } from './resource-entry.js';
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
          yield* resourceEntries(target, facts(this.id, api, route, target));
        }
      }
    }
  },
};

/** A stranger has no API key, though a key is no proof of who calls (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html). */
function isOpen({ authorization }: ApiRoute): boolean {
  return authorization === 'none';
}

function facts(ruleId: string, api: Resource, route: ApiRoute, target: Resource): ResourceEntryFacts {
  return {
    ruleId,
    messageId: 'noAuthorizer',
    kind: 'anonymous',
    id: '*',
    opens: `route ${route.name} of API ${api.name}`,
    outsider: 'anyone on the internet',
    description: `calls API ${api.name}, which asks for no credentials`,
    grant: assuming(FREELY, `function ${target.name} does with its role what its caller asks`),
    address: route.address,
    location: route.location,
    ownCode: false,
  };
}
