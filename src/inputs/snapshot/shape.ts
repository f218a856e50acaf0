import { pointerStep } from '../../model/json-pointer.js';
import schema from '../../schemas/snapshot.schema.json' with { type: 'json' };
import organizationSchema from '../../schemas/organization-snapshot.schema.json' with { type: 'json' };
import manifestSchema from '../../schemas/snapshot-manifest.schema.json' with { type: 'json' };
import type { OrganizationSnapshot } from '../../schemas/organization-snapshot.generated.js';
import type { SnapshotManifest } from '../../schemas/snapshot-manifest.generated.js';
import type { Snapshot } from '../../schemas/snapshot.generated.js';
import { InputError } from '../input-error.js';

/** The part of JSON Schema that the schemas of snapshots use. */
interface Shape {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: Shape;
  readonly items?: Shape;
}

interface Root extends Shape {
  readonly definitions: Readonly<Record<string, Shape>>;
}

const ROOTS = { snapshot: schema, organization: organizationSchema, manifest: manifestSchema } as unknown as Readonly<
  Record<'snapshot' | 'organization' | 'manifest', Root>
>;

/** Definitions whose values are not kept as they come. */
const SPECIAL: ReadonlyMap<string, (value: unknown) => unknown> = new Map([
  ['#/definitions/PolicyDocument', documentOf],
  ['#/definitions/Url', bareUrl],
  ['#/definitions/ObjectAddresses', objectAddresses],
]);

/**
 * What of an answer is kept: the fields that a definition of `snapshot.schema.json` (or of the organization's schema)
 * names, in the schema's order and with its types. Whatever else AWS says (environment variables, user data, tokens) is
 * not copied. A value of another type than the schema's is dropped like one that is absent.
 */
export function trim(definition: string, value: unknown): unknown {
  const { snapshot, organization } = ROOTS;
  const root = Object.hasOwn(snapshot.definitions, definition) ? snapshot : organization;
  if (!Object.hasOwn(root.definitions, definition)) throw new Error(`no schema defines \`${definition}\``);
  return copy({ $ref: `#/definitions/${definition}` }, value, root);
}

/** A whole account snapshot, in the schema's order: whoever compares two of them compares bytes. */
export function trimSnapshot(value: object): Snapshot {
  return copy(ROOTS.snapshot, value, ROOTS.snapshot) as Snapshot;
}

/** A whole organization snapshot, in the schema's order. */
export function trimOrganization(value: object): OrganizationSnapshot {
  return copy(ROOTS.organization, value, ROOTS.organization) as OrganizationSnapshot;
}

/** Names of the properties that a definition keeps. */
export function propertiesOf(definition: string): readonly string[] {
  const { snapshot, organization } = ROOTS;
  return Object.keys((snapshot.definitions[definition] ?? organization.definitions[definition])?.properties ?? {});
}

function copy(shape: Shape, value: unknown, root: Root): unknown {
  if (value === undefined) return undefined;
  if (value === null) return Array.isArray(shape.type) && shape.type.includes('null') ? null : undefined;
  const special = SPECIAL.get(shape.$ref ?? '');
  if (special !== undefined) return special(value);
  const { type, items, properties, additionalProperties } = resolve(shape, root);
  if (value instanceof Date) return type === 'string' ? value.toISOString() : undefined;
  if (items !== undefined) {
    return Array.isArray(value)
      ? value.map((item) => copy(items, item, root)).filter((item) => item !== undefined)
      : undefined;
  }
  if (properties !== undefined) return isRecord(value) ? copyProperties(properties, value, root) : undefined;
  if (additionalProperties !== undefined) {
    if (!isRecord(value)) return undefined;
    const entries = Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, copy(additionalProperties, item, root)] as const);
    return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
  }
  // A constant or one of several values stands without a type.
  return type === undefined || typeof value === type || (Array.isArray(type) && type.includes(typeof value))
    ? value
    : undefined;
}

function copyProperties(
  properties: Readonly<Record<string, Shape>>,
  value: Readonly<Record<string, unknown>>,
  root: Root,
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(properties).map(
    ([key, shape]) => [key, Object.hasOwn(value, key) ? copy(shape, value[key], root) : undefined] as const,
  );
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

/** The services give policies as text; IAM encodes it. A text that is no JSON is kept, so that it can be named. */
function documentOf(value: unknown): unknown {
  if (isRecord(value)) return value;
  if (typeof value !== 'string' || value === '') return undefined;
  try {
    const parsed: unknown = JSON.parse(/^\s*%7B/i.test(value) ? decodeURIComponent(value) : value);
    return isRecord(parsed) ? parsed : value;
  } catch {
    return value;
  }
}

/** Commands, names of packages and whatever else may hold secrets is left out. */
function objectAddresses(value: unknown): unknown {
  if (typeof value !== 'string') return undefined;
  const parts = value.split(',').map((part) => part.trim());
  const objects = parts.filter((part) => /^(?:s3[an]?:\/\/|arn:[^:\s]+:s3:::)[^\s?@]+$/.test(part));
  return objects.length === 0 ? undefined : objects.join(',');
}

function bareUrl(value: unknown): unknown {
  if (typeof value !== 'string') return undefined;
  return value.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1').replace(/[?#].*$/s, '');
}

/** Holds a parsed account snapshot against its schema. Throws {@link InputError} with the pointer of the first mistake. */
export function checkSnapshot(value: unknown, uri: string): Snapshot {
  check(ROOTS.snapshot, value, ROOTS.snapshot, uri, '');
  return value as Snapshot;
}

/** Holds a parsed organization snapshot against its schema. Throws {@link InputError}. */
export function checkOrganization(value: unknown, uri: string): OrganizationSnapshot {
  check(ROOTS.organization, value, ROOTS.organization, uri, '');
  return value as OrganizationSnapshot;
}

/** Holds a parsed manifest against its schema. Throws {@link InputError}. */
export function checkManifest(value: unknown, uri: string): SnapshotManifest {
  check(ROOTS.manifest, value, ROOTS.manifest, uri, '');
  return value as SnapshotManifest;
}

function check(shape: Shape, value: unknown, root: Root, uri: string, pointer: string): void {
  const {
    type,
    const: only,
    enum: among,
    pattern,
    required,
    properties,
    additionalProperties,
    items,
  } = resolve(shape, root);
  if (only !== undefined && value !== only) throw new InputError(uri, pointer, `expected \`${JSON.stringify(only)}\``);
  if (among?.includes(value) === false)
    throw new InputError(uri, pointer, `expected one of ${among.map((one) => `\`${String(one)}\``).join(', ')}`);
  const types = typeof type === 'string' ? [type] : (type ?? []);
  if (types.length > 0 && !types.includes(typeOf(value)))
    throw new InputError(uri, pointer, `expected ${types.map((one) => NAMES.get(one) ?? one).join(' or ')}`);
  if (pattern !== undefined && typeof value === 'string' && !expressionOf(pattern).test(value))
    throw new InputError(uri, pointer, patternMessage(pointer, value, pattern));
  if (items !== undefined && Array.isArray(value))
    for (const [index, item] of value.entries()) check(items, item, root, uri, `${pointer}/${String(index)}`);
  if (!isRecord(value)) return;
  const missing = required?.find((key) => !Object.hasOwn(value, key));
  if (missing !== undefined) throw new InputError(uri, pointer, `expected the property \`${missing}\``);
  for (const [key, item] of Object.entries(value)) {
    const own = properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
    if (own !== undefined) check(own, item, root, uri, `${pointer}/${pointerStep(key)}`);
  }
}

/** The patterns that the schemas use. */
const EXPRESSIONS: ReadonlyMap<string, RegExp> = new Map(
  [/^1(\.[0-9]+)?$/, /^[0-9]{12}$/, /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z$/, /^arn:[^:]+:iam::[^:]+:.+/].map(
    (expression) => [expression.source, expression],
  ),
);

function expressionOf(pattern: string): RegExp {
  const found = EXPRESSIONS.get(pattern);
  if (found === undefined) throw new Error(`no expression for the schema's pattern ${pattern}`);
  return found;
}

function patternMessage(pointer: string, value: string, pattern: string): string {
  return pointer === '/schemaVersion'
    ? `this version of iam-miner-lint reads format 1, found format \`${value.slice(0, 20)}\``
    : `expected a text like ${pattern}, found \`${value.slice(0, 60)}\``;
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ['object', 'an object'],
  ['array', 'a list'],
  ['string', 'a string'],
  ['boolean', 'true or false'],
  ['number', 'a number'],
  ['null', 'null'],
]);

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function resolve(shape: Shape, root: Root): Shape {
  if (shape.$ref === undefined) return shape;
  const found = root.definitions[shape.$ref.slice('#/definitions/'.length)];
  if (found === undefined) throw new Error(`the schema has no ${shape.$ref}`);
  return found;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
