import { type Item, nameIn, type Service } from './call.js';

const UPPER = ['NextToken', 'NextToken'] as const;

const byBucket = (bucket: Item): Record<string, unknown> => ({ Bucket: bucket['Name'] });
const regionOfBucket = ({ BucketRegion }: Item): string | undefined =>
  typeof BucketRegion === 'string' ? BucketRegion : undefined;

/** Buckets of every region: the account has one list of them. */
export const s3: Service = {
  name: 's3',
  package: '@aws-sdk/client-s3',
  load: () => import('@aws-sdk/client-s3'),
  client: 'S3Client',
  scope: 'global',
  calls: [
    {
      command: 'ListBuckets',
      permission: 's3:ListAllMyBuckets',
      // Only a list in pages says the region of each bucket (https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html).
      input: () => ({ MaxBuckets: 1000 }),
      page: ['ContinuationToken', 'ContinuationToken'],
      items: ['Buckets'],
      shape: 'Bucket',
      into: { service: 'Buckets' },
      then: [
        {
          command: 'GetBucketPolicy',
          permission: 's3:GetBucketPolicy',
          input: byBucket,
          region: regionOfBucket,
          shape: 'ResourcePolicy',
          into: 'merge',
          absent: ['NoSuchBucketPolicy'],
        },
        {
          command: 'GetPublicAccessBlock',
          permission: 's3:GetBucketPublicAccessBlock',
          input: byBucket,
          region: regionOfBucket,
          shape: 'BucketPublicAccess',
          into: 'merge',
          absent: ['NoSuchPublicAccessBlockConfiguration'],
        },
        {
          command: 'GetBucketOwnershipControls',
          permission: 's3:GetBucketOwnershipControls',
          input: byBucket,
          region: regionOfBucket,
          shape: 'BucketOwnership',
          into: 'merge',
          absent: ['OwnershipControlsNotFoundError'],
        },
        {
          command: 'GetBucketAcl',
          permission: 's3:GetBucketAcl',
          input: byBucket,
          region: regionOfBucket,
          shape: 'BucketAcl',
          into: 'merge',
        },
        {
          command: 'GetBucketNotificationConfiguration',
          permission: 's3:GetBucketNotification',
          input: byBucket,
          region: regionOfBucket,
          reshape: (notifications) => ({ Notifications: notifications }),
          shape: 'BucketNotificationConfiguration',
          into: 'merge',
        },
      ],
    },
  ],
};

/** The public access block of the whole account. */
export const s3Control: Service = {
  name: 's3-control',
  package: '@aws-sdk/client-s3-control',
  load: () => import('@aws-sdk/client-s3-control'),
  client: 'S3ControlClient',
  scope: 'global',
  calls: [
    {
      command: 'GetPublicAccessBlock',
      permission: 's3:GetAccountPublicAccessBlock',
      input: (context) => ({ AccountId: context['account'] }),
      items: ['PublicAccessBlockConfiguration'],
      shape: 'PublicAccessBlock',
      into: { single: 'PublicAccessBlockConfiguration' },
      absent: ['NoSuchPublicAccessBlockConfiguration'],
    },
  ],
};

const byRestApi = (api: Item): Record<string, unknown> => ({ restApiId: api['id'], limit: 500 });
const POSITION = ['position', 'position'] as const;

export const apiGateway: Service = {
  name: 'apigateway',
  package: '@aws-sdk/client-api-gateway',
  load: () => import('@aws-sdk/client-api-gateway'),
  client: 'APIGatewayClient',
  scope: 'regional',
  calls: [
    {
      command: 'GetRestApis',
      permission: 'apigateway:GET',
      input: () => ({ limit: 500 }),
      page: POSITION,
      items: ['items'],
      // The service escapes the quotes of a policy's text once more.
      reshape: (api) => ({ ...api, policy: unescaped(api['policy']) }),
      shape: 'RestApi',
      into: { service: 'RestApis' },
      then: [
        {
          command: 'GetResources',
          permission: 'apigateway:GET',
          input: (api) => ({ ...byRestApi(api), embed: ['methods'] }),
          page: POSITION,
          items: ['items'],
          shape: 'RestResource',
          into: { parent: 'Resources' },
        },
        {
          command: 'GetAuthorizers',
          permission: 'apigateway:GET',
          input: byRestApi,
          page: POSITION,
          items: ['items'],
          shape: 'RestAuthorizer',
          into: { parent: 'Authorizers' },
        },
        {
          command: 'GetStages',
          permission: 'apigateway:GET',
          input: (api) => ({ restApiId: api['id'] }),
          items: ['item'],
          shape: 'RestStage',
          into: { parent: 'Stages' },
        },
      ],
    },
  ],
};

function unescaped(policy: unknown): unknown {
  return typeof policy === 'string' && policy.startsWith('{\\"') ? policy.replaceAll('\\"', '"') : policy;
}

const byApi = (api: Item): Record<string, unknown> => ({ ApiId: api['ApiId'] });

export const apiGatewayV2: Service = {
  name: 'apigatewayv2',
  package: '@aws-sdk/client-apigatewayv2',
  load: () => import('@aws-sdk/client-apigatewayv2'),
  client: 'ApiGatewayV2Client',
  scope: 'regional',
  calls: [
    {
      command: 'GetApis',
      permission: 'apigateway:GET',
      page: UPPER,
      items: ['Items'],
      shape: 'HttpApi',
      into: { service: 'Apis' },
      then: [
        {
          command: 'GetRoutes',
          permission: 'apigateway:GET',
          input: byApi,
          page: UPPER,
          items: ['Items'],
          shape: 'HttpRoute',
          into: { parent: 'Routes' },
        },
        {
          command: 'GetIntegrations',
          permission: 'apigateway:GET',
          input: byApi,
          page: UPPER,
          items: ['Items'],
          shape: 'HttpIntegration',
          into: { parent: 'Integrations' },
        },
        {
          command: 'GetAuthorizers',
          permission: 'apigateway:GET',
          input: byApi,
          page: UPPER,
          items: ['Items'],
          shape: 'HttpAuthorizer',
          into: { parent: 'Authorizers' },
        },
        {
          command: 'GetStages',
          permission: 'apigateway:GET',
          input: byApi,
          page: UPPER,
          items: ['Items'],
          shape: 'HttpStage',
          into: { parent: 'Stages' },
        },
      ],
    },
  ],
};

const byPool = (pool: Item): Record<string, unknown> => ({ IdentityPoolId: pool['IdentityPoolId'] });

export const cognitoIdentity: Service = {
  name: 'cognito-identity',
  package: '@aws-sdk/client-cognito-identity',
  load: () => import('@aws-sdk/client-cognito-identity'),
  client: 'CognitoIdentityClient',
  scope: 'regional',
  calls: [
    {
      command: 'ListIdentityPools',
      permission: 'cognito-identity:ListIdentityPools',
      input: () => ({ MaxResults: 60 }),
      page: UPPER,
      items: ['IdentityPools'],
      shape: 'IdentityPool',
      into: { service: 'IdentityPools' },
      then: [
        {
          command: 'DescribeIdentityPool',
          permission: 'cognito-identity:DescribeIdentityPool',
          input: byPool,
          shape: 'IdentityPool',
          into: 'merge',
        },
        {
          command: 'GetIdentityPoolRoles',
          permission: 'cognito-identity:GetIdentityPoolRoles',
          input: byPool,
          shape: 'IdentityPoolRoles',
          into: 'merge',
        },
      ],
    },
  ],
};

/** Who may sign up to a user pool, which decides who comes to the roles of an identity pool. */
export const cognitoUserPools: Service = {
  name: 'cognito-idp',
  package: '@aws-sdk/client-cognito-identity-provider',
  load: () => import('@aws-sdk/client-cognito-identity-provider'),
  client: 'CognitoIdentityProviderClient',
  scope: 'regional',
  calls: [
    {
      command: 'ListUserPools',
      permission: 'cognito-idp:ListUserPools',
      input: () => ({ MaxResults: 60 }),
      page: UPPER,
      items: ['UserPools'],
      shape: 'UserPool',
      into: { service: 'UserPools' },
      then: [
        {
          command: 'DescribeUserPool',
          permission: 'cognito-idp:DescribeUserPool',
          input: (pool) => ({ UserPoolId: pool['Id'] }),
          items: ['UserPool'],
          shape: 'UserPool',
          into: 'merge',
        },
        {
          command: 'ListGroups',
          permission: 'cognito-idp:ListGroups',
          input: (pool) => ({ UserPoolId: pool['Id'] }),
          page: UPPER,
          items: ['Groups'],
          shape: 'UserPoolGroup',
          into: { parent: 'Groups' },
        },
      ],
    },
  ],
};

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

/** Of secrets the name and the policy; no call here could read a value. */
export const secretsManager: Service = {
  name: 'secretsmanager',
  package: '@aws-sdk/client-secrets-manager',
  load: () => import('@aws-sdk/client-secrets-manager'),
  client: 'SecretsManagerClient',
  scope: 'regional',
  calls: [
    {
      command: 'ListSecrets',
      permission: 'secretsmanager:ListSecrets',
      page: UPPER,
      items: ['SecretList'],
      shape: 'Secret',
      into: { service: 'Secrets' },
      then: [
        {
          command: 'GetResourcePolicy',
          permission: 'secretsmanager:GetResourcePolicy',
          input: (secret) => ({ SecretId: secret['ARN'] }),
          shape: 'SecretPolicy',
          into: 'merge',
        },
      ],
    },
  ],
};
