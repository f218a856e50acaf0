import { InputError } from './input-error.js';

/** One mistake as ajv describes it (https://ajv.js.org/api.html#error-objects); only what is read of it. */
export interface SchemaError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}

/** A validator that ajv compiled (`src/schemas/*.validate.generated.ts`); it leaves the mistakes of the last call in `errors`. */
export interface Validator<T> {
  (data: unknown): data is T;
  readonly errors?: readonly SchemaError[] | null;
}

/**
 * Checks data against a schema and returns it with the schema's type. `pointer` is where the data stands in the file.
 * Throws {@link InputError} for the first mistake.
 */
export function checkSchema<T>(validate: Validator<T>, data: unknown, uri: string, pointer = ''): T {
  if (validate(data)) return data;
  const error = mostSpecific(validate.errors ?? []);
  if (error === undefined) throw new InputError(uri, pointer, 'not valid');
  throw new InputError(uri, `${pointer}${error.instancePath}`, describe(error));
}

/** Of the mistakes in the branches of an `anyOf` the deepest one is nearest to what the author meant. */
function mostSpecific(errors: readonly SchemaError[]): SchemaError | undefined {
  const depth = (error: SchemaError): number => error.instancePath.split('/').length;
  return [...errors].sort((a, b) => depth(b) - depth(a))[0];
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['object', 'an object'],
  ['array', 'a list'],
  ['string', 'a string'],
  ['boolean', 'true or false'],
  ['integer', 'a whole number'],
  ['number', 'a number'],
  ['null', 'null'],
]);

/** Patterns of the schemas in plain words. */
const PATTERNS: ReadonlyMap<string, string> = new Map([
  ['^arn:[^:]+:iam::[^:]+:.+', 'the ARN of an IAM resource'],
  ['^[0-9]{12}$', 'an account id of twelve digits'],
  ['^o-[a-z0-9]{10,32}$', 'an organization id such as `o-abcdefghij`'],
  ['^[0-9]{4}-[0-9]{2}-[0-9]{2}$', 'a date such as `2027-01-31`'],
  ['^(?!https?://)\\S+$', 'a host and path without `https://`'],
  ['^1\\.[0-9]+$', 'a format version 1.x'],
  ['\\S', 'text that is not empty'],
]);

function describe({ keyword, params, message }: SchemaError): string {
  switch (keyword) {
    case 'required':
      return `expected the property \`${text(params['missingProperty'])}\``;
    case 'additionalProperties':
      return `unknown property \`${text(params['additionalProperty'])}\``;
    case 'type':
      return `expected ${list(params['type'])
        .map((type) => TYPES.get(type) ?? type)
        .join(' or ')}`;
    case 'enum':
      return `expected one of ${list(params['allowedValues'])
        .map((value) => `\`${value}\``)
        .join(', ')}`;
    case 'const':
      return `expected \`${text(params['allowedValue'])}\``;
    case 'pattern':
      return `expected ${PATTERNS.get(text(params['pattern'])) ?? `text that matches \`${text(params['pattern'])}\``}`;
    case 'minItems':
      return 'expected a list with at least one entry';
    case 'minProperties':
      return 'expected at least one property';
    default:
      return message ?? 'not valid';
  }
}

function list(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(text) : [text(value)];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
