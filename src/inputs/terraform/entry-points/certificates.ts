import type { CertificateProfile, IdentityProvider, TrustAnchor } from '../../../model/identity-provider.js';
import { publicAuthorityOf } from '../../certificates.js';
import { own } from '../guards.js';
import { readBlocks, readText, topBlock } from '../values.js';
import type { Links } from './links.js';

/** Trust anchors and profiles of IAM Roles Anywhere. */
export function readCertificates(links: Links): readonly IdentityProvider[] {
  return [...trustAnchors(links), ...profiles(links)];
}

function trustAnchors({ reader }: Links): readonly TrustAnchor[] {
  return reader.managed('aws_rolesanywhere_trust_anchor').map((instance) => {
    const block = topBlock(instance);
    const data = (readBlocks(block, 'source') ?? []).flatMap((row) => readBlocks(row, 'source_data') ?? []);
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
