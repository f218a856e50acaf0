import { InputError } from '../../inputs/index.js';

/** Sends one operation of one service. */
export type Send = (command: string, input: Record<string, unknown>) => Promise<Record<string, unknown>>;

/** A service whose client is loaded when it is first used, since most runs use none. */
interface AwsService {
  readonly package: string;
  readonly client: string;
  readonly load: () => Promise<unknown>;
}

const SERVICES = {
  athena: { package: '@aws-sdk/client-athena', client: 'AthenaClient', load: () => import('@aws-sdk/client-athena') },
  cloudtrail: {
    package: '@aws-sdk/client-cloudtrail',
    client: 'CloudTrailClient',
    load: () => import('@aws-sdk/client-cloudtrail'),
  },
  s3: { package: '@aws-sdk/client-s3', client: 'S3Client', load: () => import('@aws-sdk/client-s3') },
} as const satisfies Record<string, AwsService>;

type Module = Readonly<Record<string, new (input: unknown) => unknown>>;

interface Client {
  send(command: unknown): Promise<unknown>;
}

/** Attempts that the SDK makes of one request, with its own backoff between them. */
const ATTEMPTS = 8;

/**
 * Opens a service with the credentials of the SDK's default chain; without `region`, the Region of that chain.
 * Throws `InputError` when the service's package is not installed.
 */
export async function openService(name: keyof typeof SERVICES, region: string | null): Promise<Send> {
  const service: AwsService = SERVICES[name];
  let module: Module;
  try {
    module = (await service.load()) as Module;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    throw new InputError(
      service.package,
      '',
      'the package is not installed, and this source needs it; install without `--omit=optional`',
    );
  }
  const Client = module[service.client];
  if (Client === undefined) throw new Error(`${service.package} has no ${service.client}`);
  const client = new Client({
    maxAttempts: ATTEMPTS,
    // Only S3 knows it: a bucket answers in its own Region.
    followRegionRedirects: true,
    ...(region === null ? {} : { region }),
  }) as Client;
  return async (command, input) => {
    const Command = module[`${command}Command`];
    if (Command === undefined) throw new Error(`${service.package} has no ${command}Command`);
    return (await client.send(new Command(input))) as Record<string, unknown>;
  };
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
