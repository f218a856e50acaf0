import { describe, expect, test } from 'vitest';
import { loadCatalogue, loadResourceControlServices } from '../../src/catalogue/catalogue.js';
import { accountNotes } from '../../src/findings/index.js';
import { Controls } from '../../src/graph/controls.js';
import { UNKNOWN_ACCOUNT } from '../../src/model/arn.js';
import type { AccountControls } from '../../src/model/organization.js';
import { parsePolicyDocument } from '../../src/model/policy-document.js';
import type { Finding } from '../../src/schemas/report.generated.js';
import { ACCOUNT, allow, deny, document, FOREIGN, roleArn } from '../builders/account.js';

const scp = (...statements: ReturnType<typeof allow>[]) =>
  parsePolicyDocument(document(statements), {
    type: 'scp',
    id: 'p-1',
    name: 'p-1',
    address: null,
    location: { uri: 'organization.json' },
  });
const over = (account: string, ...levels: ReturnType<typeof scp>[]): AccountControls => ({
  account,
  serviceControl: levels.map((policy) => [policy]),
  resourceControl: [],
});
const FULL = scp(allow('*'));

/** A finding whose path ends at a role of the account. */
const endingIn = (account: string): Finding =>
  ({ paths: [{ steps: [{ from: '*' }, { from: roleArn('worker', account) }] }] }) as unknown as Finding;

test.each([
  ['alone', []],
  ['with its organization', [over(FOREIGN, FULL)]],
])('the management account %s: its organization policies do not bind it', (_, controls) => {
  const [note] = accountNotes(
    [endingIn(ACCOUNT)],
    { accounts: [ACCOUNT, FOREIGN], controls, managementAccount: ACCOUNT },
    new Controls(controls, loadResourceControlServices()),
    loadCatalogue(),
  );
  expect(note).toEqual({
    text: 'no SCP or RCP binds the account: it is the management account of its organization',
    accounts: [ACCOUNT],
  });
});

describe('what is said of the accounts in which paths end', () => {
  const notes = (controls: readonly AccountControls[], ...accounts: string[]) =>
    accountNotes(
      accounts.map(endingIn),
      { accounts: [ACCOUNT, FOREIGN], controls },
      new Controls(controls, loadResourceControlServices()),
      loadCatalogue(),
    ).map(({ text, accounts: about }) => `${about.join(' ')}: ${/^\S+ \S+ \S+ \S+ \S+ \S+/.exec(text)?.[0] ?? ''}`);
  const UNSEEN = 'the input does not show the';
  const UNBOUND = 'no SCP or RCP bounds what';
  const EXEMPT = 'no SCP or RCP binds the';

  test.each<
    [name: string, controls: readonly AccountControls[], accounts: readonly string[], expected: readonly string[]]
  >([
    ['the input shows no organization', [], [ACCOUNT], [`${ACCOUNT}: ${UNSEEN}`]],
    ['two accounts are one note', [], [FOREIGN, ACCOUNT, ACCOUNT], [`${ACCOUNT} ${FOREIGN}: ${UNSEEN}`]],
    ['an account without an id', [], [UNKNOWN_ACCOUNT], [`: ${UNSEEN}`]],
    ['no finding', [], [], []],
    ['an account that is not ours', [], ['333333333333'], []],
    ['nothing but full access', [over(ACCOUNT, FULL)], [ACCOUNT], [`${ACCOUNT}: ${UNBOUND}`]],
    [
      'a deny of something else',
      [over(ACCOUNT, FULL, scp(allow('*'), deny('organizations:LeaveOrganization')))],
      [ACCOUNT],
      [`${ACCOUNT}: ${UNBOUND}`],
    ],
    [
      'Regions are bounded',
      [
        over(
          ACCOUNT,
          scp(allow('*'), deny('*', { Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } } })),
        ),
      ],
      [ACCOUNT],
      [],
    ],
    ['one service is bounded', [over(ACCOUNT, scp(allow('*'), deny('sagemaker:*')))], [ACCOUNT], []],
    [
      'an account beside those that are bound',
      [over(ACCOUNT, FULL)],
      [ACCOUNT, FOREIGN],
      [`${ACCOUNT}: ${UNBOUND}`, `${FOREIGN}: ${EXEMPT}`],
    ],
  ])('%s', (_, controls, accounts, expected) => {
    expect(notes(controls, ...accounts)).toEqual(expected);
  });
});
