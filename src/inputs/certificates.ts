import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';

/** Far above a bundle of certificates that IAM Roles Anywhere takes. */
const MAX_LENGTH = 100_000;

let roots: readonly X509Certificate[] | null = null;

/**
 * The public certificate authority whose certificate, or a certificate of which, a PEM text holds; null for another one.
 * Public are the authorities that Node trusts, those of Mozilla's list. Never throws: what is no certificate is none.
 */
export function publicAuthorityOf(pem: string): string | null {
  if (pem.length > MAX_LENGTH) return null;
  try {
    const certificate = new X509Certificate(pem);
    roots ??= rootCertificates.map((root) => new X509Certificate(root));
    const root = roots.find(
      (one) =>
        one.fingerprint256 === certificate.fingerprint256 ||
        (certificate.checkIssued(one) && certificate.verify(one.publicKey)),
    );
    return root === undefined ? null : nameOf(root);
  } catch {
    return null;
  }
}

function nameOf({ subject }: X509Certificate): string {
  const fields = new Map(subject.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line] as const));
  const line = fields.get('CN') ?? fields.get('O') ?? subject;
  return line.slice(line.indexOf('=') + 1);
}
