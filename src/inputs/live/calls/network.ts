import type { Item, Service } from './call.js';

const MARKER = ['Marker', 'NextMarker'] as const;

/**
 * Strangers come to one that faces the internet, and through it to internal ones for applications; one that hands packets to
 * appliances is reached from inside the network only.
 */
function reachable(balancer: Item): Item | null {
  const { Scheme, Type } = balancer;
  return Type === 'gateway' || (Scheme === 'internal' && Type !== 'application') ? null : balancer;
}

/** Fields of a rule's condition that a stranger cannot fit, or not without knowing what they say. */
const KEEPS_OUT = ['source-ip', 'http-header', 'query-string'];

/** Of the conditions of a rule their fields alone: what a header has to say may be a shared secret. */
function ruleOf({ Conditions, ...rule }: Item): Item {
  const conditions = Array.isArray(Conditions) ? (Conditions as readonly Item[]) : [];
  return { ...rule, Conditions: conditions.filter(({ Field }) => KEEPS_OUT.includes(String(Field))) };
}

/** Load balancers that strangers may come to, and what stands behind them. */
export const loadBalancing: Service = {
  name: 'elasticloadbalancing',
  package: '@aws-sdk/client-elastic-load-balancing-v2',
  load: () => import('@aws-sdk/client-elastic-load-balancing-v2'),
  client: 'ElasticLoadBalancingV2Client',
  scope: 'regional',
  calls: [
    {
      command: 'DescribeLoadBalancers',
      permission: 'elasticloadbalancing:DescribeLoadBalancers',
      page: MARKER,
      items: ['LoadBalancers'],
      reshape: reachable,
      shape: 'LoadBalancer',
      into: { service: 'LoadBalancers' },
      then: [
        {
          command: 'DescribeListeners',
          permission: 'elasticloadbalancing:DescribeListeners',
          input: (balancer) => ({ LoadBalancerArn: balancer['LoadBalancerArn'] }),
          page: MARKER,
          items: ['Listeners'],
          shape: 'Listener',
          into: { parent: 'Listeners' },
          then: [
            {
              command: 'DescribeRules',
              permission: 'elasticloadbalancing:DescribeRules',
              input: (listener) => ({ ListenerArn: listener['ListenerArn'] }),
              page: MARKER,
              items: ['Rules'],
              reshape: ruleOf,
              shape: 'ListenerRule',
              into: { parent: 'Rules' },
            },
          ],
        },
        {
          command: 'DescribeTargetGroups',
          permission: 'elasticloadbalancing:DescribeTargetGroups',
          input: (balancer) => ({ LoadBalancerArn: balancer['LoadBalancerArn'] }),
          page: MARKER,
          items: ['TargetGroups'],
          shape: 'TargetGroup',
          into: { service: 'TargetGroups' },
          then: [
            {
              command: 'DescribeTargetHealth',
              permission: 'elasticloadbalancing:DescribeTargetHealth',
              input: (group) => ({ TargetGroupArn: group['TargetGroupArn'] }),
              items: ['TargetHealthDescriptions', 'Target'],
              shape: 'Target',
              into: { parent: 'Targets' },
            },
          ],
        },
      ],
    },
  ],
};
