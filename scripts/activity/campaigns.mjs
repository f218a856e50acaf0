// The published mining campaigns as the records that they leave; the facts and their sources are in docs/activity.md.
import { BOTO, calls, ecsService, fargate, group, ingress, MINUTE, protection } from './calls.mjs';
import { role, runInstances, user } from './record.mjs';
import { chainOverThreeAccounts } from './role-chain.mjs';

const REGIONS = [
  ...[
    'us-east-1',
    'us-east-2',
    'us-west-1',
    'us-west-2',
    'ap-south-1',
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-northeast-3',
  ],
  ...[
    'ap-southeast-1',
    'ap-southeast-2',
    'ca-central-1',
    'eu-central-1',
    'eu-west-1',
    'eu-west-2',
    'eu-west-3',
    'eu-north-1',
    'sa-east-1',
  ],
];

/** Every campaign, to begin at `start`: who is behind it, as activity names the caller, and its records. */
export function campaigns(start) {
  return [
    november2025,
    datadogEcs,
    datadogMetal,
    elektraLeak,
    scarleteel,
    ambersquid,
    guiVil,
    dangerDev,
    eightMinutes,
    dxc,
    sixHundred,
    fiveHundredATime,
    androxgh0st,
    datadogKnownImage,
    chainOverThreeAccounts,
  ].map((make, index) => ({ name: make.name, ...make(start + index * 7 * MINUTE) }));
}

/** AWS GuardDuty, from 2025-11-02: ECS with a known image, groups of 20 to 999, protection, a public function, a user for mail. */
function november2025(start) {
  const call = calls(user('deploy-legacy'), '203.0.113.21', BOTO, start);
  const records = [
    ...REGIONS.slice(0, 4).map((region) =>
      call(0, 'servicequotas', 'GetServiceQuota', region, {
        requestParameters: { serviceCode: 'ec2', quotaCode: 'L-1216C47A' },
      }),
    ),
    call(1, 'ec2', 'RunInstances', 'us-east-1', {
      ...runInstances({ type: 't3.micro', error: 'Client.DryRunOperation' }),
      errorMessage: 'Request would have succeeded, but DryRun flag is set.',
    }),
    call(1, 'iam', 'CreateServiceLinkedRole', 'us-east-1', {
      requestParameters: { aWSServiceName: 'autoscaling.amazonaws.com' },
    }),
  ];
  for (let index = 0; index < 12; index += 1) {
    const name = `q7x${index}k2v9b`;
    records.push(
      call(2, 'ecs', 'CreateCluster', 'us-east-1', { requestParameters: { clusterName: name } }),
      call(3, 'ecs', 'RegisterTaskDefinition', 'us-east-1', fargate(name, 'yenik65958/secret:user')),
      call(3, 'ecs', 'CreateService', 'us-east-1', ecsService(name, name, 10)),
    );
  }
  for (let index = 0; index < 14; index += 1)
    records.push(call(6, 'autoscaling', 'CreateAutoScalingGroup', 'us-east-1', group(`asg${index}`, 20, 999)));
  records.push(
    call(8, 'ec2', 'ModifyInstanceAttribute', 'us-east-1', protection('i-0c0ffee0000000001')),
    call(9, 'lambda', 'CreateFunctionUrlConfig', 'us-east-1', {
      eventName: 'CreateFunctionUrlConfig',
      requestParameters: { functionName: 'x', authType: 'NONE' },
    }),
    call(10, 'iam', 'CreateUser', 'us-east-1', { requestParameters: { userName: 'user-x1x2x3x4' } }),
    call(10, 'iam', 'AttachUserPolicy', 'us-east-1', {
      requestParameters: { userName: 'user-x1x2x3x4', policyArn: 'arn:aws:iam::aws:policy/AmazonSESFullAccess' },
    }),
  );
  return { caller: 'arn:aws:iam::111111111111:user/deploy-legacy', records };
}

/** Datadog, January 2024: clusters in 17 Regions in under two minutes, an image that is not on the list of known ones. */
function datadogEcs(start) {
  const call = calls(user('backup-upload'), '203.0.113.34', BOTO, start);
  const records = REGIONS.flatMap((region, index) => {
    const name = `k3j9x${index}w7q`;
    return [
      call(index / 10, 'ecs', 'CreateCluster', region, { requestParameters: { clusterName: name } }),
      call(index / 10, 'ecs', 'RegisterTaskDefinition', region, fargate(name, 'wolfqee/la:v1')),
      call(index / 10, 'ecs', 'CreateService', region, ecsService(name, name, 25)),
    ];
  });
  return { caller: 'arn:aws:iam::111111111111:user/backup-upload', records };
}

/** Datadog, December 2023: an administrator made first, then bare metal in an unused Region, refused for verification. */
function datadogMetal(start) {
  const call = calls(
    user('ses-smtp'),
    '203.0.113.55',
    'aws-cli/1.22.34 Python/3.10.12 Linux/5.15.0 botocore/1.23.34',
    start,
  );
  return {
    caller: 'arn:aws:iam::111111111111:user/ses-smtp',
    records: [
      call(0, 'iam', 'CreateUser', 'us-east-1', { requestParameters: { userName: 'adminx' } }),
      call(0, 'iam', 'AttachUserPolicy', 'us-east-1', {
        requestParameters: { userName: 'adminx', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
      }),
      call(0, 'iam', 'CreateLoginProfile', 'us-east-1', { requestParameters: { userName: 'adminx' } }),
      call(12, 'ec2', 'ImportKeyPair', 'us-west-1', { requestParameters: { keyName: 'k' } }),
      call(12, 'ec2', 'CreateSecurityGroup', 'us-west-1', { requestParameters: { groupName: 'launch-wizard-1' } }),
      call(13, 'ec2', 'AuthorizeSecurityGroupIngress', 'us-west-1', ingress('0.0.0.0/0')),
      call(
        14,
        'ec2',
        'RunInstances',
        'us-west-1',
        runInstances({ type: 'r6i.metal', count: 2, error: 'Client.PendingVerification' }),
      ),
    ],
  };
}

/** Unit 42, EleKtra-Leak: every Region within seven minutes, the largest processors. */
function elektraLeak(start) {
  const call = calls(user('github-bot'), '203.0.113.60', BOTO, start);
  return {
    caller: 'arn:aws:iam::111111111111:user/github-bot',
    records: REGIONS.flatMap((region, index) => [
      call(index / 3, 'ec2', 'CreateSecurityGroup', region, { requestParameters: { groupName: 'sg1' } }),
      call(index / 3, 'ec2', 'RunInstances', region, runInstances({ type: 'c5a.24xlarge', count: 1 })),
    ]),
  };
}

/** Sysdig, SCARLETEEL 2.0: a node's role, refused; then an administrator's key, and 42 instances of bare metal. */
function scarleteel(start) {
  const node = calls(role('eks-node', { session: 'i-0aaaaaaaaaaaaaaaa' }), '203.0.113.70', 'Pacu/1.2.1', start);
  const admin = calls(
    user('AdminJoe'),
    '203.0.113.70',
    'aws-cli/2.11.0 Python/3.11.2 Linux/5.10.0 exe/x86_64.kali.2023',
    start,
  );
  return {
    caller: 'arn:aws:iam::111111111111:role/eks-node',
    records: [
      node(
        0,
        'ec2',
        'RunInstances',
        'us-east-1',
        runInstances({ type: 'c5.metal', count: 10, error: 'Client.UnauthorizedOperation' }),
      ),
      node(4, 'iam', 'CreateAccessKey', 'us-east-1', {
        requestParameters: { userName: 'AdminJoe' },
        responseElements: { accessKey: { accessKeyId: 'AKIAADMINJOE77777777', userName: 'AdminJoe' } },
      }),
      admin(10, 'iam', 'CreateUser', 'us-east-1', { requestParameters: { userName: 'aws_support' } }),
      admin(10, 'iam', 'CreateAccessKey', 'us-east-1', { requestParameters: { userName: 'aws_support' } }),
      admin(20, 'ec2', 'RunInstances', 'us-east-1', runInstances({ type: 'c5.metal', count: 42 })),
    ],
  };
}

/** Sysdig, AMBERSQUID: many small services in 16 Regions, with scripts that no list knows. */
function ambersquid(start) {
  const call = calls(user('codecommit-svc'), '203.0.113.80', 'aws-cli/2.9.0 Python/3.9.11 Linux/5.4.0', start);
  return {
    caller: 'arn:aws:iam::111111111111:user/codecommit-svc',
    records: REGIONS.slice(0, 16).flatMap((region, index) => {
      const at = index / 2;
      return [
        call(at, 'amplify', 'CreateApp', region, {
          requestParameters: { name: 'a', platform: 'WEB' },
          responseElements: { app: { appArn: `arn:aws:amplify:${region}:111111111111:apps/a` } },
        }),
        call(at, 'codebuild', 'CreateProject', region, {
          requestParameters: {
            name: 'b',
            environment: { computeType: 'BUILD_GENERAL1_LARGE', image: 'aws/codebuild/standard:6.0' },
          },
          responseElements: { project: { arn: `arn:aws:codebuild:${region}:111111111111:project/b` } },
        }),
        call(at, 'sagemaker', 'CreateNotebookInstance', region, {
          requestParameters: { notebookInstanceName: 'n', instanceType: 'ml.t3.medium' },
          responseElements: { notebookInstanceArn: `arn:aws:sagemaker:${region}:111111111111:notebook-instance/n` },
        }),
      ];
    }),
  };
}

/** Permiso, GUI-vil: the console's launch wizard with S3 Browser's key, p3.16xlarge until one is to be had. */
function guiVil(start) {
  const call = calls(user('gitlab-runner'), '182.1.229.252', '[S3 Browser/10.8.1 (https://s3browser.com)]', start);
  const kit = (region) => [
    call(31, 'ec2', 'CreateKeyPair', region, { requestParameters: { keyName: 'su32' } }),
    call(31, 'ec2', 'CreateSecurityGroup', region, { requestParameters: { groupName: 'launch-wizard-9' } }),
    call(32, 'ec2', 'AuthorizeSecurityGroupIngress', region, ingress('0.0.0.0/0')),
  ];
  return {
    caller: 'arn:aws:iam::111111111111:user/gitlab-runner',
    records: [
      call(0, 'iam', 'CreateUser', 'us-east-1', { requestParameters: { userName: 'backup' } }),
      call(1, 'iam', 'CreateAccessKey', 'us-east-1', { requestParameters: { userName: 'backup' } }),
      ...kit('us-east-1'),
      call(
        33,
        'ec2',
        'RunInstances',
        'us-east-1',
        runInstances({ type: 'p3.16xlarge', count: 4, error: 'Server.InsufficientInstanceCapacity' }),
      ),
      call(34, 'ec2', 'RunInstances', 'us-east-1', runInstances({ type: 'p3.16xlarge', count: 1 })),
      call(40, 'ec2', 'RunInstances', 'us-west-2', runInstances({ type: 'p3.16xlarge', count: 1 })),
    ],
  };
}

/** Invictus, DangerDev: a test instance, then p3.16xlarge against the limit, then Lightsail. */
function dangerDev(start) {
  const call = calls(
    user('console-admin', { key: 'ASIACONSOLEADMIN7777' }),
    '203.0.113.90',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0',
    start,
  );
  return {
    caller: 'arn:aws:iam::111111111111:user/console-admin',
    records: [
      call(0, 'iam', 'CreateUser', 'us-east-1', { requestParameters: { userName: 'DangerDev@protonmail.me' } }),
      call(0, 'iam', 'AttachUserPolicy', 'us-east-1', {
        requestParameters: {
          userName: 'DangerDev@protonmail.me',
          policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
        },
      }),
      call(5, 'ec2', 'CreateKeyPair', 'us-east-1', { requestParameters: { keyName: 'danger-test' } }),
      call(5, 'ec2', 'CreateSecurityGroup', 'us-east-1', { requestParameters: { groupName: 'launch-wizard-1' } }),
      call(5, 'ec2', 'CreateDefaultVpc', 'us-east-1'),
      call(6, 'ec2', 'AuthorizeSecurityGroupIngress', 'us-east-1', ingress('0.0.0.0/0')),
      call(7, 'ec2', 'RunInstances', 'us-east-1', runInstances({ type: 't2.micro' })),
      call(
        12,
        'ec2',
        'RunInstances',
        'us-east-1',
        runInstances({ type: 'p3.16xlarge', count: 3, error: 'Client.VcpuLimitExceeded' }),
      ),
      call(60, 'lightsail', 'CreateInstances', 'us-east-1', {
        requestParameters: { instanceNames: ['a', 'b'], bundleId: 'xlarge_2_0' },
      }),
    ],
  };
}

/** Sysdig, eight minutes: a function rewritten for an administrator's key, p5.48xlarge refused, p4d.24xlarge taken. */
function eightMinutes(start) {
  const call = calls(user('frick'), '203.0.113.95', BOTO, start);
  return {
    caller: 'arn:aws:iam::111111111111:user/frick',
    records: [
      call(0, 'lambda', 'UpdateFunctionCode20150331v2', 'us-east-1', {
        requestParameters: { functionName: 'EC2-init' },
        responseElements: { functionArn: 'arn:aws:lambda:us-east-1:111111111111:function:EC2-init', memorySize: 128 },
      }),
      call(1, 'iam', 'CreateAccessKey', 'us-east-1', { requestParameters: { userName: 'frick' } }),
      call(6, 'ec2', 'CreateKeyPair', 'us-east-1', { requestParameters: { keyName: 'stevan-gpu-key' } }),
      call(6, 'ec2', 'CreateSecurityGroup', 'us-east-1', { requestParameters: { groupName: 'gpu' } }),
      call(
        7,
        'ec2',
        'RunInstances',
        'us-east-1',
        runInstances({ type: 'p5.48xlarge', count: 5, error: 'Server.InsufficientInstanceCapacity' }),
      ),
      call(
        8,
        'ec2',
        'RunInstances',
        'us-east-1',
        runInstances({ type: 'p4d.24xlarge', id: () => 'i-0dead00000000beef' }),
      ),
      call(13, 'ec2', 'TerminateInstances', 'us-east-1', {
        requestParameters: { instancesSet: { items: [{ instanceId: 'i-0dead00000000beef' }] } },
      }),
    ],
  };
}

/** DXC, 2017: 244 instances with one leaked key. */
function dxc(start) {
  const call = calls(user('dxc-app'), '203.0.113.99', 'aws-sdk-java/1.11.0', start);
  return {
    caller: 'arn:aws:iam::111111111111:user/dxc-app',
    records: Array.from({ length: 61 }, (_, index) =>
      call(index / 4, 'ec2', 'RunInstances', 'ap-northeast-2', runInstances({ type: 'm4.xlarge', count: 4 })),
    ),
  };
}

/** October 2025: some 600 instances in three hours. */
function sixHundred(start) {
  const call = calls(user('web-backend'), '203.0.113.110', BOTO, start);
  return {
    caller: 'arn:aws:iam::111111111111:user/web-backend',
    records: Array.from({ length: 60 }, (_, index) =>
      call(index * 3, 'ec2', 'RunInstances', 'us-east-2', runInstances({ type: 'c5.9xlarge', count: 10 })),
    ),
  };
}

/** Sysdig, 2024: one account whose owner was billed for 500 instances more every twenty seconds. */
function fiveHundredATime(start) {
  const call = calls(user('ci-images'), '203.0.113.131', BOTO, start);
  return {
    caller: 'arn:aws:iam::111111111111:user/ci-images',
    records: Array.from({ length: 9 }, (_, index) =>
      call(index / 3, 'ec2', 'RunInstances', 'us-east-1', runInstances({ type: 't3.small', count: 500 })),
    ),
  };
}

/** CISA AA24-016A, Androxgh0st: keys from a `.env` file, quota of mail, an administrator with a password, instances to scan from. */
function androxgh0st(start) {
  const call = calls(user('laravel'), '203.0.113.140', 'Boto3/1.17.0 Python/3.8.10 Linux/5.4.0', start);
  return {
    caller: 'arn:aws:iam::111111111111:user/laravel',
    records: [
      call(0, 'iam', 'CreateUser', 'us-east-1', { requestParameters: { userName: 'ses_legion' } }),
      call(0, 'iam', 'CreateLoginProfile', 'us-east-1', { requestParameters: { userName: 'ses_legion' } }),
      call(0, 'iam', 'AttachUserPolicy', 'us-east-1', {
        requestParameters: { userName: 'ses_legion', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
      }),
      call(20, 'ec2', 'CreateKeyPair', 'ap-south-1', { requestParameters: { keyName: 'scan' } }),
      call(20, 'ec2', 'CreateSecurityGroup', 'ap-south-1', { requestParameters: { groupName: 'scan' } }),
      call(20, 'ec2', 'AuthorizeSecurityGroupIngress', 'ap-south-1', ingress('0.0.0.0/0')),
      call(21, 'ec2', 'RunInstances', 'ap-south-1', runInstances({ type: 't2.micro', count: 4 })),
    ],
  };
}

/** The other image of Datadog's campaign of January 2024, in one Region and one service. */
function datadogKnownImage(start) {
  const call = calls(role('ecs-deployer', { session: 's' }), '203.0.113.150', BOTO, start);
  return {
    caller: 'arn:aws:iam::111111111111:role/ecs-deployer',
    records: [
      call(0, 'ecs', 'RegisterTaskDefinition', 'eu-west-1', fargate('app', 'yzsqbe/ka:si')),
      call(0, 'ecs', 'CreateService', 'eu-west-1', ecsService('main', 'app', 1)),
    ],
  };
}
