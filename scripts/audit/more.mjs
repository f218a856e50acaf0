// Compute that Terraform's provider and the local AWS API cannot make together.
import { ApplicationAutoScalingClient, RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling';
import { AthenaClient, CreateWorkGroupCommand } from '@aws-sdk/client-athena';
import { EMRClient, RunJobFlowCommand } from '@aws-sdk/client-emr';
import {
  CloudWatchLogsClient,
  PutDestinationCommand,
  PutDestinationPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { CreateTableCommand, DynamoDBClient, PutResourcePolicyCommand } from '@aws-sdk/client-dynamodb';
import { CreatePipeCommand, PipesClient } from '@aws-sdk/client-pipes';
import {
  CreateReceiptRuleCommand,
  CreateReceiptRuleSetCommand,
  SESClient,
  SetActiveReceiptRuleSetCommand,
} from '@aws-sdk/client-ses';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';

/** Makes one of each in an account that stands. Returns the service and the list in which a snapshot shows it. */
export async function makeMore(snapshot) {
  const role = snapshot.global.iam.RoleDetailList.find(({ RoleName }) => RoleName === 'runs-lambda').Arn;
  const { ecs, sqs, lambda, kinesis } = snapshot.regional['us-east-1'];
  const [service] = ecs.Services;
  await makeSources({ role, target: kinesis.Streams[0].StreamARN, mailed: lambda.Functions[0].FunctionArn });
  await new SFNClient({}).send(
    new CreateStateMachineCommand({
      name: 'nightly',
      roleArn: role,
      definition: JSON.stringify({ StartAt: 'Nothing', States: { Nothing: { Type: 'Succeed' } } }),
    }),
  );
  await new EMRClient({}).send(
    new RunJobFlowCommand({
      Name: 'spark',
      ReleaseLabel: 'emr-7.5.0',
      JobFlowRole: 'instance',
      ServiceRole: 'runs-ec2',
      Instances: { MasterInstanceType: 'm5.xlarge', InstanceCount: 1, KeepJobFlowAliveWhenNoSteps: true },
    }),
  );
  await new AthenaClient({}).send(
    new CreateWorkGroupCommand({ Name: 'spark', Configuration: { ExecutionRole: role } }),
  );
  await new ApplicationAutoScalingClient({}).send(
    new RegisterScalableTargetCommand({
      ServiceNamespace: 'ecs',
      ResourceId: service.serviceArn.replace(/^.*:/, ''),
      ScalableDimension: 'ecs:service:DesiredCount',
      MinCapacity: 0,
      MaxCapacity: 1,
    }),
  );
  await new PipesClient({}).send(
    new CreatePipeCommand({
      Name: 'jobs',
      RoleArn: role,
      Source: sqs.Queues[0].QueueArn,
      Target: lambda.Functions[0].FunctionArn,
    }),
  );
  return [
    ['codepipeline', 'Pipelines'],
    ['dynamodb', 'Tables'],
    ['logs', 'Destinations'],
    ['ses', 'ActiveReceiptRuleSets'],
    ['states', 'StateMachines'],
    ['elasticmapreduce', 'Clusters'],
    ['athena', 'WorkGroups'],
    ['application-autoscaling', 'ScalableTargets'],
    ['pipes', 'Pipes'],
    ['kinesis', 'Streams'],
    ['elasticloadbalancing', 'LoadBalancers'],
    ['elasticloadbalancing', 'TargetGroups'],
    ['airflow', 'Environments'],
  ];
}

/** What starts something from outside of it: a table, logs of others, mail. */
async function makeSources({ role, target, mailed }) {
  const tables = new DynamoDBClient({});
  const { TableDescription } = await tables.send(
    new CreateTableCommand({
      TableName: 'orders',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
  const open = (Action, Resource) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: role }, Action, Resource }],
    });
  const { TableArn } = TableDescription;
  await tables.send(
    new PutResourcePolicyCommand({ ResourceArn: TableArn, Policy: open('dynamodb:GetItem', TableArn) }),
  );
  const logs = new CloudWatchLogsClient({});
  const { destination } = await logs.send(
    new PutDestinationCommand({ destinationName: 'central', targetArn: target, roleArn: role }),
  );
  await logs.send(
    new PutDestinationPolicyCommand({
      destinationName: 'central',
      accessPolicy: open('logs:PutSubscriptionFilter', destination.arn),
    }),
  );
  const mail = new SESClient({});
  await mail.send(new CreateReceiptRuleSetCommand({ RuleSetName: 'inbox' }));
  await mail.send(
    new CreateReceiptRuleCommand({
      RuleSetName: 'inbox',
      Rule: { Name: 'tickets', Enabled: true, Actions: [{ LambdaAction: { FunctionArn: mailed } }] },
    }),
  );
  await mail.send(new SetActiveReceiptRuleSetCommand({ RuleSetName: 'inbox' }));
}
