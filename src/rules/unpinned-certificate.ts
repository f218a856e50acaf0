import { certificateEntry, unpinnedCertificates } from './certificates.js';
import type { Rule } from './rule.js';

/** A role that every certificate of an authority of ours opens: whoever takes over one machine with a certificate has it. */
export const unpinnedCertificate: Rule = {
  id: 'unpinned-certificate',

  *entries(context) {
    for (const found of unpinnedCertificates(context)) {
      if (found.anchor !== null && found.anchor.publicAuthority !== null) continue;
      const authority = found.anchor === null ? 'a trust anchor of the account' : `trust anchor ${found.anchor.name}`;
      yield certificateEntry(this.id, 'anyCertificate', found, `whoever holds a certificate of ${authority}`);
    }
  },
};
