import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { campaigns } from '../../scripts/activity/campaigns.mjs';
import { record, runInstances, user } from '../../scripts/activity/record.mjs';
import { joinActivity } from '../../src/activity/index.js';
import { STOPS } from '../../src/activity/respond/resources.js';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { logOf } from './log.js';

/** The SDK's clients, whose operations have the names and parameters of the commands. */
const CLIENTS: Readonly<Record<string, () => Promise<object>>> = {
  apprunner: () => import('@aws-sdk/client-apprunner'),
  autoscaling: () => import('@aws-sdk/client-auto-scaling'),
  batch: () => import('@aws-sdk/client-batch'),
  cloudtrail: () => import('@aws-sdk/client-cloudtrail'),
  codebuild: () => import('@aws-sdk/client-codebuild'),
  ec2: () => import('@aws-sdk/client-ec2'),
  ecs: () => import('@aws-sdk/client-ecs'),
  eks: () => import('@aws-sdk/client-eks'),
  emr: () => import('@aws-sdk/client-emr'),
  iam: () => import('@aws-sdk/client-iam'),
  lambda: () => import('@aws-sdk/client-lambda'),
  lightsail: () => import('@aws-sdk/client-lightsail'),
  sagemaker: () => import('@aws-sdk/client-sagemaker'),
  stepfunctions: () => import('@aws-sdk/client-sfn'),
};
/** Commands that the CLI made its own (https://docs.aws.amazon.com/cli/latest/reference/emr/terminate-clusters.html). */
const OWN: Readonly<
  Record<string, { readonly operation: string; readonly options: Readonly<Record<string, string>> }>
> = {
  'emr terminate-clusters': { operation: 'terminate-job-flows', options: { 'cluster-ids': 'job-flow-ids' } },
};
const GLOBAL = new Set(['region', 'query']);

const kebab = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();

/** Names of the parameters that an operation takes and of those that it needs, by the schema that its client has. */
async function parametersOf(service: string, operation: string): Promise<readonly string[]> {
  const client = (await CLIENTS[service]?.()) as Record<string, unknown> | undefined;
  if (client === undefined) throw new Error(`no client for ${service}`);
  const name = operation.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const Command = client[`${name}Command`] as
    (new (input: object) => { readonly schema: readonly unknown[] }) | undefined;
  if (Command === undefined) throw new Error(`${service} has no ${name}`);
  const input = new Command({}).schema[4];
  const shape = (typeof input === 'function' ? (input as () => unknown)() : input) as readonly unknown[];
  return (shape[4] as readonly string[]).map(kebab);
}

/** What is wrong with a command; empty for one that the CLI takes. */
async function faultsOf(command: string): Promise<readonly string[]> {
  const words = execFileSync('sh', ['-c', `printf '%s\\0' ${command}`])
    .toString()
    .split('\0')
    .slice(0, -1);
  const [program, service = '', operation = '', ...rest] = words;
  if (program !== 'aws') return [`${program ?? 'nothing'} is not the CLI`];
  const own = OWN[`${service} ${operation}`];
  const known = await parametersOf(service, own?.operation ?? operation);
  return rest
    .filter((word) => word.startsWith('--'))
    .map((word) => word.slice(2))
    .filter((name) => !GLOBAL.has(name))
    .map((name) => own?.options[name] ?? name.replace(/^no-/, ''))
    .filter((name) => !known.includes(name));
}

const ids: Readonly<Record<string, string>> = {
  'ecs CreateService': 'arn:aws:ecs:eu-west-1:111111111111:service/c/s',
  'eks CreateNodegroup': 'arn:aws:eks:eu-west-1:111111111111:nodegroup/c/n/0a1b',
};

describe('each command is one of the CLI, with its parameters', () => {
  const rows = Object.entries(STOPS).flatMap(([service, stops]) =>
    Object.entries(stops).map(([name, stop]) => ({ event: `${service} ${name}`, stop })),
  );
  test.each(rows)('for what $event created', async ({ event, stop }) => {
    const steps = stop([ids[event] ?? 'arn:aws:x:eu-west-1:111111111111:thing/one'], 'eu-west-1');
    expect(steps.length).toBeGreaterThan(0);
    for (const { command } of steps) expect(await faultsOf(command), command).toEqual([]);
  });

  test('of every published campaign', async () => {
    const trust = { accounts: [], organization: null, owners: {}, oidc: [] };
    const commands = campaigns(Date.UTC(2026, 10, 24)).flatMap(({ records }) =>
      joinActivity([], logOf(records), loadCatalogue(), trust).report.elsewhere.flatMap(({ respond }) =>
        respond.map(({ command }) => command),
      ),
    );
    expect(commands.length).toBeGreaterThan(50);
    const words = new Map(commands.map((command) => [command.split(' ').slice(0, 3).join(' '), command]));
    for (const command of words.values()) expect(await faultsOf(command), command).toEqual([]);
  });

  test('and what is none is found', async () => {
    expect(await faultsOf('aws ec2 stop-instances --region r --instance-ids i-1 --instance-id i-1')).toEqual([
      'instance-id',
    ]);
    await expect(faultsOf('aws ec2 halt-instances')).rejects.toThrow('ec2 has no HaltInstances');
  });
});

test('events that the catalogue does not know stop nothing', () => {
  const known = new Set(
    loadCatalogue().computePrimitives.flatMap(({ events }) =>
      events.map(({ source, name }) => `${source.split('.')[0] ?? ''} ${name.replace(/20\d{6}(v\d+)?$/, '')}`),
    ),
  );
  const rows = Object.entries(STOPS).flatMap(([service, stops]) =>
    Object.keys(stops).map((name) => `${service} ${name}`),
  );
  expect(rows.filter((row) => !known.has(row))).toEqual([]);
});

test('services that share the name of an event are told apart, and what has no command is looked for', () => {
  const time = Date.UTC(2026, 10, 24);
  const miner = { containerDefinitions: [{ image: 'yenik65958/secret:user' }] };
  const call = (source: string, name: string, more: Record<string, unknown> = {}): Record<string, unknown> =>
    record({ time, source, name, identity: user('ann'), ...more });
  const { report } = joinActivity(
    [],
    logOf([
      call('ecs', 'RegisterTaskDefinition', { requestParameters: miner }),
      call('ec2', 'RunInstances', runInstances({ type: 'p3.16xlarge' })),
      call('apprunner', 'CreateService', {
        responseElements: { service: { serviceArn: 'arn:aws:apprunner:eu-west-1:111111111111:service/web/0a1b' } },
      }),
      call('appstream', 'CreateFleet', {
        responseElements: { fleet: { arn: 'arn:aws:appstream:eu-west-1:111111111111:fleet/f' } },
      }),
    ]),
    loadCatalogue(),
    { accounts: [], organization: null, owners: {}, oidc: [] },
  );
  const steps = report.elsewhere[0]?.respond ?? [];
  expect(steps.map(({ command }) => command)).toContain(
    'aws apprunner pause-service --region eu-west-1 --service-arn arn:aws:apprunner:eu-west-1:111111111111:service/web/0a1b',
  );
  expect(steps.filter(({ command }) => command.includes('stop-instances'))).toHaveLength(1);
  expect(steps.map(({ title }) => title)).toContain(
    'Look for what CreateFleet of appstream started in eu-west-1, and stop it there: arn:aws:appstream:eu-west-1:111111111111:fleet/f',
  );
});

test('what was protected is unprotected before it is stopped', () => {
  const time = Date.UTC(2026, 10, 24);
  const id = 'i-0123456789abcdef0';
  const call = (name: string, more: Record<string, unknown>): Record<string, unknown> =>
    record({ time, source: 'ec2', name, identity: user('ann'), ...more });
  const stepsOf = (...attributes: readonly Record<string, unknown>[]): string[] => {
    const userData = Buffer.from('xmrig -o stratum+tcp://pool').toString('base64');
    const { requestParameters, ...launch } = runInstances({ type: 'p3.16xlarge', id: () => id });
    const records = [
      call('RunInstances', { ...launch, requestParameters: { ...(requestParameters as object), userData } }),
      ...attributes.map((attribute) =>
        call('ModifyInstanceAttribute', { requestParameters: { instanceId: id, ...attribute } }),
      ),
    ];
    const trust = { accounts: [], organization: null, owners: {}, oidc: [] };
    const { report } = joinActivity([], logOf(records), loadCatalogue(), trust);
    return (report.elsewhere[0]?.respond ?? []).map(({ command }) => command);
  };
  const steps = stepsOf({ disableApiTermination: { value: true } });
  const lift = steps.findIndex((step) => step.endsWith(`--instance-id ${id} --no-disable-api-termination`));
  expect(lift).toBeGreaterThan(-1);
  expect(steps.findIndex((step) => step.includes('stop-instances'))).toBeGreaterThan(lift);
  const lifted = (...attributes: readonly Record<string, unknown>[]): string[] =>
    stepsOf(...attributes).flatMap((step) => /--no-disable-api-\w+/.exec(step) ?? []);
  expect(lifted({ disableApiTermination: { value: false } })).toEqual([]);
  expect(lifted({ disableApiTermination: { value: true } })).toEqual(['--no-disable-api-termination']);
  expect(lifted({ disableApiStop: { value: true } })).toEqual(['--no-disable-api-stop']);
  // Twice the same is lifted once.
  const both = [{ disableApiTermination: { value: true } }, { disableApiStop: { value: true } }];
  expect(lifted(...both, ...both)).toEqual(['--no-disable-api-stop', '--no-disable-api-termination']);
});
