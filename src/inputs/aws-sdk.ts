import { InputError } from './input-error.js';

/** A service of AWS whose client is loaded when it is first used, since most runs use none. */
export interface SdkService {
  /** The npm package, and the class in it that sends operations. */
  readonly package: string;
  readonly client: string;
  readonly load: () => Promise<unknown>;
}

/** Attempts that the SDK makes of one request, with its own backoff between them. */
export const ATTEMPTS = 8;

type Exports = Readonly<Record<string, new (input: unknown) => unknown>>;

/** The package of a service, with what is taken out of it by name. */
export interface SdkPackage {
  /** A client of the service. */
  readonly open: (options: Readonly<Record<string, unknown>>) => unknown;
  /** An operation, as `ListRoles`, that a client can send. */
  readonly command: (name: string, input: Readonly<Record<string, unknown>>) => unknown;
}

/** Loads the package of a service. `user` says who needs it. Throws {@link InputError} when it is not installed. */
export async function loadSdk(service: SdkService, user: string): Promise<SdkPackage> {
  const exports = await load(service, user);
  const take = (name: string): Exports[string] => {
    const found = exports[name];
    if (found === undefined) throw new Error(`${service.package} has no ${name}`);
    return found;
  };
  return {
    open: (options) => new (take(service.client))(options),
    command: (name, input) => new (take(`${name}Command`))(input),
  };
}

async function load(service: SdkService, user: string): Promise<Exports> {
  try {
    return (await service.load()) as Exports;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    const message = `the package is not installed, and ${user} needs it; install without \`--omit=optional\``;
    throw new InputError(service.package, '', message);
  }
}
