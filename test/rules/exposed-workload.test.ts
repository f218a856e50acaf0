import { describe, expect, test } from 'vitest';
import type { Resource } from '../../src/model/resource.js';
import { account, allow, roleArn, service } from '../builders/account.js';
import { violationLines, violationsOf } from '../builders/lint-model.js';

const location = { uri: 'main.tf', startLine: 1 };
const exposure = {
  via: 'public-address',
  ranges: ['0.0.0.0/0'],
  ports: [{ protocol: 'tcp', from: 443, to: 443 }],
  assumptions: [],
  address: 'aws_security_group.web',
  location,
} as const;

function modelOf(facts: Partial<Resource>, actions = 'ec2:RunInstances') {
  const web: Resource = {
    kind: 'instance',
    arn: 'arn:aws:ec2:eu-west-1:111111111111:instance/i-1',
    name: 'web',
    account: '111111111111',
    roles: [roleArn('web')],
    policy: null,
    functionUrls: [],
    address: 'aws_instance.web',
    location,
    ...facts,
  };
  const model = account({ roles: { web: { trust: [service('ec2')], allow: [allow(actions)] } } });
  return { ...model, resources: [web] };
}

describe('exposed-workload', () => {
  test.each<[name: string, facts: Partial<Resource>, actions: string | undefined, expected: readonly string[]]>([
    [
      'an instance on the internet',
      { exposures: [exposure], tokensOptional: false },
      undefined,
      ['exposed-workload exposed * conditional'],
    ],
    [
      'that answers plain metadata requests',
      { exposures: [exposure], tokensOptional: true },
      undefined,
      ['exposed-workload plainMetadata * conditional'],
    ],
    [
      'a group whose machines answer plain metadata requests',
      { kind: 'auto-scaling-group', exposures: [exposure], tokensOptional: true },
      undefined,
      ['exposed-workload plainMetadata * conditional'],
    ],
    ['nobody reaches it', { exposures: [] }, undefined, []],
    ['who reaches it is not known', {}, undefined, []],
    ['it holds no role', { exposures: [exposure], roles: [] }, undefined, []],
    ['its role starts nothing', { exposures: [exposure] }, 's3:GetObject', []],
  ])('%s', (_, facts, actions, expected) => {
    expect(violationLines(modelOf(facts, actions))).toEqual(expected);
  });

  test('says what has to be true', () => {
    const two = [exposure, { ...exposure, ports: [{ protocol: '-1', from: 0, to: 65_535 }] }];
    const assumptions = ['subnet s gives out public addresses'];
    const [first] = violationsOf(modelOf({ exposures: two.map((one) => ({ ...one, assumptions })) }));
    expect(first?.entry.step.grant.assumptions).toEqual([
      ...assumptions,
      "what listens on port 443, any port of instance web can be made to run a stranger's code",
    ]);
  });

  test('takes the way in that assumes the least', () => {
    const unsure = { ...exposure, assumptions: ['load balancer web faces the internet'], address: 'aws_lb.web' };
    const [first] = violationsOf(modelOf({ exposures: [unsure, exposure] }));
    expect(first?.entry.step).toMatchObject({
      address: 'aws_security_group.web',
      grant: { assumptions: [expect.stringContaining('what listens on port 443')] },
    });
  });
});
