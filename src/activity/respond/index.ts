import { isServiceLinked } from '../../model/principal.js';
import type { ActivityResponse } from '../../schemas/report.generated.js';
import type { Episode } from '../episodes.js';
import { credentialSteps } from './credentials.js';
import { resourceSteps } from './resources.js';
import { listed } from '../signals/signal.js';
import { command } from './shell.js';

const MOST_STEPS = 60;
const MINUTE = 60_000;

/**
 * The commands that stop an episode, in the order of https://docs.aws.amazon.com/whitepapers/latest/aws-security-incident-response-guide/:
 * take the credentials away, stop what runs without deleting it, then read the logs. They are printed and never run.
 */
export function respond(episode: Episode, sources: readonly string[]): readonly ActivityResponse[] {
  const steps = [...credentialSteps(episode), ...resourceSteps(episode)].slice(0, MOST_STEPS);
  return [...steps, ...logSteps(episode, sources)];
}

/** What else the credential did, and where the whole log lies. */
function logSteps({ origin, calls }: Episode, sources: readonly string[]): readonly ActivityResponse[] {
  // What a service did for the caller is told by the caller's own calls; the key of its role served everybody.
  const own = calls.filter(({ call }) => !isServiceLinked({ arn: call.identity.issuer?.arn ?? '' }));
  const keys = new Set(own.flatMap(({ call }) => call.identity.accessKeyId ?? []));
  if (origin.accessKeyId !== null) keys.add(origin.accessKeyId);
  const regions = [...new Set(calls.map(({ call }) => call.region))];
  const from = new Date(Math.min(...calls.map(({ call }) => call.time)) - 60 * MINUTE).toISOString();
  return [...keys].slice(0, 3).map((key) => ({
    title: `Read all that was done with ${key} in ${listed(regions, 4)}; the whole log lies in ${listed(sources, 4)}`,
    command: command(
      'aws',
      'cloudtrail',
      'lookup-events',
      '--region',
      regions[0] ?? 'us-east-1',
      '--lookup-attributes',
      `AttributeKey=AccessKeyId,AttributeValue=${key}`,
      '--start-time',
      from,
    ),
  }));
}
