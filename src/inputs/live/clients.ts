import { ATTEMPTS, loadSdk, type SdkPackage } from '../aws-sdk.js';
import type { Service } from './calls/index.js';

/** Credentials as the SDK gives and takes them: it asks again when they expire. */
export type Credentials = () => Promise<{
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}>;

/** Sends one operation of one service. */
export type Send = (
  command: string,
  input: Record<string, unknown>,
  signal: AbortSignal,
) => Promise<Record<string, unknown>>;

/** What is used of the SDK's clients. */
interface Client {
  send(command: unknown, options: { readonly abortSignal: AbortSignal }): Promise<unknown>;
  destroy(): void;
  readonly config: { readonly credentials: Credentials; readonly region: () => Promise<string> };
}

const CONNECTION_TIMEOUT = 10_000;
const REQUEST_TIMEOUT = 60_000;

/** What the SDK has to say beside its answers, as of two sources of credentials, is no line of ours. */
const nothing = (): void => undefined;
const SILENT = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

/** The clients of one identity, each loaded and made when it is first used. */
export class Clients {
  readonly #clients = new Map<string, Promise<{ readonly client: Client; readonly sdk: SdkPackage }>>();

  /** `credentials` and `profile`: at most one of them; without either the SDK's default chain decides. */
  constructor(readonly identity: { readonly credentials?: Credentials; readonly profile?: string }) {}

  /** Throws `InputError` when the service's package is not installed. */
  async open(service: Service, region: string | undefined): Promise<Send> {
    const { client, sdk } = await this.#client(service, region);
    return async (command, input, signal) =>
      (await client.send(sdk.command(command, input), { abortSignal: signal })) as Record<string, unknown>;
  }

  /** Credentials and region that the default chain finds; the region is null where nothing names one. */
  async defaults(sts: Service): Promise<{ readonly credentials: Credentials; readonly region: string | null }> {
    const { client } = await this.#client(sts, undefined);
    let region: string | null;
    try {
      region = await client.config.region();
    } catch {
      region = null;
    }
    return { credentials: async () => client.config.credentials(), region };
  }

  close(): void {
    for (const opened of this.#clients.values())
      void opened.then(
        ({ client }) => {
          client.destroy();
        },
        () => undefined,
      );
    this.#clients.clear();
  }

  #client(service: Service, region: string | undefined) {
    const key = `${service.name} ${region ?? ''}`;
    const known = this.#clients.get(key);
    if (known !== undefined) return known;
    const made = this.#make(service, region);
    this.#clients.set(key, made);
    return made;
  }

  async #make(service: Service, region: string | undefined) {
    const sdk = await loadSdk(service, 'the audit');
    const { NodeHttpHandler } = await import('@smithy/node-http-handler');
    const client = sdk.open({
      ...this.identity,
      ...(region === undefined ? {} : { region }),
      logger: SILENT,
      retryMode: 'adaptive',
      maxAttempts: ATTEMPTS,
      // Only S3 knows it: a bucket answers in its own region.
      followRegionRedirects: true,
      // The client of Kinesis would speak HTTP/2, which proxies on the way may not.
      requestHandler: new NodeHttpHandler({
        connectionTimeout: CONNECTION_TIMEOUT,
        requestTimeout: REQUEST_TIMEOUT,
        throwOnRequestTimeout: true,
      }),
    }) as Client;
    return { client, sdk };
  }
}
