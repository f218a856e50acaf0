import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadGrammar, openSources } from '../../../../src/inputs/terraform/sources/index.js';
import { policyOf } from '../../../../src/inputs/terraform/sources/policy.js';

const grammar = await loadGrammar();

function read(name: string): string {
  return readFileSync(new URL(`policy-documents/${name}`, import.meta.url), 'utf8');
}

const sources = openSources(new Map([['main.tf', read('main.tf')]]), { grammar });

function evaluate(name: string) {
  const resource = { module: '', mode: 'data', type: 'aws_iam_policy_document', name } as const;
  const value = sources.evaluatePolicyDocument(resource, null);
  const policy = value && policyOf(value);
  return policy?.known === true ? policy : expect.unreachable(`${name} is not known`);
}

/** A document whose values are lists in one order, since the order that the provider writes them in says nothing. */
function normalized(value: unknown, key = ''): unknown {
  if (Array.isArray(value) && key !== 'Statement') return [...new Set(value.map(String))].sort();
  if (Array.isArray(value)) return value.map((entry) => normalized(entry));
  if (typeof value !== 'object' || value === null)
    return ['Version', 'Id', 'Sid', 'Effect'].includes(key) ? value : [String(value)];
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, normalized(entry, name)]));
}

/** What version 5.100.0 of the provider makes of the data sources of main.tf. */
const documents = JSON.parse(read('documents.json')) as Readonly<Record<string, unknown>>;

describe('the provider', () => {
  test.each(Object.entries(documents))('%s', (name, document) => {
    const expected = name === 'empty' ? { Version: '2012-10-17', Statement: [] } : document;
    expect(normalized(evaluate(name).document)).toEqual(normalized(expected));
  });
});

test('every statement has its place', () => {
  const lines = (name: string) => evaluate(name).statements.map((location) => location?.startLine);
  const text = read('main.tf').split('\n');
  const written = (name: string) => lines(name).map((line) => text[(line ?? 0) - 1]?.trim());
  expect(written('trust')).toEqual(['statement {', 'statement {']);
  expect(lines('trust')).toEqual([46, 68]);
  expect(written('layers').slice(0, 4)).toEqual([
    'statement {',
    '{ "Sid": "Logs", "Effect": "Deny", "Action": "*", "Resource": "*" },',
    'content {',
    'content {',
  ]);
});
