import { BOTO, calls } from './calls.mjs';
import { role, user } from './record.mjs';

/**
 * What published intrusions leave that start no compute: nothing of this is to be called mining. TeamTNT enumerates and mines on the host
 * that it is on already; JavaGhost sends mail.
 */
export function withoutCompute(start) {
  const team = calls(role('eks-node', { session: 'i-0bbbbbbbbbbbbbbbb' }), '203.0.113.160', 'aws-cli/1.18.69', start);
  const ghost = calls(user('newsletter'), '203.0.113.170', BOTO, start);
  return [
    {
      name: 'teamTnt',
      records: ['ListUsers', 'ListRoles', 'GetAccountAuthorizationDetails'].map((name, index) =>
        team(index, 'iam', name, 'us-east-1'),
      ),
    },
    {
      name: 'javaGhost',
      records: [
        ghost(0, 'servicequotas', 'GetServiceQuota', 'us-east-1', {
          requestParameters: { serviceCode: 'ses', quotaCode: 'L-804C8AE8' },
        }),
        ghost(1, 'sts', 'GetFederationToken', 'us-east-1', { requestParameters: { name: 'x' } }),
        ghost(2, 'iam', 'CreateUser', 'us-east-1', { requestParameters: { userName: 'mail' } }),
        ghost(2, 'iam', 'CreateLoginProfile', 'us-east-1', { requestParameters: { userName: 'mail' } }),
        ghost(3, 'ec2', 'CreateSecurityGroup', 'us-east-1', { requestParameters: { groupName: 'Java_Ghost' } }),
      ],
    },
  ];
}
