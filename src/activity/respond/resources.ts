import type { ActivityResponse } from '../../schemas/report.generated.js';
import type { AttributedCall } from '../attribution/attribute.js';
import type { Episode } from '../episodes.js';
import type { Protection } from '../records/call.js';
import { command } from './shell.js';

/** How to stop what one kind of call created; `ids` are what those calls name, at least one. Nothing is deleted that could be evidence. */
type Stop = (ids: readonly string[], region: string) => readonly ActivityResponse[];

/** `option` is what names the thing in the command `service operation`. */
const one =
  (
    verb: string,
    [service, operation, option]: readonly [service: string, operation: string, option: string],
    { name = last, more = [] }: { readonly name?: (id: string) => string; readonly more?: readonly string[] } = {},
  ): Stop =>
  (ids, region) =>
    ids.map((id) => ({
      title: `${verb} ${last(id)} in ${region}`,
      command: command('aws', service, operation, '--region', region, option, name(id), ...more),
    }));

/** All of them in one command. */
const all =
  (
    title: (count: number) => string,
    [service, operation, option]: readonly [service: string, operation: string, option: string],
    more: readonly string[] = [],
  ): Stop =>
  (ids, region) => [
    {
      title: `${title(ids.length)} in ${region}`,
      command: command('aws', service, operation, '--region', region, ...more, option, ...ids),
    },
  ];

const last = (id: string): string => id.slice(id.lastIndexOf('/') + 1);
const whole = (id: string): string => id;

const stopInstances: Stop = (ids, region) => [
  ...all(
    (count) => `Stop ${count} instances; their disks stay as evidence,`,
    ['ec2', 'stop-instances', '--instance-ids'],
    ['--force'],
  )(ids, region),
  {
    title: `Show their networks in ${region}, for a security group without rules to put them in (modify-instance-attribute --groups)`,
    command: command(
      ...['aws', 'ec2', 'describe-instances', '--region', region, '--instance-ids', ...ids],
      ...['--query', 'Reservations[].Instances[].[InstanceId,VpcId,SecurityGroups[].GroupId]'],
    ),
  },
];

const emptyGroup = one(
  'Empty, and keep empty, Auto Scaling group',
  ['autoscaling', 'update-auto-scaling-group', '--auto-scaling-group-name'],
  { more: ['--min-size', '0', '--max-size', '0', '--desired-capacity', '0'] },
);

/** `arn:aws:ecs:eu-west-1:111111111111:service/cluster/name`; older ones have no cluster. */
const stopService: Stop = (ids, region) =>
  ids.map((id) => {
    const [, cluster = '', name] = id.split('/');
    const where = name === undefined ? [] : ['--cluster', cluster];
    return {
      title: `Stop service ${last(id)} in ${region}`,
      command: command(
        ...['aws', 'ecs', 'update-service', '--region', region, ...where],
        ...['--service', name ?? last(id), '--desired-count', '0'],
      ),
    };
  });

const stopTask: Stop = (ids, region) =>
  ids.map((id) => ({
    title: `Stop task ${last(id)} in ${region}`,
    command: command(
      ...['aws', 'ecs', 'stop-task', '--region', region, '--cluster', id.split('/')[1] ?? 'default', '--task', id],
    ),
  }));

/** `arn:aws:eks:eu-west-1:111111111111:nodegroup/cluster/name/id` */
const emptyNodegroup: Stop = (ids, region) =>
  ids.flatMap((id) => {
    const [, cluster, name] = id.split('/');
    if (cluster === undefined || name === undefined) return [];
    return {
      title: `Empty node group ${name} of cluster ${cluster} in ${region}`,
      command: command(
        ...['aws', 'eks', 'update-nodegroup-config', '--region', region, '--cluster-name', cluster],
        ...['--nodegroup-name', name, '--scaling-config', 'minSize=0,maxSize=1,desiredSize=0'],
      ),
    };
  });

const functionName = (id: string): string => id.split(':').at(-1) ?? id;
const stopFunction: Stop = (ids, region) =>
  ids.map((id) => ({
    title: `Keep function ${functionName(id)} from running in ${region}`,
    command: command(
      ...['aws', 'lambda', 'put-function-concurrency', '--region', region, '--function-name', id],
      ...['--reserved-concurrent-executions', '0'],
    ),
  }));

const stopNotebook = one('Stop notebook instance', ['sagemaker', 'stop-notebook-instance', '--notebook-instance-name']);
const pauseService = one('Pause App Runner service', ['apprunner', 'pause-service', '--service-arn'], { name: whole });

/** By event source and event name: services share names, as CreateFleet and CreateService. */
export const STOPS: Readonly<Record<string, Readonly<Record<string, Stop>>>> = {
  ec2: {
    RunInstances: stopInstances,
    StartInstances: stopInstances,
    CreateFleet: stopInstances,
    RequestSpotInstances: all(
      (count) => `Cancel ${count} Spot requests`,
      ['ec2', 'cancel-spot-instance-requests', '--spot-instance-request-ids'],
    ),
    RequestSpotFleet: all(
      (count) => `Cancel ${count} Spot Fleets and end their instances`,
      ['ec2', 'cancel-spot-fleet-requests', '--spot-fleet-request-ids'],
      ['--terminate-instances'],
    ),
  },
  autoscaling: {
    CreateAutoScalingGroup: emptyGroup,
    UpdateAutoScalingGroup: emptyGroup,
    SetDesiredCapacity: emptyGroup,
  },
  ecs: { CreateService: stopService, UpdateService: stopService, RunTask: stopTask, StartTask: stopTask },
  eks: { CreateNodegroup: emptyNodegroup },
  apprunner: { CreateService: pauseService, UpdateService: pauseService },
  lambda: {
    CreateFunction: stopFunction,
    UpdateFunctionCode: stopFunction,
    UpdateFunctionConfiguration: stopFunction,
  },
  sagemaker: {
    CreateTrainingJob: one('Stop training job', ['sagemaker', 'stop-training-job', '--training-job-name']),
    CreateProcessingJob: one('Stop processing job', ['sagemaker', 'stop-processing-job', '--processing-job-name']),
    CreateTransformJob: one('Stop transform job', ['sagemaker', 'stop-transform-job', '--transform-job-name']),
    CreateHyperParameterTuningJob: one('Stop tuning job', [
      'sagemaker',
      'stop-hyper-parameter-tuning-job',
      '--hyper-parameter-tuning-job-name',
    ]),
    CreateNotebookInstance: stopNotebook,
    StartNotebookInstance: stopNotebook,
    CreateEndpoint: one('Delete (its configuration stays) endpoint', [
      'sagemaker',
      'delete-endpoint',
      '--endpoint-name',
    ]),
  },
  batch: {
    CreateComputeEnvironment: one(
      'Disable compute environment',
      ['batch', 'update-compute-environment', '--compute-environment'],
      { name: whole, more: ['--state', 'DISABLED'] },
    ),
    SubmitJob: one('End job', ['batch', 'terminate-job', '--job-id'], {
      more: ['--reason', 'incident response'],
    }),
  },
  codebuild: {
    StartBuild: one('Stop build', ['codebuild', 'stop-build', '--id']),
    StartBuildBatch: one('Stop batch of builds', ['codebuild', 'stop-build-batch', '--id']),
  },
  lightsail: {
    CreateInstances: one('Stop Lightsail instance', ['lightsail', 'stop-instance', '--instance-name']),
    CreateInstancesFromSnapshot: one('Stop Lightsail instance', ['lightsail', 'stop-instance', '--instance-name']),
    StartInstance: one('Stop Lightsail instance', ['lightsail', 'stop-instance', '--instance-name']),
  },
  states: {
    StartExecution: one('Stop execution', ['stepfunctions', 'stop-execution', '--execution-arn'], { name: whole }),
  },
  elasticmapreduce: {
    RunJobFlow: all((count) => `End ${count} EMR clusters`, ['emr', 'terminate-clusters', '--cluster-ids']),
  },
};

const MOST_IDS = 50;
const FEW_IDS = 5;
const MOST_BY_HAND = 10;
const MOST_PROTECTED = 10;

/** Instances that the calls protected from being stopped or ended, so that nobody gets rid of them. */
function unprotectSteps({ calls }: Episode): readonly ActivityResponse[] {
  const instances = new Map<string, { readonly region: string; readonly from: Set<Protection> }>();
  for (const { call } of calls) {
    const { facts, resources, region, outcome } = call;
    if (facts.protects === undefined || outcome !== 'success') continue;
    for (const id of [facts.target ?? '', ...resources]) {
      if (!id.startsWith('i-')) continue;
      const known = instances.get(id) ?? { region, from: new Set() };
      instances.set(id, known);
      for (const one of facts.protects) known.from.add(one);
    }
  }
  // One call changes one attribute.
  return [...instances].slice(0, MOST_PROTECTED).flatMap(([id, { region, from }]) =>
    [...from].sort().map((one) => ({
      title: `Let ${id} in ${region} be ${PROTECTED_FROM[one]} again`,
      command: command(
        ...['aws', 'ec2', 'modify-instance-attribute', '--region', region, '--instance-id', id],
        `--no-disable-api-${one}`,
      ),
    })),
  );
}

const PROTECTED_FROM: Readonly<Record<Protection, string>> = { stop: 'stopped', termination: 'terminated' };

/** What stops the resources of an episode: steps for each kind of call and Region; where there is no command, the step says so. */
export function resourceSteps(episode: Episode): readonly ActivityResponse[] {
  const { launches } = episode;
  const groups = new Map<string, AttributedCall[]>();
  for (const launch of launches) {
    const { call } = launch;
    if (call.outcome !== 'success') continue;
    const key = `${call.source} ${call.name} ${call.region}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [launch]);
    else known.push(launch);
  }
  const steps = [...groups.values()].map((calls) => stepsOf(calls));
  // What can be stopped at once comes before what somebody has to look for.
  return [
    ...unprotectSteps(episode),
    ...steps.flatMap(({ stops }) => stops),
    ...steps.flatMap(({ byHand }) => byHand).slice(0, MOST_BY_HAND),
  ];
}

interface Steps {
  readonly stops: readonly ActivityResponse[];
  readonly byHand: readonly ActivityResponse[];
}

function stepsOf(calls: readonly AttributedCall[]): Steps {
  const [first] = calls;
  if (first === undefined) return { stops: [], byHand: [] };
  const { source, name, region } = first.call;
  const service = source.split('.')[0] ?? source;
  const ids = [...new Set(calls.flatMap(({ call: { resources } }) => resources))].slice(0, MOST_IDS);
  const ofService = Object.hasOwn(STOPS, service) ? (STOPS[service] ?? {}) : {};
  const stop = Object.hasOwn(ofService, name) ? ofService[name] : undefined;
  const stops = ids.length === 0 ? [] : (stop?.(ids, region) ?? []);
  if (stops.length > 0) return { stops, byHand: [] };
  const told = ids.slice(0, FEW_IDS).join(', ');
  const from = new Date(Math.min(...calls.map(({ call: { time } }) => time))).toISOString();
  const what = told === '' ? '' : `: ${told}${ids.length > FEW_IDS ? ' and more' : ''}`;
  return {
    stops,
    byHand: [
      {
        title: `Look for what ${name} of ${service} started in ${region}, and stop it there${what}`,
        command: command(
          ...['aws', 'cloudtrail', 'lookup-events', '--region', region],
          ...['--lookup-attributes', `AttributeKey=EventName,AttributeValue=${name}`, '--start-time', from],
        ),
      },
    ],
  };
}
