import { ATTEMPTS, loadSdk, type SdkService } from '../../inputs/aws-sdk.js';
import { InputError } from '../../inputs/index.js';

/** Sends one operation of one service. */
export type Send = (command: string, input: Record<string, unknown>) => Promise<Record<string, unknown>>;

const SERVICES = {
  athena: { package: '@aws-sdk/client-athena', client: 'AthenaClient', load: () => import('@aws-sdk/client-athena') },
  cloudtrail: {
    package: '@aws-sdk/client-cloudtrail',
    client: 'CloudTrailClient',
    load: () => import('@aws-sdk/client-cloudtrail'),
  },
  s3: { package: '@aws-sdk/client-s3', client: 'S3Client', load: () => import('@aws-sdk/client-s3') },
} as const satisfies Record<string, SdkService>;

interface Client {
  send(command: unknown): Promise<unknown>;
}

/**
 * Opens a service with the credentials of the SDK's default chain; without `region`, the Region of that chain.
 * Throws `InputError` when the service's package is not installed.
 */
export async function openService(name: keyof typeof SERVICES, region: string | null): Promise<Send> {
  const sdk = await loadSdk(SERVICES[name], 'this source');
  const client = sdk.open({
    maxAttempts: ATTEMPTS,
    // Only S3 knows it: a bucket answers in its own Region.
    followRegionRedirects: true,
    ...(region === null ? {} : { region }),
  }) as Client;
  return async (command, input) => (await client.send(sdk.command(command, input))) as Record<string, unknown>;
}

/** The name of an error of AWS, as `AccessDenied`. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown error';
}

/** What AWS refused, as the user's to correct. */
export function refused(uri: string, error: unknown): InputError {
  const message = error instanceof Error ? error.message : String(error);
  return new InputError(uri, '', `AWS answered ${errorName(error)}: ${message}`);
}
