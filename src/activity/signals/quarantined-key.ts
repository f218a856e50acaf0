import { parseArn } from '../../model/arn.js';
import { listed, type Signal } from './signal.js';

/**
 * AWS attaches a quarantine policy to the user whose key it finds in public
 * (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html).
 */
export const quarantinedKey: Signal = ({ episode, history }) => {
  const calls = episode.calls.filter(({ call, principal }) => {
    const arn = parseArn(principal);
    if (arn?.resource.startsWith('user/') !== true) return false;
    return (
      call.compute.length > 0 && history.quarantined(arn.account, arn.resource.slice(arn.resource.lastIndexOf('/') + 1))
    );
  });
  if (calls.length === 0) return null;
  return { text: `AWS put ${listed(calls.map(({ principal }) => principal))} under quarantine.`, calls };
};
