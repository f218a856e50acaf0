import { nameIn, type Service } from './call.js';

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
