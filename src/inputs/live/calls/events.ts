import { type Item, nameIn, type Service } from './call.js';

const UPPER = ['NextToken', 'NextToken'] as const;

export const sqs: Service = {
  name: 'sqs',
  package: '@aws-sdk/client-sqs',
  load: () => import('@aws-sdk/client-sqs'),
  client: 'SQSClient',
  scope: 'regional',
  calls: [
    {
      command: 'ListQueues',
      permission: 'sqs:ListQueues',
      input: () => ({ MaxResults: 1000 }),
      page: UPPER,
      items: ['QueueUrls'],
      then: [
        {
          command: 'GetQueueAttributes',
          permission: 'sqs:GetQueueAttributes',
          input: (queue) => ({ QueueUrl: nameIn(queue), AttributeNames: ['QueueArn', 'Policy'] }),
          items: ['Attributes'],
          shape: 'Queue',
          into: { service: 'Queues' },
        },
      ],
    },
  ],
};

export const sns: Service = {
  name: 'sns',
  package: '@aws-sdk/client-sns',
  load: () => import('@aws-sdk/client-sns'),
  client: 'SNSClient',
  scope: 'regional',
  calls: [
    {
      command: 'ListTopics',
      permission: 'sns:ListTopics',
      page: UPPER,
      items: ['Topics'],
      shape: 'Topic',
      into: { service: 'Topics' },
      then: [
        {
          command: 'GetTopicAttributes',
          permission: 'sns:GetTopicAttributes',
          input: (topic) => ({ TopicArn: topic['TopicArn'] }),
          items: ['Attributes'],
          shape: 'ResourcePolicy',
          into: 'merge',
        },
      ],
    },
    {
      command: 'ListSubscriptions',
      permission: 'sns:ListSubscriptions',
      page: UPPER,
      items: ['Subscriptions'],
      // Addresses of people, and URLs that may carry a token, are nobody's business.
      reshape: (one) => (String(one['Endpoint']).startsWith('arn:') ? one : null),
      shape: 'Subscription',
      into: { service: 'Subscriptions' },
    },
  ],
};

export const eventBridge: Service = {
  name: 'events',
  package: '@aws-sdk/client-eventbridge',
  load: () => import('@aws-sdk/client-eventbridge'),
  client: 'EventBridgeClient',
  scope: 'regional',
  calls: [
    {
      command: 'ListEventBuses',
      permission: 'events:ListEventBuses',
      page: UPPER,
      items: ['EventBuses'],
      shape: 'EventBus',
      into: { service: 'EventBuses' },
      then: [
        {
          command: 'ListRules',
          permission: 'events:ListRules',
          input: (bus) => ({ EventBusName: bus['Name'] }),
          page: UPPER,
          items: ['Rules'],
          shape: 'EventRule',
          into: { parent: 'Rules' },
          then: [
            {
              command: 'ListTargetsByRule',
              permission: 'events:ListTargetsByRule',
              input: (rule, bus) => ({ Rule: rule['Name'], EventBusName: bus['Name'] }),
              page: UPPER,
              items: ['Targets'],
              shape: 'EventTarget',
              into: { parent: 'Targets' },
            },
          ],
        },
      ],
    },
  ],
};

export const kinesis: Service = {
  name: 'kinesis',
  package: '@aws-sdk/client-kinesis',
  load: () => import('@aws-sdk/client-kinesis'),
  client: 'KinesisClient',
  scope: 'regional',
  calls: [
    {
      command: 'ListStreams',
      permission: 'kinesis:ListStreams',
      page: UPPER,
      items: ['StreamSummaries'],
      shape: 'Stream',
      into: { service: 'Streams' },
      then: [
        {
          command: 'GetResourcePolicy',
          permission: 'kinesis:GetResourcePolicy',
          input: (stream) => ({ ResourceARN: stream['StreamARN'] }),
          // A stream without a policy has an empty one.
          reshape: (answer) => (answer['Policy'] === '{}' ? {} : answer),
          shape: 'ResourcePolicy',
          into: 'merge',
        },
      ],
    },
  ],
};

export const pipes: Service = {
  name: 'pipes',
  package: '@aws-sdk/client-pipes',
  load: () => import('@aws-sdk/client-pipes'),
  client: 'PipesClient',
  scope: 'regional',
  calls: [
    {
      command: 'ListPipes',
      permission: 'pipes:ListPipes',
      page: UPPER,
      items: ['Pipes'],
      shape: 'Pipe',
      into: { service: 'Pipes' },
    },
  ],
};

/** Of tables the name and the policy; no call here could read an item. */
export const dynamoDb: Service = {
  name: 'dynamodb',
  package: '@aws-sdk/client-dynamodb',
  load: () => import('@aws-sdk/client-dynamodb'),
  client: 'DynamoDBClient',
  scope: 'regional',
  calls: [
    {
      command: 'ListTables',
      permission: 'dynamodb:ListTables',
      page: ['ExclusiveStartTableName', 'LastEvaluatedTableName'],
      items: ['TableNames'],
      reshape: (table) => ({ TableName: nameIn(table) }),
      shape: 'Table',
      into: { service: 'Tables' },
      then: [
        {
          command: 'GetResourcePolicy',
          permission: 'dynamodb:GetResourcePolicy',
          input: (table, { partition, region, account } = {}) => ({
            ResourceArn: ['arn', partition, 'dynamodb', region, account, `table/${String(table['TableName'])}`].join(
              ':',
            ),
          }),
          shape: 'ResourcePolicy',
          into: 'merge',
          absent: ['PolicyNotFoundException'],
        },
      ],
    },
  ],
};

/** Destinations to which other accounts may send logs. */
export const logs: Service = {
  name: 'logs',
  package: '@aws-sdk/client-cloudwatch-logs',
  load: () => import('@aws-sdk/client-cloudwatch-logs'),
  client: 'CloudWatchLogsClient',
  scope: 'regional',
  calls: [
    {
      command: 'DescribeDestinations',
      permission: 'logs:DescribeDestinations',
      page: ['nextToken', 'nextToken'],
      items: ['destinations'],
      shape: 'LogDestination',
      into: { service: 'Destinations' },
    },
  ],
};

/** The rules for mail that comes in: only one set of them acts at a time. */
export const ses: Service = {
  name: 'ses',
  package: '@aws-sdk/client-ses',
  load: () => import('@aws-sdk/client-ses'),
  client: 'SESClient',
  scope: 'regional',
  calls: [
    {
      command: 'DescribeActiveReceiptRuleSet',
      permission: 'ses:DescribeActiveReceiptRuleSet',
      reshape: ({ Metadata, Rules }) =>
        typeof Metadata === 'object' && Metadata !== null ? { RuleSetName: (Metadata as Item)['Name'], Rules } : null,
      shape: 'ReceiptRuleSet',
      into: { service: 'ActiveReceiptRuleSets' },
      // Not every region takes mail (https://docs.aws.amazon.com/ses/latest/dg/regions.html#region-receive-email).
      absent: ['InvalidAction'],
    },
  ],
};
