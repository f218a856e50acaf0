import type { Call } from '../records/call.js';
import { HOUR, type Signal } from './signal.js';

const WINDOW = 2 * HOUR;
const STRONG_POLICY = /\/(?:AdministratorAccess|AmazonSESFullAccess|IAMFullAccess|PowerUserAccess)$/;

/** What the call leaves behind for a return; null for any other. */
function partOf({ name, source, facts }: Call): string | null {
  if (facts.anyone === true) return 'a function that anyone may invoke';
  if (source !== 'iam.amazonaws.com') return null;
  if (name === 'CreateUser') return 'a new user';
  if (name === 'CreateAccessKey') return 'an access key';
  if (name === 'CreateLoginProfile') return 'a console password';
  if ((name === 'AttachUserPolicy' || name === 'AttachRolePolicy') && STRONG_POLICY.test(facts.policyArn ?? '')) {
    return 'an administrator’s policy';
  }
  return null;
}

/** Most campaigns make a way back beside the launch: a user with a key or password and a strong policy, or a public function. */
export const persistenceKit: Signal = ({ episode }) => {
  const { launches } = episode;
  const calls = episode.calls.filter(
    ({ call }) =>
      call.outcome === 'success' &&
      partOf(call) !== null &&
      launches.some((launch) => Math.abs(launch.call.time - call.time) <= WINDOW),
  );
  const parts = new Set(calls.flatMap(({ call }) => partOf(call) ?? []));
  if (parts.size < 2 && !calls.some(({ call }) => call.facts.anyone === true)) return null;
  return { text: `${[...parts].join(', ')} were made within two hours of a launch.`, calls };
};
