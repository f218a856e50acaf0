import { describe, expect, test } from 'vitest';
import { eventId, record, role, runInstances, serviceLinked, user } from '../../scripts/activity/record.mjs';
import type { Call } from '../../src/activity/records/call.js';
import { interestOf } from '../../src/activity/records/interest.js';
import { readCall } from '../../src/activity/records/read-call.js';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';

const interest = interestOf(loadCatalogue());
const ALWAYS = { since: 0, until: Infinity };
const TIME = Date.UTC(2026, 10, 24);
const make = (source: string, name: string, changes: Record<string, unknown> = {}): Record<string, unknown> =>
  record({ time: TIME, source, name, identity: user('ann'), ...changes });
const read = (one: unknown): Call | null => readCall(one, interest, ALWAYS);

describe('what a record shows', () => {
  test.each([
    {
      name: 'instances that were launched',
      record: make('ec2', 'RunInstances', runInstances({ type: 'c5.large', count: 2, id: eventId })),
      call: {
        types: ['c5.large'],
        count: 2,
        outcome: 'success',
        compute: expect.arrayContaining(['ec2-run-instances']) as unknown,
      },
    },
    {
      name: 'instances that were refused: what was asked for',
      record: make(
        'ec2',
        'RunInstances',
        runInstances({ type: 'p5.48xlarge', count: 5, error: 'Client.VcpuLimitExceeded' }),
      ),
      call: { types: ['p5.48xlarge'], count: 5, outcome: 'refused', error: 'Client.VcpuLimitExceeded', resources: [] },
    },
    {
      name: 'a dry run',
      record: make('ec2', 'RunInstances', {
        ...runInstances({ type: 't3.micro', error: 'Client.DryRunOperation' }),
        errorMessage: 'Request would have succeeded, but DryRun flag is set.',
      }),
      call: { outcome: 'dry-run' },
    },
    {
      name: 'a type that only a launch template names',
      record: make('ec2', 'RunInstances', {
        ...runInstances({ type: 'c5.large' }),
        requestParameters: { launchTemplate: {} },
      }),
      call: { types: ['c5.large'] },
    },
    {
      name: 'an event name with its date',
      record: make('lambda', 'UpdateFunctionCode20150331v2', {
        responseElements: { functionArn: 'arn:f', memorySize: 128 },
      }),
      call: { name: 'UpdateFunctionCode', resources: ['arn:f'] },
    },
    {
      name: 'keys in another case',
      record: make('gamelift', 'CreateFleet', {
        requestParameters: { eC2InstanceType: 'c5.large' },
        responseElements: { FleetAttributes: { FleetArn: 'arn:x' } },
      }),
      call: { types: ['c5.large'], resources: ['arn:x'] },
    },
    {
      name: 'the newer layout of EC2, one item as itself',
      record: make('ec2', 'CreateFleet', {
        requestParameters: {
          CreateFleetRequest: {
            LaunchTemplateConfigs: { tag: 1, Overrides: { tag: 1, InstanceType: 'g5.xlarge' } },
            TargetCapacitySpecification: { TotalTargetCapacity: 3 },
          },
        },
        responseElements: {
          CreateFleetResponse: { fleetId: 'fleet-1', fleetInstanceSet: { item: { instanceIds: { item: 'i-1' } } } },
        },
      }),
      call: { types: ['g5.xlarge'], count: 3, resources: ['i-1'] },
    },
    {
      name: 'and several as a list of tag and content',
      record: make('ec2', 'CreateFleet', {
        requestParameters: {
          CreateFleetRequest: {
            LaunchTemplateConfigs: [
              {
                tag: 1,
                content: {
                  Overrides: [
                    { tag: 1, content: { InstanceType: 'c5.large' } },
                    { tag: 2, content: { InstanceType: 'm5.large' } },
                  ],
                },
              },
            ],
          },
        },
      }),
      call: { types: ['c5.large', 'm5.large'] },
    },
    {
      name: 'a script in base64 that names a pool',
      record: make('sagemaker', 'CreateNotebookInstanceLifecycleConfig', {
        requestParameters: { onStart: [{ content: Buffer.from('./x -o stratum+tcp://pool:3333').toString('base64') }] },
      }),
      call: { facts: { miners: ['stratum+tcp'] } },
    },
  ])('$name', ({ record: one, call }) => {
    expect(read(one)).toMatchObject(call);
  });

  test.each([
    {
      name: 'a miner’s name in a tag is no image',
      one: make(
        'ec2',
        'RunInstances',
        runInstances({ type: 'c5.large', tags: [{ key: 'note', value: 'no xmrig here' }] }),
      ),
    },
    {
      name: 'nor is one in a description',
      one: make('sagemaker', 'CreateTrainingJob', { requestParameters: { description: 'xmrig' } }),
    },
  ])('$name', ({ one }) => {
    expect(read(one)?.facts.miners).toBeUndefined();
  });

  test.each([
    {
      name: 'termination protection alone creates no compute',
      one: make('ec2', 'ModifyInstanceAttribute', {
        requestParameters: { instanceId: 'i-1', disableApiTermination: { value: true } },
      }),
      compute: false,
    },
    {
      name: 'new user data does',
      one: make('ec2', 'ModifyInstanceAttribute', {
        requestParameters: { instanceId: 'i-1', userData: '<sensitiveDataRemoved>' },
      }),
      compute: true,
    },
    {
      name: 'a table that scales is no compute',
      one: make('autoscaling', 'RegisterScalableTarget', {
        requestParameters: { serviceNamespace: 'dynamodb', maxCapacity: 40000 },
      }),
      compute: false,
    },
    {
      name: 'a service that scales is',
      one: make('autoscaling', 'RegisterScalableTarget', {
        requestParameters: { serviceNamespace: 'ecs', maxCapacity: 40 },
      }),
      compute: true,
    },
    { name: 'an end is none', one: make('ec2', 'TerminateInstances'), compute: false },
  ])('$name', ({ one, compute }) => {
    expect((read(one)?.compute.length ?? 0) > 0).toBe(compute);
  });

  test.each([
    { name: 'an event that the catalogue does not know', one: make('ec2', 'DescribeInstances') },
    { name: 'one of another service by the same name', one: make('redshift', 'RunInstances') },
    { name: 'no object', one: 'RunInstances' },
    { name: 'a time that is none', one: { ...make('ec2', 'RunInstances'), eventTime: 'yesterday' } },
  ])('$name is left out', ({ one }) => {
    expect(read(one)).toBeNull();
  });

  test('what a service launches names what it acts for; what a caller tags does not', () => {
    const tags = [{ key: 'aws:autoscaling:groupName', value: 'web' }];
    const byService = make('ec2', 'RunInstances', {
      ...runInstances({ type: 'c5.large', tags }),
      userIdentity: serviceLinked('autoscaling.amazonaws.com', 'AWSServiceRoleForAutoScaling'),
    });
    const byCaller = make('ec2', 'RunInstances', {
      ...runInstances({ type: 'c5.large', tags }),
      userIdentity: role('ci'),
    });
    expect(read(byService)?.facts.actsFor).toEqual(['auto-scaling-group:web']);
    expect(read(byCaller)?.facts.actsFor).toBeUndefined();
  });

  test('only calls of the span are kept, its end not included', () => {
    const one = make('ec2', 'RunInstances');
    expect(readCall(one, interest, { since: TIME, until: TIME + 1 })).not.toBeNull();
    expect(readCall(one, interest, { since: TIME + 1, until: Infinity })).toBeNull();
    expect(readCall(one, interest, { since: 0, until: TIME })).toBeNull();
  });
});
