import { type Call, ASSUME_ROLE, CALLER_IDENTITY, sts } from './calls/index.js';
import type { Clients, Credentials } from './clients.js';
import { classify, errorName } from './faults.js';
import { InterruptedError } from './caller.js';

/** Who the caller is. */
export interface Identity {
  readonly account: string;
  readonly partition: string;
}

/** Asks AWS who the credentials belong to. Throws {@link InterruptedError} when there is no answer. */
export async function whoAmI(clients: Clients, home: string, signal: AbortSignal): Promise<Identity> {
  const answer = await call(clients, home, CALLER_IDENTITY, {}, signal);
  const { Account, Arn } = answer as { readonly Account: string; readonly Arn: string };
  return { account: Account, partition: Arn.split(':')[1] ?? 'aws' };
}

/** Sessions are renewed this long before they end. */
const RENEW_MS = 5 * 60_000;

/** Credentials of a role in another account, asked for when they are first needed and again before they expire. */
export function roleCredentials(
  clients: Clients,
  home: string,
  roleArn: string,
  signal: AbortSignal,
  now: () => number,
): Credentials {
  let session: ReturnType<Credentials> | null = null;
  let ends = 0;
  return async () => {
    if (session === null || now() > ends - RENEW_MS) {
      session = assume(clients, home, roleArn, signal);
      const { expiration } = await session.catch((error: unknown) => {
        session = null;
        throw error;
      });
      ends = expiration?.getTime() ?? now();
    }
    return session;
  };
}

async function assume(clients: Clients, home: string, roleArn: string, signal: AbortSignal): ReturnType<Credentials> {
  const send = await clients.open(sts, home);
  const { Credentials: given } = (await send(
    ASSUME_ROLE.command,
    { RoleArn: roleArn, RoleSessionName: 'iam-miner-lint' },
    signal,
  )) as {
    readonly Credentials: {
      readonly AccessKeyId: string;
      readonly SecretAccessKey: string;
      readonly SessionToken: string;
      readonly Expiration?: Date;
    };
  };
  return {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    sessionToken: given.SessionToken,
    ...(given.Expiration === undefined ? {} : { expiration: given.Expiration }),
  };
}

/** Errors of the SDK's own search for credentials. */
const NO_CREDENTIALS: ReadonlySet<string> = new Set(['CredentialsProviderError', 'TokenProviderError']);

async function call(
  clients: Clients,
  home: string,
  { command }: Call,
  input: Record<string, unknown>,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  try {
    return await (
      await clients.open(sts, home)
    )(command, input, signal);
  } catch (error) {
    const fault = classify(error);
    const name = errorName(error);
    if (fault === 'aborted') throw new InterruptedError('stopped');
    // What the SDK says of its sources of credentials names the profile, or the command that signs in again.
    if (error instanceof Error && NO_CREDENTIALS.has(error.name))
      throw new InterruptedError(`there are no credentials: ${error.message.slice(0, 200)}`);
    if (fault === 'credentials' || fault === 'denied')
      throw new InterruptedError(`the credentials are refused (${name})`);
    if (fault === 'no-host') throw new InterruptedError(`no host answers for the region ${home} (${name})`);
    if (fault === 'network' || fault === 'throttled') throw new InterruptedError(`there is no answer (${name})`);
    throw error;
  }
}
