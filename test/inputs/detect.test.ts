import { describe, expect, test } from 'vitest';
import { detectKind } from '../../src/inputs/detect.js';

const page = { UserDetailList: [] };

describe('the kind is told from the content', () => {
  test.each<[string, readonly unknown[], string]>([
    ['a plan', [{ format_version: '1.2', planned_values: {} }], 'terraform-plan'],
    ['a plan that changes only', [{ format_version: '1.2', resource_changes: [] }], 'terraform-plan'],
    ['users', [page], 'authorization-details'],
    ['roles only', [{ RoleDetailList: [] }], 'authorization-details'],
    ['policies only', [{ Policies: [] }], 'authorization-details'],
    ['a list of pages', [[page, { Policies: [] }]], 'authorization-details'],
    ['pages one after the other', [page, { GroupDetailList: [] }], 'authorization-details'],
    ['accounts by their numbers', [{ '111111111111': page, '222222222222': [page] }], 'authorization-details'],
    ['the response of the query API', [{ Response: { Result: page } }], 'authorization-details'],
  ])('%s', (_, documents, kind) => {
    expect(detectKind(documents, 'x')).toBe(kind);
  });
});

describe('anything else is refused with what to do', () => {
  const accepted = /expected a Terraform plan \(.+\) or the output of `aws iam get-account-authorization-details`/;
  test.each<[string, readonly unknown[], RegExp]>([
    ['a state', [{ format_version: '1.0', values: {} }], /found a state; run `terraform plan/],
    [
      'a state file',
      [{ version: 4, terraform_version: '1.9.0', lineage: 'x', resources: [] }],
      /found a state file; run/,
    ],
    ['a log', [{ '@level': 'info', '@message': 'x' }, {}], /found the log/],
    ['two plans', [{ format_version: '1.2', planned_values: {} }, {}], /found several JSON documents/],
    ['a page and something else', [page, {}], accepted],
    ['a list with something else', [[page, 1]], accepted],
    ['an empty list', [[]], accepted],
    ['an empty object', [{}], accepted],
    ['null', [null], accepted],
    ['a log', [{ Records: [] }], /found recorded activity: give it with `--activity`/],
    ['a policy', [{ Version: '2012-10-17', Statement: [] }], /found a single policy document/],
    [
      'an encrypted plan of OpenTofu',
      [{ meta: {}, encrypted_data: 'x', encryption_version: 'v0' }],
      /`tofu show -json`/,
    ],
    ['a list of roles', [{ Roles: [] }], /another `aws iam` command, which has no policies/],
    ['a list of policies', [{ Policies: [{ PolicyName: 'p' }] }], /`aws iam list-policies`, which has no documents/],
    ['a page below something else', [{ page, other: 1 }], accepted],
    ['a scalar', ['text'], accepted],
    ['a version that is not text', [{ format_version: 1, planned_values: {} }], accepted],
    ['keys of the prototype', [JSON.parse('{"__proto__": {"UserDetailList": []}}')], accepted],
    ['deep nesting', [JSON.parse('['.repeat(1e5) + ']'.repeat(1e5))], accepted],
  ])('%s', (_, documents, message) => {
    expect(() => detectKind(documents, 'x')).toThrow(message);
  });
});
