import { certificateEntry, unpinnedCertificates } from './certificates.js';
import type { Rule } from './rule.js';

/** A role that certificates of a public authority open, from which anybody gets one. */
export const publicCertificateAuthority: Rule = {
  id: 'public-certificate-authority',

  *entries(context) {
    for (const found of unpinnedCertificates(context)) {
      const authority = found.anchor?.publicAuthority ?? null;
      if (authority === null) continue;
      yield certificateEntry(this.id, 'publicAuthority', found, `anybody with a certificate of ${authority}`);
    }
  },
};
