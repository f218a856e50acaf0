import { assuming, FREELY } from '../graph/grant.js';
import type { Grant } from '../graph/types.js';
import type { NetworkExposure, PortRange } from '../model/entry-point.js';
import type { Resource, ResourceKind } from '../model/resource.js';
import { called, resourceEntries, type ResourceEntryFacts } from './resource-entry.js';
import type { Rule } from './rule.js';

/**
 * A workload that the internet reaches and that holds a role. Reaching it is not yet breaking into it, so the step
 * always rests on the assumption that what listens there can be made to run a stranger's code, or to fetch the role's
 * credentials for them.
 */
export const exposedWorkload: Rule = {
  id: 'exposed-workload',

  *entries({ model }) {
    for (const resource of model.resources) {
      const [exposure] = [...(resource.exposures ?? [])].sort((a, b) => a.assumptions.length - b.assumptions.length);
      if (exposure !== undefined) yield* resourceEntries(resource, facts(this.id, resource, exposure));
    }
  },
};

/** What has the instance metadata service beside it. */
const MACHINES: ReadonlySet<ResourceKind> = new Set(['instance', 'auto-scaling-group']);

function facts(ruleId: string, resource: Resource, exposure: NetworkExposure): ResourceEntryFacts {
  const name = called(resource);
  const ports = [...new Set((resource.exposures ?? []).flatMap((one) => one.ports.map(portText)))].slice(0, 4);
  const plainRequest = MACHINES.has(resource.kind) && resource.tokensOptional === true;
  const flaw = plainRequest
    ? `what listens on ${ports.join(', ')} of ${name} can be made to send a request to the instance metadata service, or to run a stranger's code`
    : `what listens on ${ports.join(', ')} of ${name} can be made to run a stranger's code`;
  return {
    ruleId,
    messageId: plainRequest ? 'plainMetadata' : 'exposed',
    kind: 'anonymous',
    id: '*',
    opens: name,
    outsider: 'anyone on the internet',
    description: `breaks into ${name}, which is open to the internet`,
    grant: [...exposure.assumptions, flaw].reduce<Grant>(assuming, FREELY),
    address: exposure.address,
    location: exposure.location,
    through: exposure.through ?? [],
    ownCode: false,
  };
}

function portText({ protocol, from, to }: PortRange): string {
  if (protocol === '-1' || (from <= 0 && to >= 65_535)) return 'any port';
  return from === to ? `port ${String(from)}` : `ports ${String(from)} to ${String(to)}`;
}
