import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openManagedPolicies } from '../../src/inputs/managed-policies.js';
import { parsePolicyDocument } from '../../src/model/policy-document.js';

const index = JSON.parse(
  readFileSync(new URL('../../data/aws-managed-policies.index.json', import.meta.url), 'utf8'),
) as { documents: Record<string, unknown> };

function actions(arn: string): readonly string[] | undefined {
  const source = { type: 'identity-based', id: arn, name: arn, address: null, location: { uri: 'x' } } as const;
  return parsePolicyDocument(openManagedPolicies().document(arn), source).statements[0]?.actions?.values;
}

describe('a document is found by ARN', () => {
  test.each([
    ['arn:aws:iam::aws:policy/AdministratorAccess', '*'],
    ['arn:aws:iam::aws:policy/AmazonEC2FullAccess', 'ec2:*'],
    ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole', 'logs:CreateLogGroup'],
    ['arn:aws:iam::aws:policy/job-function/ViewOnlyAccess', 'acm:ListCertificates'],
    ['arn:aws-cn:iam::aws:policy/AdministratorAccess', '*'],
    ['arn:aws-us-gov:iam::aws:policy/AdministratorAccess', '*'],
  ])('%s', (arn, action) => {
    expect(actions(arn)).toContain(action);
  });
});

test.each([
  'arn:aws:iam::aws:policy/NoSuchPolicy',
  'arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole',
  'arn:aws:iam::aws:policy/__proto__',
  'arn:aws:iam::111111111111:policy/AdministratorAccess',
  'AdministratorAccess',
  '',
])('no document for %j', (arn) => {
  expect(openManagedPolicies().document(arn)).toBeNull();
});

test('a document is read once', () => {
  const policies = openManagedPolicies();
  const arn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  expect(policies.document(arn)).toBe(policies.document(arn));
});

test('the copy has a date and a count', () => {
  const { date, count } = openManagedPolicies();
  expect(date).toMatch(/^20\d\d-\d\d-\d\d$/);
  expect(count).toBe(Object.keys(index.documents).length);
  expect(count).toBeGreaterThan(1_400);
});

test('every document is one that AWS accepts', () => {
  const policies = openManagedPolicies();
  const problems = Object.keys(index.documents).flatMap((path) => {
    const arn = `arn:aws:iam::aws:policy/${path}`;
    const source = { type: 'identity-based', id: arn, name: path, address: null, location: { uri: 'x' } } as const;
    const policy = parsePolicyDocument(policies.document(arn), source);
    if (policy.statements.length === 0) return [`${path}: no statements`];
    return policy.problems.map(({ pointer, message }) => `${path}: ${pointer}: ${message}`);
  });
  expect(problems).toEqual([]);
});
