import { assuming, FREELY } from '../graph/grant.js';
import { called, resourceEntries } from './resource-entry.js';
import type { Rule } from './rule.js';

/**
 * A machine image that is looked up by its name and may belong to anybody: whoever publishes a newer image of a fitting
 * name chooses what the instances boot
 * (https://securitylabs.datadoghq.com/articles/whoami-a-cloud-image-name-confusion-attack/).
 */
export const unownedImageLookup: Rule = {
  id: 'unowned-image-lookup',

  *entries({ model }) {
    for (const resource of model.resources) {
      for (const source of resource.code ?? []) {
        const lookup = source.kind === 'machine-image' ? source.lookup : null;
        if (lookup?.owners !== null) continue;
        yield* resourceEntries(resource, {
          ruleId: this.id,
          messageId: 'anyOwner',
          kind: 'any-aws-account',
          id: '*',
          opens: `the image lookup of ${called(resource)}`,
          outsider: 'any AWS account',
          description: `publishes an image that fits ${lookup.names.map((name) => `"${name}"`).join(' or ') || 'the search'}, newer than the one that is meant`,
          grant: assuming(FREELY, `${called(resource)} is planned and started again after the image was published`),
          address: lookup.address,
          location: lookup.location,
          ownCode: true,
          door: lookup.address ?? resource.arn,
        });
      }
    }
  },
};
