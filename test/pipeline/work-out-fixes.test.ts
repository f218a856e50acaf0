import { expect, test } from 'vitest';
import { workOutFixes } from '../../src/pipeline/work-out-fixes.js';
import { account, roleArn, service } from '../builders/account.js';
import { NOTHING_TRUSTED, violationsOf } from '../builders/lint-model.js';

const JUDGEMENT = { trust: NOTHING_TRUSTED, threatModel: 'insider', now: Date.parse('2026-11-23T12:00:00Z') } as const;

test('what is told together is closed together: the user by a credential, and the role that has the same policy', () => {
  const model = account({
    users: { alice: { managed: ['launch'] } },
    roles: { worker: { trust: [service('ec2')], managed: ['launch'] } },
    policies: { launch: [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }] },
  });
  const told = violationsOf(model, 'insider');
  const fixOf = (violations: typeof told) => {
    const { closing } = workOutFixes(new Map([['one', violations]]), 1, { model, judgement: JUDGEMENT, inputs: [] });
    return closing.get('one')?.edits.map(({ summary }) => summary);
  };
  const credential = told.filter(({ entry }) => entry.kind === 'credential');
  const role = told.filter(({ entry }) => entry.to === roleArn('worker'));
  expect(fixOf(credential)).toEqual(['delete the access keys and the password of user alice']);
  expect(fixOf([...credential, ...role])).toEqual([
    'detach policy launch from user alice',
    'detach policy launch from role worker',
  ]);
});
