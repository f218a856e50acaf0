import { assuming } from '../graph/grant.js';
import { anonymousKnowledge } from '../graph/knowledge.js';
import { mayPass } from './outsiders.js';
import { roleEntry } from './role-entry.js';
import type { Rule } from './rule.js';
import { federatedPrincipals } from './token-roles.js';

const ACTION = 'sts:AssumeRoleWithSAML';

/**
 * A role for users of a SAML identity provider: who gets it is decided there, so that an account that is taken over at
 * the provider, or the provider's signing key, opens the role. What has to be changed is there, and so the roles of one
 * provider are told together
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_saml.html).
 */
export const samlFederation: Rule = {
  id: 'saml-federation',

  *entries(context) {
    const { keys, circumstances } = context.graph;
    const base = anonymousKnowledge(keys, circumstances);
    for (const role of context.model.roles) {
      for (const federated of federatedPrincipals(role)) {
        if (!/^arn:[^:]+:iam::\d*:saml-provider\//.test(federated)) continue;
        const name = federated.slice(federated.lastIndexOf('/') + 1);
        const door = { action: ACTION, arn: role.arn, account: role.account, policy: role.trust };
        const grant = mayPass(
          door,
          { kind: 'federated', arn: federated, account: role.account },
          (key) => (key.startsWith('saml:') ? { kind: 'free' } : base(key)),
          context,
        );
        if (grant === null) continue;
        yield roleEntry(role, {
          ruleId: this.id,
          messageId: 'anyUser',
          kind: 'federated',
          id: federated,
          door: federated,
          outsider: `whoever takes over an account at identity provider ${name}`,
          grant: assuming(
            grant,
            `identity provider ${name} gives the role to somebody whose account there was taken over`,
          ),
        });
      }
    }
  },
};
