import type { Item, Service } from './call.js';

const UPPER = ['NextToken', 'NextToken'] as const;
const LOWER = ['nextToken', 'nextToken'] as const;

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

export const ecr: Service = {
  name: 'ecr',
  package: '@aws-sdk/client-ecr',
  load: () => import('@aws-sdk/client-ecr'),
  client: 'ECRClient',
  scope: 'regional',
  calls: [
    {
      command: 'DescribeRepositories',
      permission: 'ecr:DescribeRepositories',
      page: LOWER,
      items: ['repositories'],
      shape: 'Repository',
      into: { service: 'Repositories' },
      then: [
        {
          command: 'GetRepositoryPolicy',
          permission: 'ecr:GetRepositoryPolicy',
          input: (repository) => ({ repositoryName: repository['repositoryName'] }),
          shape: 'RepositoryPolicy',
          into: 'merge',
          absent: ['RepositoryPolicyNotFoundException'],
        },
      ],
    },
    {
      command: 'GetRegistryPolicy',
      permission: 'ecr:GetRegistryPolicy',
      shape: 'RegistryPolicy',
      into: { single: 'RegistryPolicy' },
      absent: ['RegistryPolicyNotFoundException'],
    },
  ],
};
