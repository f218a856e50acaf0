import type { CertificateProfile, IdentityProvider, TrustAnchor } from '../../../model/identity-provider.js';
import { publicAuthorityOf } from '../../certificates.js';
import { own } from '../guards.js';
import type { Instance } from '../instance.js';
import { type Block, readBlocks, readText, topBlock } from '../values.js';
import type { Links } from './links.js';

/** Trust anchors and profiles of IAM Roles Anywhere. */
export function readCertificates(links: Links): readonly IdentityProvider[] {
  return [...trustAnchors(links), ...profiles(links)];
}

function trustAnchors(links: Links): readonly TrustAnchor[] {
  const { reader } = links;
  const shared = sharedAuthorities(links);
  return reader.managed('aws_rolesanywhere_trust_anchor').map((instance) => {
    const block = topBlock(instance);
    const data = (readBlocks(block, 'source') ?? []).flatMap((row) => readBlocks(row, 'source_data') ?? []);
    for (const row of data) reportShared(row, shared, links);
    const certificates = data.flatMap((row) => readText(row, 'x509_certificate_data') ?? []);
    return {
      kind: 'trust-anchor',
      arn: reader.arns.arnOf(instance) ?? instance.address,
      name: reader.arns.nameOf(instance),
      account: reader.arns.place(instance).account,
      enabled: own(block.values, 'enabled') !== false,
      publicAuthority: certificates.map(publicAuthorityOf).find((name) => name !== null) ?? null,
      address: instance.address,
      location: reader.location(instance.pointer),
    };
  });
}

const AUTHORITY = ['aws_acmpca_certificate_authority'];

/** Private authorities that a policy lets others have certificates of. */
function sharedAuthorities(links: Links): ReadonlySet<Instance> {
  return new Set(
    links.reader
      .managed('aws_acmpca_policy')
      .flatMap((instance) => links.instance(topBlock(instance), 'resource_arn', AUTHORITY) ?? []),
  );
}

/** Whoever the authority of a trust anchor issues a certificate to may come in. */
function reportShared(source: Block, shared: ReadonlySet<Instance>, links: Links): void {
  const authority = links.instance(source, 'acm_pca_arn', AUTHORITY);
  if (authority === null || !shared.has(authority)) return;
  const reason = `who else has certificates of \`${authority.address}\` issued, which its policy allows, is not decided`;
  links.reader.gap('unresolved-policy', source.instance.address, reason, source.pointer);
}

function profiles(links: Links): readonly CertificateProfile[] {
  const { reader } = links;
  return reader.managed('aws_rolesanywhere_profile').map((instance) => {
    const block = topBlock(instance);
    const listed = own(block.values, 'role_arns');
    const known = Array.isArray(listed) ? (listed as unknown[]).filter((arn) => typeof arn === 'string') : [];
    const referred = links.all(block, 'role_arns', ['aws_iam_role']).map((role) => links.arnOf(role));
    return {
      kind: 'certificate-profile',
      arn: reader.arns.arnOf(instance) ?? instance.address,
      name: reader.arns.nameOf(instance),
      account: reader.arns.place(instance).account,
      enabled: own(block.values, 'enabled') !== false,
      roles: [...new Set([...known, ...referred])],
      address: instance.address,
      location: reader.location(instance.pointer),
    };
  });
}
