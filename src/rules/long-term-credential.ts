import { assuming, FREELY } from '../graph/grant.js';
import type { Credential, User } from '../model/principal.js';
import type { Rule } from './rule.js';

/** A user with an access key or a console password: whoever finds it acts as the user, from anywhere, until somebody removes it. */
export const longTermCredential: Rule = {
  id: 'long-term-credential',

  *entries({ model }) {
    for (const user of model.users) {
      const shown = user.credentials?.filter((credential) => opensAlone(credential, user)) ?? null;
      if (shown?.length === 0) continue;
      const credential = shown?.find(({ kind }) => kind === 'access-key') ?? shown?.[0];
      const what =
        credential === undefined
          ? 'a credential'
          : credential.kind === 'login-profile'
            ? 'the console password'
            : 'the access key';
      yield {
        kind: 'credential',
        id: user.arn,
        ruleId: this.id,
        messageId: 'credential',
        to: user.arn,
        opens: `${what} of user ${user.name}`,
        outsider: 'whoever holds a leaked credential',
        step: {
          from: 'leaked credential',
          to: user.arn,
          via: 'credential',
          description: `uses ${what} of the user`,
          grant: shown === null ? assuming(FREELY, `user ${user.name} has an access key or a password`) : FREELY,
          address: credential?.address ?? user.address,
          location: credential?.location ?? user.location,
        },
        compute: null,
        resource: null,
        holding: credential?.kind === 'login-profile' ? 'password' : 'access-key',
      };
    }
  },
};

/** A password beside which a device is asked for is no use alone; one without is for `console-user-without-mfa` to tell. */
function opensAlone({ kind }: Credential, { mfa }: User): boolean {
  return kind === 'access-key' || mfa === undefined;
}
