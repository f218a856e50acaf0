// What an ordinary organization leaves in its trail in two weeks: reads, sessions, deployments, clusters, batch and data work.
import { read, session } from './quiet.mjs';
import { eventId, pick, random, record, role, runInstances, serviceLinked } from './record.mjs';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const KARPENTER = 'karpenter.sh-1.0.6';
const TERRAFORM =
  'APN/1.0 HashiCorp/1.0 Terraform/1.9.0 (+https://www.terraform.io) terraform-provider-aws/5.70.0 aws-sdk-go-v2/1.31.0';

/**
 * `count` records from `start` on, over `days` days, in the order of time; the same for the same seed. Of each hundred, `launches`
 * are work that creates or changes compute: twelve make many launches to be judged, an organization's own trail has one or two.
 */
export function* background({ count, start, days = 14, seed = 7, launches = 12 }) {
  const next = random(seed);
  const step = (days * DAY) / count;
  yield* setUp(start);
  for (let index = 0; index < count; index += 1) {
    const time = start + index * step + next() * step;
    const kind = next();
    if (kind < 0.74 - launches / 100) yield read(time, next);
    else if (kind < 1 - launches / 100) yield session(time, next, index);
    else yield* work(time, next);
  }
}

/** What was made once, and launches since. */
function* setUp(start) {
  const terraform = role('terraform', { session: 'ci' });
  for (const name of ['web', 'api', 'workers']) {
    yield record({
      time: start,
      source: 'autoscaling',
      name: 'CreateAutoScalingGroup',
      identity: terraform,
      userAgent: TERRAFORM,
      requestParameters: {
        autoScalingGroupName: name,
        minSize: 2,
        maxSize: name === 'workers' ? 200 : 40,
        desiredCapacity: 4,
      },
    });
  }
  yield record({
    time: start,
    source: 'batch',
    name: 'CreateComputeEnvironment',
    identity: terraform,
    userAgent: TERRAFORM,
    requestParameters: {
      computeEnvironmentName: 'nightly',
      computeResources: { maxvCpus: 1024, instanceTypes: ['optimal'], type: 'SPOT' },
    },
    responseElements: { computeEnvironmentArn: 'arn:aws:batch:eu-west-1:111111111111:compute-environment/nightly' },
  });
}

const WORK = [
  [24, scaleOut],
  [20, cluster],
  [12, submitJob],
  [10, deploy],
  [8, updateFunction],
  [6, build],
  [6, scheduledStart],
  [4, applyPlan],
  [3, train],
  [3, person],
  [2, emr],
  [1, explore],
];
const WORK_TOTAL = WORK.reduce((sum, [weight]) => sum + weight, 0);

function* work(time, next) {
  let left = next() * WORK_TOTAL;
  for (const [weight, make] of WORK) {
    left -= weight;
    if (left < 0) {
      yield* make(time, next);
      return;
    }
  }
}

/** Auto Scaling launches for the group that Terraform made. */
function* scaleOut(time, next) {
  const name = pick(['web', 'api', 'workers'], next);
  const identity = serviceLinked('autoscaling.amazonaws.com', 'AWSServiceRoleForAutoScaling');
  const service = { identity, sourceIPAddress: 'autoscaling.amazonaws.com', userAgent: 'autoscaling.amazonaws.com' };
  const tags = [{ key: 'aws:autoscaling:groupName', value: name }];
  const ids = Array.from({ length: 1 + Math.floor(next() * 3) }, () => `i-${eventId().slice(-12)}`);
  let index = 0;
  yield record({
    time,
    source: 'ec2',
    name: 'RunInstances',
    ...service,
    ...runInstances({
      type: pick(['m5.large', 'm5.xlarge', 'c6i.2xlarge'], next),
      count: ids.length,
      tags,
      id: () => ids[index++],
    }),
  });
  yield record({
    time: time + HOUR * (1 + next() * 8),
    source: 'ec2',
    name: 'TerminateInstances',
    ...service,
    requestParameters: { instancesSet: { items: ids.map((instanceId) => ({ instanceId })) } },
  });
}

/** Karpenter asks for fleets, tries dry runs, and is refused when a zone is full. */
function* cluster(time, next) {
  const identity = role('karpenter', {
    session: '1700000000000000000',
    key: `ASIAKARPENTER${String(Math.floor(time / HOUR) % 10_000_000).padStart(7, '0')}`,
  });
  const type = pick(['m6i.large', 'm6i.2xlarge', 'c6i.4xlarge', 'r6i.xlarge', 'm6i.16xlarge', 'g5.2xlarge'], next);
  const refused = next() < 0.05;
  yield record({
    time,
    source: 'ec2',
    name: 'CreateFleet',
    identity,
    userAgent: KARPENTER,
    requestParameters: {
      CreateFleetRequest: {
        Type: 'instant',
        LaunchTemplateConfigs: {
          tag: 1,
          LaunchTemplateSpecification: { LaunchTemplateName: 'karpenter' },
          Overrides: { tag: 1, InstanceType: type },
        },
        TargetCapacitySpecification: {
          DefaultTargetCapacityType: next() < 0.5 ? 'spot' : 'on-demand',
          TotalTargetCapacity: 1,
        },
      },
    },
    ...(refused
      ? { errorCode: 'Server.InsufficientInstanceCapacity', errorMessage: 'no capacity' }
      : {
          responseElements: {
            CreateFleetResponse: {
              fleetId: `fleet-${eventId()}`,
              fleetInstanceSet: { item: { instanceType: type, instanceIds: { item: `i-${eventId().slice(-12)}` } } },
            },
          },
        }),
  });
}

function* submitJob(time, next) {
  yield record({
    time,
    source: 'batch',
    name: 'SubmitJob',
    identity: role('data-pipeline', { session: 'airflow' }),
    userAgent: 'Boto3/1.34.0 md/Botocore#1.34.0',
    requestParameters: {
      jobName: 'nightly',
      jobDefinition: 'etl:12',
      jobQueue: 'nightly',
      arrayProperties: { size: 10 + Math.floor(next() * 500) },
    },
    responseElements: { jobId: eventId(), jobName: 'nightly' },
  });
}

/** A pipeline on GitHub registers a task of the company's own registry and rolls the service over, in two Regions. */
function* deploy(time, next) {
  const identity = role('deploy', {
    session: 'GitHubActions',
    key: `ASIADEPLOY${String(Math.floor(time / HOUR) % 10_000_000_000).padStart(10, '0')}`,
    webIdFederationData: {
      federatedProvider: 'arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com',
      attributes: {},
    },
  });
  const address = {
    sourceIPAddress: `20.${Math.floor(next() * 200)}.${Math.floor(next() * 250)}.7`,
    userAgent: 'aws-sdk-js/3.500.0 github-actions',
  };
  const family = pick(['shop', 'search', 'billing'], next);
  for (const region of ['eu-west-1', 'eu-central-1']) {
    yield record({
      time,
      source: 'ecs',
      name: 'RegisterTaskDefinition',
      region,
      identity,
      ...address,
      requestParameters: {
        family,
        requiresCompatibilities: ['FARGATE'],
        cpu: pick(['1024', '2048', '4096', '16384'], next),
        memory: '8192',
        containerDefinitions: [{ name: family, image: `111111111111.dkr.ecr.${region}.amazonaws.com/${family}:1.2.3` }],
      },
      responseElements: {
        taskDefinition: { taskDefinitionArn: `arn:aws:ecs:${region}:111111111111:task-definition/${family}:9` },
      },
    });
    yield record({
      time: time + 1000,
      source: 'ecs',
      name: 'UpdateService',
      region,
      identity,
      ...address,
      requestParameters: {
        cluster: 'main',
        service: family,
        taskDefinition: `${family}:9`,
        desiredCount: 2 + Math.floor(next() * 6),
      },
      responseElements: { service: { serviceArn: `arn:aws:ecs:${region}:111111111111:service/main/${family}` } },
    });
  }
}

function* updateFunction(time, next) {
  const name = pick(['thumbnails', 'webhooks', 'mail'], next);
  yield record({
    time,
    source: 'lambda',
    name: 'UpdateFunctionCode20150331v2',
    identity: role('deploy', { session: 'GitHubActions', key: 'ASIADEPLOY00000000LM' }),
    sourceIPAddress: `20.${Math.floor(next() * 200)}.1.7`,
    requestParameters: { functionName: name },
    responseElements: { functionArn: `arn:aws:lambda:eu-west-1:111111111111:function:${name}`, memorySize: 512 },
  });
}

function* build(time) {
  yield record({
    time,
    source: 'codebuild',
    name: 'StartBuild',
    identity: { ...role('codepipeline', { session: 'pipeline' }), invokedBy: 'codepipeline.amazonaws.com' },
    sourceIPAddress: 'codepipeline.amazonaws.com',
    userAgent: 'codepipeline.amazonaws.com',
    requestParameters: { projectName: 'shop' },
    responseElements: {
      build: {
        arn: `arn:aws:codebuild:eu-west-1:111111111111:build/shop:${eventId()}`,
        environment: { computeType: 'BUILD_GENERAL1_MEDIUM', image: 'aws/codebuild/standard:7.0' },
      },
    },
  });
}

/** Test machines go up in the morning. */
function* scheduledStart(time) {
  const ids = Array.from({ length: 12 }, (_, index) => `i-0test00000000${String(index).padStart(3, '0')}`);
  yield record({
    time,
    source: 'ec2',
    name: 'StartInstances',
    identity: role('office-hours', { session: 'office-hours' }),
    userAgent: 'Boto3/1.34.0 AWS_Lambda_python3.12',
    requestParameters: { instancesSet: { items: ids.map((instanceId) => ({ instanceId })) } },
    responseElements: { instancesSet: { items: ids.map((instanceId) => ({ instanceId, currentState: { code: 0 } })) } },
  });
}

/** Terraform makes machines, some of them protected, and groups with room to grow. */
function* applyPlan(time, next) {
  const identity = role('terraform', { session: 'ci' });
  yield record({
    time,
    source: 'ec2',
    name: 'RunInstances',
    identity,
    userAgent: TERRAFORM,
    ...runInstances({
      type: pick(['m5.large', 't3.medium', 'r5.2xlarge'], next),
      disableApiTermination: next() < 0.5,
      tags: [{ key: 'team', value: 'web' }],
    }),
  });
  if (next() < 0.2) {
    yield record({
      time: time + 1000,
      source: 'autoscaling',
      name: 'UpdateAutoScalingGroup',
      identity,
      userAgent: TERRAFORM,
      requestParameters: { autoScalingGroupName: 'workers', minSize: 2, maxSize: 200 },
    });
  }
}

/** Data scientists train on the same accelerators every day. */
function* train(time, next) {
  const name = `train-${eventId().slice(-12)}`;
  yield record({
    time,
    source: 'sagemaker',
    name: 'CreateTrainingJob',
    identity: role('ml-pipeline', { session: 'SageMaker' }),
    userAgent: 'Boto3/1.34.0 md/Botocore#1.34.0 AWS-SageMaker-Python-SDK/2.200.0',
    requestParameters: {
      trainingJobName: name,
      algorithmSpecification: { trainingImage: '763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-training:2.1' },
      resourceConfig: {
        instanceType: pick(['ml.g5.2xlarge', 'ml.p3.2xlarge'], next),
        instanceCount: 1 + Math.floor(next() * 2),
      },
    },
    responseElements: { trainingJobArn: `arn:aws:sagemaker:eu-west-1:111111111111:training-job/${name}` },
  });
}

/** A developer through Identity Center, from the office or from home, with key pair and security group at times. */
function* person(time, next) {
  const who = `dev${Math.floor(next() * 400)}`;
  const identity = role('AWSReservedSSO_Developer_0123456789abcdef', {
    session: `${who}@acme.example`,
    path: 'aws-reserved/sso.amazonaws.com/',
  });
  const from = {
    sourceIPAddress: next() < 0.7 ? '192.0.2.10' : `192.0.2.${20 + Math.floor(next() * 60)}`,
    userAgent: 'Mozilla/5.0 (Macintosh)',
  };
  if (next() < 0.2) {
    yield record({
      time: time - 120_000,
      source: 'ec2',
      name: 'CreateKeyPair',
      identity,
      ...from,
      requestParameters: { keyName: who },
    });
    yield record({
      time: time - 60_000,
      source: 'ec2',
      name: 'CreateSecurityGroup',
      identity,
      ...from,
      requestParameters: { groupName: 'launch-wizard' },
    });
  }
  yield record({
    time,
    source: 'ec2',
    name: 'RunInstances',
    identity,
    ...from,
    ...runInstances({ type: pick(['t3.medium', 't3.large', 'm5.large'], next) }),
  });
}

function* emr(time) {
  yield record({
    time,
    source: 'elasticmapreduce',
    name: 'RunJobFlow',
    identity: role('data-pipeline', { session: 'airflow' }),
    userAgent: 'Boto3/1.34.0 md/Botocore#1.34.0',
    requestParameters: {
      name: 'etl',
      instances: {
        instanceGroups: [
          { instanceType: 'm5.xlarge', instanceCount: 1 },
          { instanceType: 'r5.4xlarge', instanceCount: 8 },
        ],
      },
    },
    responseElements: { jobFlowId: `j-${eventId().slice(-12)}` },
  });
}

/** Now and then somebody tries an accelerator, or a Region, for the first time. */
function* explore(time, next) {
  const number = Math.floor(next() * 400);
  const identity = role('AWSReservedSSO_Developer_0123456789abcdef', {
    session: `dev${number}@acme.example`,
    path: 'aws-reserved/sso.amazonaws.com/',
  });
  yield record({
    time,
    source: 'ec2',
    name: 'RunInstances',
    region:
      next() < 0.9 ? ['eu-west-1', 'eu-central-1', 'us-east-1'][number % 3] : pick(['us-west-2', 'eu-north-1'], next),
    identity,
    sourceIPAddress: '192.0.2.10',
    userAgent: 'Mozilla/5.0 (Macintosh)',
    ...runInstances({ type: pick(['g5.xlarge', 'c5.4xlarge', 't3.large'], next) }),
  });
}
