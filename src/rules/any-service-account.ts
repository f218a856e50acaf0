import { anonymousKnowledge } from '../graph/knowledge.js';
import { mayPass } from './outsiders.js';
import { issuerOf } from './oidc-tenant.js';
import { roleEntry } from './role-entry.js';
import type { Rule } from './rule.js';
import { federatedPrincipals, issuerHost } from './token-roles.js';

const ACTION = 'sts:AssumeRoleWithWebIdentity';

/**
 * A role for pods of a cluster that does not say which: every service account of the cluster gets a token of the
 * same issuer (https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html).
 */
export const anyServiceAccount: Rule = {
  id: 'any-service-account',

  *entries(context) {
    const { keys, circumstances } = context.graph;
    const base = anonymousKnowledge(keys, circumstances);
    for (const role of context.model.roles) {
      for (const federated of federatedPrincipals(role)) {
        const provider = issuerHost(federated);
        if (issuerOf(provider, context.issuers)?.kubernetes !== true) continue;
        const subject = `${provider.toLowerCase()}:sub`;
        const grant = mayPass(
          { action: ACTION, arn: role.arn, account: role.account, policy: role.trust },
          { kind: 'federated', arn: federated, account: role.account },
          (key) => {
            if (key === subject) return { kind: 'fixed', values: [STRANGER] };
            return key.startsWith(provider.toLowerCase()) ? { kind: 'free', always: true } : base(key);
          },
          context,
        );
        if (grant === null) continue;
        yield roleEntry(role, {
          ruleId: this.id,
          messageId: 'anyPod',
          kind: 'federated',
          id: provider,
          outsider: 'whoever runs a pod in the cluster',
          grant,
        });
      }
    }
  },
};

/** A service account that no policy means. */
const STRANGER = 'system:serviceaccount:outsider:outsider';
