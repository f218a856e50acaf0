import { parseArn } from '../../model/arn.js';
import type { ActivityResponse } from '../../schemas/report.generated.js';
import type { Episode } from '../episodes.js';
import { command } from './shell.js';

/** Access keys of users off, and their passwords for the console; then every session that is older than now refused. */
export function credentialSteps({ calls, origin }: Episode): readonly ActivityResponse[] {
  const keys = new Map<string, string>();
  const principals = new Set<string>();
  const signedIn = new Set<string>();
  for (const { call, principal, chain } of calls) {
    principals.add(principal);
    for (const { caller, to } of chain) for (const id of [caller, to]) if (id.startsWith('arn:')) principals.add(id);
    const { accessKeyId } = call.identity;
    if (accessKeyId?.startsWith('AKIA') === true) keys.set(accessKeyId, principal);
    // A user's temporary key that no call returned is one of the console.
    else if (accessKeyId?.startsWith('ASIA') === true && call.identity.type === 'IAMUser' && chain.length === 0)
      signedIn.add(principal);
    // A key that a call created is a way back in.
    if (call.name === 'CreateAccessKey' && call.outcome === 'success' && call.facts.createdKey !== undefined) {
      keys.set(call.facts.createdKey, userOf(call.facts.target, call.account) ?? principal);
    }
  }
  if (origin.accessKeyId?.startsWith('AKIA') === true && origin.kind === 'principal')
    keys.set(origin.accessKeyId, origin.id);
  // Sessions that begin after the last call are not the intruder's old ones.
  const until = new Date(Math.max(...calls.map(({ call }) => call.last)) + 1000).toISOString();
  return [
    ...[...keys].map(([key, owner]) => deactivate(key, owner)),
    ...[...signedIn].sort().flatMap(takePassword),
    ...[...principals].sort().flatMap((principal) => revoke(principal, until)),
  ];
}

function userOf(name: string | undefined, account: string): string | null {
  return name === undefined ? null : `arn:aws:iam::${account}:user/${name}`;
}

function deactivate(key: string, owner: string): ActivityResponse {
  const name = owner.slice(owner.lastIndexOf('/') + 1);
  return {
    title: `Deactivate access key ${key} of ${name} in account ${parseArn(owner)?.account ?? '?'}`,
    command: command(
      'aws',
      'iam',
      'update-access-key',
      '--user-name',
      name,
      '--access-key-id',
      key,
      '--status',
      'Inactive',
    ),
  };
}

/** Refused sessions alone would not keep somebody out who can sign in again. */
function takePassword(user: string): readonly ActivityResponse[] {
  const arn = parseArn(user);
  const name = user.slice(user.lastIndexOf('/') + 1);
  if (arn?.resource.startsWith('user/') !== true) return [];
  return [
    {
      title: `Remove the console password of user ${name} in account ${arn.account}`,
      command: command('aws', 'iam', 'delete-login-profile', '--user-name', name),
    },
  ];
}

/** As the console's "Revoke active sessions" does (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html). */
function revoke(principal: string, until: string): readonly ActivityResponse[] {
  const arn = parseArn(principal);
  const [kind = '', ...path] = arn?.resource.split('/') ?? [];
  const name = path.at(-1);
  if (arn === null || name === undefined || (kind !== 'role' && kind !== 'user')) return [];
  // AWS refuses to change roles that services and IAM Identity Center keep.
  if (kind === 'role' && (path[0] === 'aws-service-role' || path[0] === 'aws-reserved')) return [];
  const policy = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Deny', Action: '*', Resource: '*', Condition: { DateLessThan: { 'aws:TokenIssueTime': until } } },
    ],
  };
  return [
    {
      title: `Refuse every session of ${kind} ${name} in account ${arn.account} that began before ${until}`,
      command: command(
        'aws',
        'iam',
        `put-${kind}-policy`,
        `--${kind}-name`,
        name,
        '--policy-name',
        'AWSRevokeOlderSessions',
        '--policy-document',
        JSON.stringify(policy),
      ),
    },
  ];
}
