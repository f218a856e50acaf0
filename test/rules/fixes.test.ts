import { describe, expect, test } from 'vitest';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { account, allow } from '../builders/account.js';
import { violationsOf } from '../builders/lint-model.js';

type Statement = Readonly<Record<string, unknown>>;

const trustStatements = Object.entries(loadCatalogue().rules).flatMap(([id, { fix }]) =>
  [...fix.matchAll(/```json\n([^`]*)```/g)]
    .map(([, block = '']) => JSON.parse(block) as Statement)
    .filter(({ Action }) => typeof Action === 'string' && Action.startsWith('sts:'))
    .map((statement) => [id, statement] as const),
);

function firing(id: string, statement: Statement): readonly string[] {
  const model = account({ roles: { fixed: { trust: [statement], allow: [allow('ec2:RunInstances')] } } });
  const trust = { organization: 'o-abcdefghij', owners: { github: ['acme'] } };
  return violationsOf(model, 'outsider', trust).flatMap(({ entry }) => (entry.ruleId === id ? [entry.messageId] : []));
}

describe('a trust policy as the fix of a rule writes it', () => {
  test.each(trustStatements)('%s is silent, or asks for what it says', (id, statement) => {
    // A foreign account with an external ID is still a foreign account.
    expect(firing(id, statement)).toEqual(id === 'foreign-account-trust' ? ['withExternalId'] : []);
  });

  test.each(trustStatements)('%s fires without its conditions', (id, { Condition: _, ...statement }) => {
    expect(firing(id === 'public-identity-pool' ? 'oidc-subject-wildcard' : id, statement)).not.toEqual([]);
  });
});
