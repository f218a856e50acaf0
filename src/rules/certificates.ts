import { assuming, FREELY, combine } from '../graph/grant.js';
import { serviceKnowledge } from '../graph/knowledge.js';
import type { Knowledge } from '../evaluation/knowledge.js';
import type { Grant } from '../graph/types.js';
import type { TrustAnchor } from '../model/identity-provider.js';
import type { Role } from '../model/principal.js';
import { mayPass } from './outsiders.js';
import { roleEntry } from './role-entry.js';
import type { RuleContext } from './rule.js';

const SERVICE = 'rolesanywhere.amazonaws.com';

/** Roles that a stranger's certificate of a trust anchor opens, with the anchor. */
export interface CertificateEntry {
  readonly role: Role;
  readonly anchor: TrustAnchor | null;
  readonly grant: Grant;
}

/**
 * Roles that IAM Roles Anywhere gives to any certificate of a trust anchor: the trust policy pins neither a name in the
 * certificate nor the anchor (https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html#role-trusts).
 */
export function* unpinnedCertificates(context: RuleContext): Iterable<CertificateEntry> {
  const { model } = context;
  const anchors = model.identityProviders.filter((one) => one.kind === 'trust-anchor');
  const profiles = model.identityProviders.filter((one) => one.kind === 'certificate-profile');
  for (const role of model.roles) {
    const named = role.trust.statements.some(
      ({ principals }) => principals?.Service?.values.includes(SERVICE) === true,
    );
    if (!named) continue;
    const holding = profiles.filter(({ roles, enabled }) => enabled && roles.includes(role.arn));
    const profile =
      holding.length > 0 ? FREELY : assuming(FREELY, `a profile of IAM Roles Anywhere holds role ${role.name}`);
    const candidates = anchors.filter(({ account, enabled }) => enabled && account === role.account);
    for (const anchor of candidates.length === 0 && !model.shows.has('trust-anchor') ? [null] : candidates) {
      const grant = mayPass(
        { action: 'sts:AssumeRole', arn: role.arn, account: role.account, policy: role.trust },
        { kind: 'service', arn: SERVICE },
        strangersCertificate(role, anchor, context),
        context,
      );
      if (grant !== null) yield { role, anchor, grant: combine([grant, profile]) };
    }
  }
}

/** Every name that the certificate carries is one that no policy means. */
function strangersCertificate(role: Role, anchor: TrustAnchor | null, { graph }: RuleContext): Knowledge {
  const base = serviceKnowledge(SERVICE, role.account, graph.keys, graph.circumstances);
  return (key) => {
    if (key.startsWith('aws:principaltag/') || key === 'sts:sourceidentity') {
      return { kind: 'fixed', values: ['outsider'] };
    }
    if (key.startsWith('aws:requesttag/')) return { kind: 'fixed', values: ['outsider'] };
    if (key === 'aws:sourcearn' && anchor !== null) return { kind: 'fixed', values: [anchor.arn] };
    return base(key);
  };
}

/** The entry as a rule yields it. */
export function certificateEntry(
  ruleId: string,
  messageId: string,
  { role, anchor, grant }: CertificateEntry,
  outsider: string,
) {
  return roleEntry(role, {
    ruleId,
    messageId,
    kind: 'federated',
    id: anchor?.arn ?? SERVICE,
    outsider,
    grant,
  });
}
