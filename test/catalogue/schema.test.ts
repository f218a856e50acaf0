import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';

const schema = JSON.parse(
  readFileSync(new URL('../../src/schemas/rules.schema.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;
const validate = new Ajv().compile(schema);
const catalogue = loadCatalogue();
const [primitive] = catalogue.computePrimitives;
const [hop] = catalogue.hops;
const [issuer] = catalogue.issuers;

test('the catalogue fits its schema', () => {
  expect(validate(catalogue)).toBe(true);
});

describe('the schema refuses', () => {
  test.each([
    ['an unknown section', { ...catalogue, extras: [] }, ''],
    ['a later version', { ...catalogue, version: 2 }, '/version'],
    ['a rule id that is not kebab-case', { ...catalogue, rules: { Rule_1: {} } }, '/rules'],
    ['an unknown field of a primitive', withPrimitive({ colour: 'red' }), '/computePrimitives/0'],
    ['a kind that does not exist', withPrimitive({ kind: 'mine' }), '/computePrimitives/0/kind'],
    ['a hijack of nothing', withPrimitive({ kind: 'hijack' }), '/computePrimitives/0'],
    ['the role of nothing', withPrimitive({ host: 'ec2.amazonaws.com' }), '/computePrimitives/0'],
    [
      'an action with a wildcard',
      withPrimitive({ permissions: [{ anyOf: ['ec2:*'] }] }),
      '/computePrimitives/0/permissions/0/anyOf/0',
    ],
    ['a hop without target', { ...catalogue, hops: [{ ...hop, target: undefined }] }, '/hops/0'],
    [
      'a usual value of a key that the caller sets',
      { ...catalogue, contextKeys: [{ key: 'aws:UserAgent', setBy: 'caller', type: 'string', default: ['x'] }] },
      '/contextKeys/0/setBy',
    ],
    [
      'an owner that never ends',
      { ...catalogue, issuers: [{ ...issuer, subjects: [{ prefix: 'repo:' }] }] },
      '/issuers/0/subjects/0',
    ],
    [
      'a reference over http',
      { ...catalogue, issuers: [{ ...issuer, references: ['http://example.com'] }] },
      '/issuers/0/references/0',
    ],
  ])('%s', (_, data, pointer) => {
    expect(validate(data)).toBe(false);
    expect(validate.errors?.[0]?.instancePath).toBe(pointer);
  });
});

test('the schema takes a hijack of something', () => {
  expect(validate(withPrimitive({ kind: 'hijack', existing: 'instance', host: 'ec2.amazonaws.com' }))).toBe(true);
});

function withPrimitive(change: Readonly<Record<string, unknown>>): unknown {
  return { ...catalogue, computePrimitives: [{ ...primitive, ...change }] };
}
