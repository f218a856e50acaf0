import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/inputs/input-error.js';
import { checkSchema } from '../../src/inputs/validate.js';
import validate from '../../src/schemas/authorization-details.validate.generated.js';

function errorLine(data: unknown, pointer?: string): string {
  try {
    checkSchema(validate, data, 'account.json', pointer);
    return 'no error';
  } catch (error) {
    return error instanceof InputError ? error.toString() : String(error);
  }
}

const role = { Arn: 'arn:aws:iam::111111111111:role/a', RoleName: 'a' };

describe('the first mistake is named by pointer and in words', () => {
  test.each<[string, unknown, string]>([
    ['nothing wrong', { RoleDetailList: [role], more: 1 }, 'no error'],
    ['not an object', [], 'account.json: expected an object'],
    ['not a list', { RoleDetailList: {} }, 'account.json: /RoleDetailList: expected a list'],
    [
      'not a string',
      { RoleDetailList: [role, { ...role, RoleName: 3 }] },
      'account.json: /RoleDetailList/1/RoleName: expected a string',
    ],
    [
      'missing',
      { UserDetailList: [{ UserName: 'a' }] },
      'account.json: /UserDetailList/0: expected the property `Arn`',
    ],
    [
      'not an ARN',
      { RoleDetailList: [{ ...role, Arn: 'a' }] },
      'account.json: /RoleDetailList/0/Arn: expected the ARN of an IAM resource',
    ],
    [
      'neither of two types',
      { RoleDetailList: [{ ...role, AssumeRolePolicyDocument: [] }] },
      'account.json: /RoleDetailList/0/AssumeRolePolicyDocument: expected an object or a string',
    ],
    [
      'an inherited property is missing',
      { RoleDetailList: [JSON.parse('{"__proto__": {"Arn": "arn:aws:iam::1:role/a"}}')] },
      'account.json: /RoleDetailList/0: expected the property `Arn`',
    ],
    [
      'a deep value',
      { RoleDetailList: JSON.parse('['.repeat(1e5) + ']'.repeat(1e5)) as unknown },
      'account.json: /RoleDetailList/0: expected an object',
    ],
  ])('%s', (_, data, line) => {
    expect(errorLine(data)).toBe(line);
  });

  test('the pointer of a page comes first', () => {
    expect(errorLine({ Policies: 1 }, '/2')).toBe('account.json: /2/Policies: expected a list');
  });
});
