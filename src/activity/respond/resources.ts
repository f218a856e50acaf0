import type { ActivityResponse } from '../../schemas/report.generated.js';
import type { AttributedCall } from '../attribution/attribute.js';
import type { Episode } from '../episodes.js';
import { command } from './shell.js';

/** How to stop what one kind of call created; `ids` are what those calls name, at least one. Nothing is deleted that could be evidence. */
type Stop = (ids: readonly string[], region: string) => readonly ActivityResponse[];

const each =
  (title: (id: string) => string, parts: (id: string, region: string) => readonly string[]): Stop =>
  (ids, region) =>
    ids.map((id) => ({ title: `${title(id)} in ${region}`, command: command('aws', ...parts(id, region)) }));

const last = (id: string): string => id.slice(id.lastIndexOf('/') + 1);

const stopInstances: Stop = (ids, region) => [
  ...ids.map((id) => ({
    title: `Lift the termination protection of ${id} in ${region}`,
    command: command(
      'aws',
      'ec2',
      'modify-instance-attribute',
      '--region',
      region,
      '--instance-id',
      id,
      '--no-disable-api-termination',
    ),
  })),
  {
    title: `Stop ${ids.length} instances in ${region}; their disks stay as evidence`,
    command: command('aws', 'ec2', 'stop-instances', '--region', region, '--force', '--instance-ids', ...ids),
  },
  {
    title: `Show their networks in ${region}, for a security group without rules to put them in (modify-instance-attribute --groups)`,
    command: command(
      'aws',
      'ec2',
      'describe-instances',
      '--region',
      region,
      '--instance-ids',
      ...ids,
      '--query',
      'Reservations[].Instances[].[InstanceId,VpcId,SecurityGroups[].GroupId]',
    ),
  },
];

const emptyGroup = each(
  (id) => `Empty Auto Scaling group ${id} and keep it empty`,
  (id, region) => [
    ...['autoscaling', 'update-auto-scaling-group', '--region', region, '--auto-scaling-group-name', id],
    ...['--min-size', '0', '--max-size', '0', '--desired-capacity', '0'],
  ],
);

const stopService = each(
  (id) => `Stop service ${last(id)}`,
  (id, region) => {
    const [, cluster, service] = id.split('/');
    const where = service === undefined ? [] : ['--cluster', cluster ?? ''];
    return [
      'ecs',
      'update-service',
      '--region',
      region,
      ...where,
      '--service',
      service ?? last(id),
      '--desired-count',
      '0',
    ];
  },
);

const stopFunction = each(
  (id) => `Keep function ${id.split(':').at(-1) ?? id} from running`,
  (id, region) => [
    'lambda',
    'put-function-concurrency',
    '--region',
    region,
    '--function-name',
    id,
    '--reserved-concurrent-executions',
    '0',
  ],
);

/** By event name. */
const STOPS: Readonly<Record<string, Stop>> = {
  RunInstances: stopInstances,
  StartInstances: stopInstances,
  CreateFleet: stopInstances,
  CreateAutoScalingGroup: emptyGroup,
  UpdateAutoScalingGroup: emptyGroup,
  SetDesiredCapacity: emptyGroup,
  CreateService: stopService,
  UpdateService: stopService,
  RunTask: each(
    (id) => `Stop task ${last(id)}`,
    (id, region) => ['ecs', 'stop-task', '--region', region, '--cluster', id.split('/')[1] ?? 'default', '--task', id],
  ),
  RequestSpotInstances: (ids, region) => [
    {
      title: `Cancel ${ids.length} Spot requests in ${region}`,
      command: command(
        'aws',
        'ec2',
        'cancel-spot-instance-requests',
        '--region',
        region,
        '--spot-instance-request-ids',
        ...ids,
      ),
    },
  ],
  RequestSpotFleet: (ids, region) => [
    {
      title: `Cancel ${ids.length} Spot Fleets and end their instances in ${region}`,
      command: command(
        'aws',
        'ec2',
        'cancel-spot-fleet-requests',
        '--region',
        region,
        '--terminate-instances',
        '--spot-fleet-request-ids',
        ...ids,
      ),
    },
  ],
  CreateFunction: stopFunction,
  UpdateFunctionCode: stopFunction,
  UpdateFunctionConfiguration: stopFunction,
  CreateTrainingJob: each(
    (id) => `Stop training job ${last(id)}`,
    (id, region) => ['sagemaker', 'stop-training-job', '--region', region, '--training-job-name', last(id)],
  ),
  CreateProcessingJob: each(
    (id) => `Stop processing job ${last(id)}`,
    (id, region) => ['sagemaker', 'stop-processing-job', '--region', region, '--processing-job-name', last(id)],
  ),
  CreateNotebookInstance: each(
    (id) => `Stop notebook instance ${last(id)}`,
    (id, region) => ['sagemaker', 'stop-notebook-instance', '--region', region, '--notebook-instance-name', last(id)],
  ),
  CreateEndpoint: each(
    (id) => `Delete endpoint ${last(id)}; its configuration stays`,
    (id, region) => ['sagemaker', 'delete-endpoint', '--region', region, '--endpoint-name', last(id)],
  ),
  CreateComputeEnvironment: each(
    (id) => `Disable compute environment ${last(id)}`,
    (id, region) => [
      'batch',
      'update-compute-environment',
      '--region',
      region,
      '--compute-environment',
      id,
      '--state',
      'DISABLED',
    ],
  ),
  SubmitJob: each(
    (id) => `End job ${id}`,
    (id, region) => ['batch', 'terminate-job', '--region', region, '--job-id', id, '--reason', 'incident response'],
  ),
  StartBuild: each(
    (id) => `Stop build ${last(id)}`,
    (id, region) => ['codebuild', 'stop-build', '--region', region, '--id', last(id)],
  ),
  CreateInstances: each(
    (id) => `Stop Lightsail instance ${id}`,
    (id, region) => ['lightsail', 'stop-instance', '--region', region, '--instance-name', id],
  ),
  RunJobFlow: (ids, region) => [
    {
      title: `End ${ids.length} EMR clusters in ${region}`,
      command: command('aws', 'emr', 'terminate-clusters', '--region', region, '--cluster-ids', ...ids),
    },
  ],
};

const MOST_IDS = 50;

/** One step for each kind of call and Region. */
export function resourceSteps({ launches }: Episode): readonly ActivityResponse[] {
  const groups = new Map<string, AttributedCall[]>();
  for (const one of launches) {
    const { call } = one;
    if (call.outcome !== 'success' || !Object.hasOwn(STOPS, call.name)) continue;
    const key = `${call.name} ${call.region}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [one]);
    else known.push(one);
  }
  return [...groups].flatMap(([key, calls]) => {
    const [name = '', region = ''] = key.split(' ');
    const ids = [...new Set(calls.flatMap(({ call }) => call.resources))].slice(0, MOST_IDS);
    return ids.length === 0 ? [] : (STOPS[name]?.(ids, region) ?? []);
  });
}
