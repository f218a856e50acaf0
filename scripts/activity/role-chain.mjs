import { BOTO, calls, group, MINUTE, protection } from './calls.mjs';
import { assumeRole, eventId, role } from './record.mjs';

/** An outsider's account into a role, from there into a second and a third account, where the group is made. */
export function chainOverThreeAccounts(start) {
  const shared = eventId();
  const first = { type: 'AWSAccount', principalId: 'AIDAFOREIGNFOREIGN77', accountId: '999999999999' };
  const vendor = role('vendor', { session: 'a', key: 'ASIAVENDOR0000000001', start: start });
  const hub = role('hub', {
    account: '222222222222',
    session: 'b',
    key: 'ASIAHUB0000000000002',
    start: start + MINUTE,
  });
  const spoke = role('spoke', {
    account: '333333333333',
    session: 'c',
    key: 'ASIASPOKE00000000003',
    start: start + 2 * MINUTE,
  });
  const call = calls(spoke, '203.0.113.120', BOTO, start);
  return {
    caller: '999999999999',
    records: [
      assumeRole({ time: start, identity: first, to: 'vendor', session: 'a', key: 'ASIAVENDOR0000000001' }),
      assumeRole({
        time: start + MINUTE,
        identity: vendor,
        to: 'hub',
        account: '222222222222',
        session: 'b',
        key: 'ASIAHUB0000000000002',
        recipientAccountId: '111111111111',
        sharedEventID: shared,
      }),
      assumeRole({
        time: start + MINUTE,
        identity: { type: 'AWSAccount', principalId: 'AROAVENDOR3333333333:a', accountId: '111111111111' },
        to: 'hub',
        account: '222222222222',
        session: 'b',
        key: 'ASIAHUB0000000000002',
        sharedEventID: shared,
      }),
      assumeRole({
        time: start + 2 * MINUTE,
        identity: hub,
        to: 'spoke',
        account: '333333333333',
        session: 'c',
        key: 'ASIASPOKE00000000003',
      }),
      call(4, 'autoscaling', 'CreateAutoScalingGroup', 'sa-east-1', group('g', 20, 999)),
      call(6, 'ec2', 'ModifyInstanceAttribute', 'sa-east-1', protection('i-0c0ffee0000000009')),
    ],
  };
}
