import { UnknownValue } from '../../../model/policy-document.js';
import type { Resource, ResourceKind } from '../../../model/resource.js';
import { grantedPolicy } from '../granted.js';
import type { Instance } from '../instance.js';
import type { Policies } from '../policies.js';
import { resourceOf } from '../resource.js';
import { type Block, readBlocks, readText, textOrUnknown, topBlock } from '../values.js';
import type { FactTable } from './facts.js';
import type { Links } from './links.js';

/** A type of what is fed with messages or events, and the resource that gives it its policy. */
interface SourceType {
  readonly type: string;
  readonly kind: ResourceKind;
  readonly policyType: string;
  /** The attribute of the latter that names the former. */
  readonly names: string;
  /** The attribute of the latter with the document, or `policy`. */
  readonly document?: string;
  /** Whether the former has a `policy` of its own. */
  readonly own: boolean;
}

const SOURCE_TYPES: readonly SourceType[] = [
  { type: 'aws_sqs_queue', kind: 'queue', policyType: 'aws_sqs_queue_policy', names: 'queue_url', own: true },
  { type: 'aws_sns_topic', kind: 'topic', policyType: 'aws_sns_topic_policy', names: 'arn', own: true },
  {
    type: 'aws_cloudwatch_event_bus',
    kind: 'event-bus',
    policyType: 'aws_cloudwatch_event_bus_policy',
    names: 'event_bus_name',
    own: false,
  },
  {
    type: 'aws_kinesis_stream',
    kind: 'stream',
    policyType: 'aws_kinesis_resource_policy',
    names: 'resource_arn',
    own: false,
  },
  {
    type: 'aws_dynamodb_table',
    kind: 'table',
    policyType: 'aws_dynamodb_resource_policy',
    names: 'resource_arn',
    own: false,
  },
  {
    type: 'aws_cloudwatch_log_destination',
    kind: 'log-destination',
    policyType: 'aws_cloudwatch_log_destination_policy',
    names: 'destination_name',
    document: 'access_policy',
    own: false,
  },
];

/** What messages and events start. */
const TARGETS = [
  'aws_lambda_function',
  'aws_sqs_queue',
  'aws_sns_topic',
  'aws_kinesis_stream',
  'aws_cloudwatch_event_bus',
  'aws_sfn_state_machine',
  'aws_codebuild_project',
];
const SOURCES = [...SOURCE_TYPES.map(({ type }) => type), 'aws_s3_bucket'];

/** Queues, topics, buses, streams and the like, with the policies that say who may feed them. */
export function readEventSources(policies: Policies, links: Links): readonly Resource[] {
  const { reader } = links;
  return SOURCE_TYPES.flatMap(({ type, kind, policyType, names, document = 'policy', own }) => {
    const given = new Map<Instance, Block>();
    for (const instance of reader.managed(policyType)) {
      const target = links.instance(topBlock(instance), names, [type]);
      if (target !== null) given.set(target, topBlock(instance));
    }
    const permissions = kind === 'event-bus' ? busPermissions(links) : new Map<Instance, readonly Instance[]>();
    return reader.managed(type).map((instance): Resource => {
      const arn = links.arnOf(instance);
      const name = reader.arns.nameOf(instance);
      const block = given.get(instance) ?? (own ? topBlock(instance) : null);
      const source = { type: 'resource-based', id: arn, name } as const;
      const granted = (permissions.get(instance) ?? []).map((by) => ({ by, statement: permissionStatement(arn, by) }));
      const written = block === null ? null : policies.read(block, document, source);
      return resourceOf(kind, instance, reader, {
        policy: written ?? grantedPolicy(instance, { id: arn, name }, granted, { policies, reader }),
      });
    });
  });
}

function busPermissions(links: Links): Map<Instance, readonly Instance[]> {
  const result = new Map<Instance, readonly Instance[]>();
  for (const permission of links.reader.managed('aws_cloudwatch_event_permission')) {
    const bus = links.instance(topBlock(permission), 'event_bus_name', ['aws_cloudwatch_event_bus']);
    if (bus !== null) result.set(bus, [...(result.get(bus) ?? []), permission]);
  }
  return result;
}

/** The statement that PutPermission makes (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html). */
function permissionStatement(arn: string, permission: Instance): object {
  const block = topBlock(permission);
  const principal = textOrUnknown(block, 'principal');
  const conditions = readBlocks(block, 'condition') ?? [];
  const condition = Object.fromEntries(
    conditions.map((row) => [
      readText(row, 'type') ?? 'StringEquals',
      { [readText(row, 'key') ?? 'aws:PrincipalOrgID']: textOrUnknown(row, 'value') },
    ]),
  );
  const partition = arn.split(':')[1] ?? 'aws';
  return {
    Effect: 'Allow',
    Principal:
      principal === '*' || principal instanceof UnknownValue
        ? principal
        : { AWS: `arn:${partition}:iam::${principal}:root` },
    Action: readText(block, 'action') ?? 'events:PutEvents',
    Resource: arn,
    ...(conditions.length === 0 ? {} : { Condition: condition }),
  };
}

/** What connects sources to what they start. */
export function collectTriggers(links: Links, facts: FactTable): void {
  const { reader } = links;
  const connect = (source: Instance | null, target: Instance | null, by: Instance): void => {
    if (source === null || target === null) return;
    const location = reader.location(by.pointer);
    facts.add(target, { triggers: [{ source: links.arnOf(source), address: by.address, location }] });
  };
  for (const instance of reader.managed('aws_lambda_event_source_mapping')) {
    const block = topBlock(instance);
    if (block.values['enabled'] === false) continue;
    const target = links.instance(block, 'function_name', ['aws_lambda_function']);
    connect(links.instance(block, 'event_source_arn', SOURCES), target, instance);
  }
  for (const instance of reader.managed('aws_sns_topic_subscription')) {
    const block = topBlock(instance);
    connect(links.instance(block, 'topic_arn', SOURCES), links.instance(block, 'endpoint', TARGETS), instance);
  }
  for (const instance of reader.managed('aws_cloudwatch_event_target')) {
    const block = topBlock(instance);
    const bus = links.instance(block, 'event_bus_name', ['aws_cloudwatch_event_bus']);
    connect(bus, links.instance(block, 'arn', TARGETS), instance);
    for (const row of readBlocks(block, 'ecs_target') ?? []) {
      connect(bus, links.instance(row, 'task_definition_arn', ['aws_ecs_task_definition']), instance);
    }
  }
  for (const instance of reader.managed('aws_s3_bucket_notification')) {
    const block = topBlock(instance);
    const bucket = links.instance(block, 'bucket', ['aws_s3_bucket']);
    for (const [name, attribute] of NOTIFIED) {
      for (const row of readBlocks(block, name) ?? [])
        connect(bucket, links.instance(row, attribute, TARGETS), instance);
    }
  }
  for (const instance of reader.managed('aws_cloudwatch_log_destination')) {
    connect(instance, links.instance(topBlock(instance), 'target_arn', TARGETS), instance);
  }
  for (const instance of reader.managed('aws_ses_receipt_rule')) {
    for (const [name, attribute] of MAILED) {
      for (const row of readBlocks(topBlock(instance), name) ?? [])
        connect(instance, links.instance(row, attribute, [...TARGETS, 'aws_s3_bucket']), instance);
    }
  }
  for (const instance of reader.managed('aws_pipes_pipe')) {
    const block = topBlock(instance);
    connect(links.instance(block, 'source', SOURCES), links.instance(block, 'target', TARGETS), instance);
  }
}

/** Rules by which mail of anybody starts something (https://docs.aws.amazon.com/ses/latest/dg/receiving-email-concepts.html). */
export function readMailRules({ reader }: Links): readonly Resource[] {
  return reader
    .managed('aws_ses_receipt_rule')
    .filter(({ values }) => values['enabled'] === true)
    .map((instance) => resourceOf('mail-rule', instance, reader));
}

/** What the actions of a mail rule start. */
const MAILED = [
  ['lambda_action', 'function_arn'],
  ['sns_action', 'topic_arn'],
  ['s3_action', 'bucket_name'],
] as const;

const NOTIFIED = [
  ['lambda_function', 'lambda_function_arn'],
  ['queue', 'queue_arn'],
  ['topic', 'topic_arn'],
] as const;
