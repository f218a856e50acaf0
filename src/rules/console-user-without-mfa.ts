import { FREELY } from '../graph/grant.js';
import type { Rule } from './rule.js';

/** A console password without a second factor: whoever guesses, steals or phishes it acts as the user. */
export const consoleUserWithoutMfa: Rule = {
  id: 'console-user-without-mfa',

  *entries({ model }) {
    for (const user of model.users) {
      const password = user.credentials?.find(({ kind }) => kind === 'login-profile');
      if (password === undefined || user.mfa !== false) continue;
      yield {
        kind: 'credential',
        id: user.arn,
        ruleId: this.id,
        messageId: 'password',
        to: user.arn,
        opens: `the console password of user ${user.name}`,
        outsider: 'whoever learns the password',
        step: {
          from: 'leaked credential',
          to: user.arn,
          via: 'credential',
          description: 'signs in to the console as the user, without a second factor',
          grant: FREELY,
          address: password.address ?? user.address,
          location: password.location,
        },
        compute: null,
        resource: null,
        holding: 'password',
      };
    }
  },
};
