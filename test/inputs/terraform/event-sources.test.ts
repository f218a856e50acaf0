import { describe, expect, test } from 'vitest';
import type { Resource } from '../../../src/model/resource.js';
import { after, arn, constant, document, type Fields, references, type ResourceSpec, role } from './plan-builder.js';

const REGION = { providers: { aws: { expressions: { region: constant('eu-west-1') } } } };
const FUNCTION: ResourceSpec = {
  address: 'aws_lambda_function.f',
  after: { function_name: 'f', role: arn('role', 'r') },
};
const INVOKE = 'arn:aws:lambda:eu-west-1:111111111111:function:f';
const OPEN = document({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' });

const will = (address: string, values: Fields, expressions: Fields = {}): ResourceSpec => ({
  address,
  after: values,
  expressions,
});

function found(address: string, ...specs: readonly ResourceSpec[]): Resource {
  const model = after([role('r'), FUNCTION, ...specs], REGION);
  const resource = model.resources.find((one) => one.address === address);
  if (resource === undefined) throw new Error(`no ${address}`);
  return resource;
}

const sourcesOf = ({ triggers }: Resource) => triggers?.map(({ source }) => source);

describe('what starts code', () => {
  const bucket = will('aws_s3_bucket.b', { bucket: 'uploads' });

  test('a notification of a bucket', () => {
    const notification = will('aws_s3_bucket_notification.n', {
      bucket: 'uploads',
      lambda_function: [{ lambda_function_arn: INVOKE, events: ['s3:ObjectCreated:*'] }],
    });
    expect(sourcesOf(found('aws_lambda_function.f', bucket, notification))).toEqual(['arn:aws:s3:::uploads']);
  });

  const stream = will('aws_kinesis_stream.s', { name: 'clicks' });
  const STREAM = 'arn:aws:kinesis:eu-west-1:111111111111:stream/clicks';

  test('a pipe of a stream, which a policy opens', () => {
    const pipe = will('aws_pipes_pipe.p', { source: STREAM, target: INVOKE });
    const policy = will('aws_kinesis_resource_policy.p', { resource_arn: STREAM, policy: OPEN });
    expect(sourcesOf(found('aws_lambda_function.f', stream, pipe))).toEqual([STREAM]);
    expect(found('aws_kinesis_stream.s', stream, policy).policy?.statements).toHaveLength(1);
    expect(found('aws_kinesis_stream.s', stream).policy).toBeNull();
  });

  test('the stream of a table, which a policy opens', () => {
    const table = will('aws_dynamodb_table.t', { name: 'orders', stream_enabled: true });
    const mapping: ResourceSpec = {
      address: 'aws_lambda_event_source_mapping.m',
      after: { function_name: 'f', enabled: true },
      unknown: { event_source_arn: true },
      expressions: { event_source_arn: references('aws_dynamodb_table.t.stream_arn') },
    };
    const TABLE = 'arn:aws:dynamodb:eu-west-1:111111111111:table/orders';
    const policy = will('aws_dynamodb_resource_policy.p', { resource_arn: TABLE, policy: OPEN });
    expect(sourcesOf(found('aws_lambda_function.f', table, mapping))).toEqual([TABLE]);
    expect(found('aws_dynamodb_table.t', table, policy).policy?.statements).toHaveLength(1);
  });

  test('a log destination, which a policy opens, in front of a stream', () => {
    const destination = will('aws_cloudwatch_log_destination.d', { name: 'logs', target_arn: STREAM });
    const policy = will('aws_cloudwatch_log_destination_policy.p', { destination_name: 'logs', access_policy: OPEN });
    const specs = [destination, policy, stream] as const;
    expect(sourcesOf(found('aws_kinesis_stream.s', ...specs))).toEqual([
      'arn:aws:logs:eu-west-1:111111111111:destination:logs',
    ]);
    expect(found('aws_cloudwatch_log_destination.d', ...specs).policy?.statements).toHaveLength(1);
  });

  test('mail that a rule receives', () => {
    const rule = (enabled: boolean) =>
      will('aws_ses_receipt_rule.r', {
        name: 'in',
        rule_set_name: 'all',
        enabled,
        lambda_action: [{ function_arn: INVOKE }],
      });
    expect(sourcesOf(found('aws_lambda_function.f', rule(true)))).toEqual([
      'arn:aws:ses:eu-west-1:111111111111:receipt-rule-set/all:receipt-rule/in',
    ]);
    expect(found('aws_ses_receipt_rule.r', rule(true)).kind).toBe('mail-rule');
    expect(() => found('aws_ses_receipt_rule.r', rule(false))).toThrow('no aws_ses_receipt_rule.r');
  });

  test('a mapping that is switched off starts nothing', () => {
    const mapping = (enabled: boolean) =>
      will('aws_lambda_event_source_mapping.m', { event_source_arn: STREAM, function_name: 'f', enabled });
    expect(sourcesOf(found('aws_lambda_function.f', stream, mapping(true)))).toEqual([STREAM]);
    expect(sourcesOf(found('aws_lambda_function.f', stream, mapping(false)))).toBeUndefined();
  });
});

describe('what a bucket lets in', () => {
  const bucket = will('aws_s3_bucket.b', { bucket: 'code' });
  const acl = will('aws_s3_bucket_acl.a', { bucket: 'code', acl: 'public-read-write' });

  test('an ACL, unless ACLs are switched off', () => {
    const controls = will('aws_s3_bucket_ownership_controls.c', {
      bucket: 'code',
      rule: [{ object_ownership: 'BucketOwnerEnforced' }],
    });
    const grants = (...more: readonly ResourceSpec[]) =>
      found('aws_s3_bucket.b', bucket, acl, ...more).aclGrants?.map(({ permission }) => permission);
    expect(grants()).toEqual(['READ', 'WRITE']);
    expect(grants(controls)).toBeUndefined();
  });

  test('nothing that the account blocks', () => {
    const block = will('aws_s3_account_public_access_block.a', {
      ignore_public_acls: true,
      restrict_public_buckets: false,
    });
    expect(found('aws_s3_bucket.b', bucket, block).publicAccessBlock).toEqual({
      ignorePublicAcls: true,
      restrictPublicBuckets: false,
    });
    expect(found('aws_s3_bucket.b', bucket).publicAccessBlock).toBeUndefined();
  });
});

test('a bus has the policy that a resource of its own gives', () => {
  const bus = will('aws_cloudwatch_event_bus.b', { name: 'b' });
  const policy = will('aws_cloudwatch_event_bus_policy.p', { event_bus_name: 'b', policy: OPEN });
  expect(found('aws_cloudwatch_event_bus.b', bus, policy).policy?.statements).toHaveLength(1);
});

test('of a task definition its images alone are kept', () => {
  const containers = [{ name: 'c', image: 'nginx:1.27', environment: [{ name: 'TOKEN', value: 'secret', image: '' }] }];
  const task = found(
    'aws_ecs_task_definition.t',
    will('aws_ecs_task_definition.t', { family: 't', container_definitions: JSON.stringify(containers) }),
  );
  expect(JSON.stringify(task)).not.toContain('secret');
  expect(task.code).toEqual([{ kind: 'container-image', reference: 'nginx:1.27', readAt: 'start' }]);
});
