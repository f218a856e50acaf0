// Compute that Terraform's provider and the local AWS API cannot make together.
import { ApplicationAutoScalingClient, RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling';
import { AthenaClient, CreateWorkGroupCommand } from '@aws-sdk/client-athena';
import { EMRClient, RunJobFlowCommand } from '@aws-sdk/client-emr';
import { CreatePipeCommand, PipesClient } from '@aws-sdk/client-pipes';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';

/** Makes one of each in an account that stands. Returns the service and the list in which a snapshot shows it. */
export async function makeMore(snapshot) {
  const role = snapshot.global.iam.RoleDetailList.find(({ RoleName }) => RoleName === 'runs-lambda').Arn;
  const { ecs, sqs, lambda } = snapshot.regional['us-east-1'];
  const [service] = ecs.Services;
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
