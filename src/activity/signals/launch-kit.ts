import { attempts, MINUTE, type Signal } from './signal.js';

const WINDOW = 30 * MINUTE;

/** What a stranger has to make before the first launch in an account that is not his. */
const PARTS: Readonly<Record<string, string>> = {
  CreateKeyPair: 'a key pair',
  ImportKeyPair: 'a key pair',
  CreateSecurityGroup: 'a security group',
  AuthorizeSecurityGroupIngress: 'a port open to every address',
  CreateDefaultVpc: 'a default VPC',
};
const LEAST_PARTS = 2;

/** The launch wizard's steps, or a script's: key pair, security group, a rule that opens it, launch, within half an hour. */
export const launchKit: Signal = (window) => {
  const launches = attempts(window).filter(({ call }) => call.source === 'ec2.amazonaws.com');
  const calls = window.episode.calls.filter(
    ({ call }) =>
      call.source === 'ec2.amazonaws.com' &&
      Object.hasOwn(PARTS, call.name) &&
      (call.name !== 'AuthorizeSecurityGroupIngress' || call.facts.opensToAll === true) &&
      launches.some(({ call: launch }) => launch.last >= call.time && launch.time - call.time <= WINDOW),
  );
  const parts = [...new Set(calls.map(({ call }) => PARTS[call.name] ?? ''))];
  if (parts.length < LEAST_PARTS) return null;
  return { text: `${parts.join(', ')} were made within half an hour before the launch.`, calls };
};
