/** A field of an answer: text, true or false, a structure of fields, or a list. */
export type Field = 'text' | 'boolean' | { readonly [name: string]: Field } | readonly [Field];

/** An operation: its path, with `{Name}` where a parameter goes, and those that go into the query, or into the body of a POST. */
export interface RestOperation {
  readonly path: string;
  readonly query?: readonly string[];
  /** Absent for a GET. */
  readonly body?: readonly string[];
  readonly answer: Readonly<Record<string, Field>>;
}

/** A service that speaks REST and JSON. */
export interface RestService {
  /** As AWS's own SDKs call it (https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints-table.html). */
  readonly id: string;
  /** What its hosts begin with. */
  readonly host: string;
  readonly signingName: string;
  readonly operations: Readonly<Record<string, RestOperation>>;
}

type Exports = Readonly<Record<string, new (input: never) => unknown>>;

/** The codes of https://github.com/smithy-lang/smithy-typescript, `@smithy/types` schema/static-schemas. */
const TEXT = 0;
const BOOLEAN = 2;
const LIST = 1;
const STRUCTURE = 3;
const OPERATION = 9;
const LABEL = 1;

/**
 * What the package of a service would export, for services of which two or three calls do not carry a package: the
 * client, made of another REST service's with its credentials, retries, limits and regions, and a command for each
 * operation.
 */
export async function restPackage({ id, host, signingName, operations }: RestService): Promise<Exports> {
  const [{ PipesClient }, { makeBuilder }, { getEndpointPlugin }] = await Promise.all([
    import('@aws-sdk/client-pipes'),
    import('@smithy/core/client'),
    import('@smithy/core/endpoints'),
  ]);
  type Configuration = ConstructorParameters<typeof PipesClient>[0];

  class RestClient extends PipesClient {
    constructor(configuration: Configuration) {
      super({ ...configuration, serviceId: id });
      const { endpointProvider } = this.config;
      // The signer takes this name before the one that the client was made with.
      Object.assign(this.config, { signingName });
      this.config.endpointProvider = (parameters, context) => {
        const endpoint = endpointProvider(parameters, context);
        const url = new URL(endpoint.url);
        // Somebody's own endpoint stays as it is.
        if (parameters.Endpoint === undefined) url.host = url.host.replace(/^pipes\b/, host);
        return { ...endpoint, url };
      };
    }
  }

  const common = {
    UseFIPS: { type: 'builtInParams', name: 'useFipsEndpoint' },
    Endpoint: { type: 'builtInParams', name: 'endpoint' },
    Region: { type: 'builtInParams', name: 'region' },
    UseDualStack: { type: 'builtInParams', name: 'useDualstackEndpoint' },
  } as const;
  const build = makeBuilder(common, id, 'RestClient', getEndpointPlugin);
  const commands = Object.entries(operations).map(([name, operation]) => [
    `${name}Command`,
    build({}, () => [], name, schemaOf(id, name, operation) as Parameters<typeof build>[3]),
  ]);
  return { RestClient, ...(Object.fromEntries(commands) as Exports) };
}

function schemaOf(
  service: string,
  name: string,
  { path, query = [], body, answer }: RestOperation,
): readonly unknown[] {
  const labels = [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, label]) => label ?? []);
  const members = [
    ...labels.map((label) => [label, [TEXT, LABEL]] as const),
    ...query.map((parameter) => [parameter, [TEXT, { httpQuery: parameter }]] as const),
    ...(body ?? []).map((parameter) => [parameter, TEXT] as const),
  ];
  const input = structure(service, `${name}Request`, members);
  const output = fieldOf(service, `${name}Response`, answer);
  return [
    OPERATION,
    service,
    name,
    { http: [body === undefined ? 'GET' : 'POST', path, 200] },
    () => input,
    () => output,
  ];
}

function fieldOf(service: string, name: string, field: Field): unknown {
  if (field === 'text') return TEXT;
  if (field === 'boolean') return BOOLEAN;
  if (isList(field)) return [LIST, service, name, 0, () => fieldOf(service, `${name}Item`, field[0])];
  const members = Object.entries(field).map(
    ([key, inner]) => [key, () => fieldOf(service, `${name}${key}`, inner)] as const,
  );
  return structure(service, name, members);
}

function isList(field: Field): field is readonly [Field] {
  return Array.isArray(field);
}

function structure(
  service: string,
  name: string,
  members: readonly (readonly [string, unknown])[],
): readonly unknown[] {
  return [STRUCTURE, service, name, 0, members.map(([key]) => key), members.map(([, shape]) => shape)];
}
