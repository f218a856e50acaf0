import { isPublicIP } from '../ip-address.js';
import { attempts, type Signal } from './signal.js';

/** Most published campaigns begin with the access key of a user, which works from anywhere until somebody removes it. */
export const longTermKey: Signal = (window) => {
  const { accessKeyId } = window.episode.origin;
  const key = accessKeyId?.startsWith('AKIA') === true ? accessKeyId : null;
  const calls = attempts(window).filter(
    ({ call, chain }) =>
      isPublicIP(call.sourceIp) &&
      (call.identity.accessKeyId?.startsWith('AKIA') === true || (key !== null && chain.length > 0)),
  );
  const [first] = calls;
  if (first === undefined) return null;
  const used = first.call.identity.accessKeyId?.startsWith('AKIA') === true ? first.call.identity.accessKeyId : key;
  return { text: `Access key ${used ?? ''} was used from ${first.call.sourceIp ?? ''}.`, calls };
};
