import type { ComputeType } from './compute-types.js';
import { modelsOf } from './endpoint-models.js';
import { isPlainObject } from './guards.js';
import type { InstanceProfiles } from './identities.js';
import { NameIndex } from './name-index.js';
import type { Principals } from './principals.js';
import type { Reader } from './reader.js';
import {
  type Block,
  onlyInstance,
  readAttribute,
  readBlocks,
  readEntry,
  readText,
  resolveAttribute,
  topBlock,
} from './values.js';

/** What finds the roles that attributes name. */
export interface RoleSources {
  readonly principals: Principals;
  readonly profiles: InstanceProfiles;
  readonly reader: Reader;
}

/** The roles that the code of a resource acts as, with a gap for each that cannot be told. */
export function rolesOf(block: Block, { kind, roles = [] }: ComputeType, sources: RoleSources): readonly string[] {
  if (kind === 'job-definition') return jobRoles(block, sources);
  if (kind === 'beanstalk-environment') return environmentRoles(block, sources);
  if (kind === 'pipeline') return pipelineRoles(block, sources);
  if (kind === 'endpoint') return endpointRoles(block, sources);
  return roles.flatMap(({ blocks, attribute, names }) =>
    nested(block, blocks, sources.reader).flatMap((row) => {
      if (names === 'instance-profile') return sources.profiles.roles(row, attribute);
      const arn = sources.principals.roleArn(row, attribute);
      return arn === null ? [] : [arn];
    }),
  );
}

/** False for a resource of a type that also serves queries alone: a workgroup without Spark, an application in SQL. */
export function runsCode(block: Block): boolean {
  const { type } = block.instance;
  if (type === 'aws_athena_workgroup') {
    const rows = readBlocks(block, 'configuration') ?? [];
    return rows.some((row) => readAttribute(row, 'execution_role').state !== 'absent');
  }
  return type !== 'aws_kinesisanalyticsv2_application' || readText(block, 'runtime_environment') !== 'SQL-1_0';
}

/** Containers act as the role of their model (https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html). */
function endpointRoles(block: Block, { principals, reader }: RoleSources): readonly string[] {
  const roles = modelsOf(block, reader).flatMap((model) => principals.roleArn(model, 'execution_role_arn') ?? []);
  return [...new Set(roles)];
}

function nested(block: Block, names: readonly string[], reader: Reader): readonly Block[] {
  return names.reduce<readonly Block[]>(
    (rows, name) =>
      rows.flatMap((row) => {
        const found = readBlocks(row, name);
        if (found !== null) return found;
        unknown(row, name, reader);
        return [];
      }),
    [block],
  );
}

function unknown(block: Block, name: string, reader: Reader): void {
  const reason = `\`${name}\` is known only after apply, so that the roles of the code are not known`;
  reader.gap('unresolved-reference', block.instance.address, reason, `${block.unknownPointer}/${name}`);
}

/** The properties of a job definition that hold containers, as JSON texts. */
const JOB_PROPERTIES = ['container_properties', 'ecs_properties', 'node_properties'];
/** The role of a container, and that of a task; the execution role is the agent's (https://docs.aws.amazon.com/batch/latest/userguide/job_definition_parameters.html). */
const JOB_ROLES = ['jobRoleArn', 'taskRoleArn'];

function jobRoles(block: Block, { reader }: RoleSources): readonly string[] {
  const found = new Set<string>();
  for (const name of JOB_PROPERTIES) {
    const text = readAttribute(block, name);
    if (text.state === 'unknown') unknown(block, name, reader);
    if (text.state !== 'known') continue;
    for (const role of textsNamed(JOB_ROLES, text.value)) found.add(role);
  }
  return [...found];
}

/** The texts of the properties with these names, however deep in a JSON text; none in what is no JSON. */
function textsNamed(names: readonly string[], json: string): readonly string[] {
  const found: string[] = [];
  try {
    JSON.parse(json, (key, value: unknown) => {
      if (names.includes(key) && typeof value === 'string' && value !== '') found.push(value);
      return value;
    });
  } catch {
    return [];
  }
  return found;
}

/** https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html#command-options-general-autoscalinglaunchconfiguration */
const PROFILE_SETTING = { namespace: 'aws:autoscaling:launchconfiguration', name: 'IamInstanceProfile' };

/** The environment's own settings go before those of its template. */
function environmentRoles(block: Block, sources: RoleSources): readonly string[] {
  const given = settings(block, sources.reader);
  const rows =
    given.length > 0 ? given : template(block, sources.reader).flatMap((row) => settings(row, sources.reader));
  return rows.flatMap((row) => sources.profiles.roles(row, 'value'));
}

function settings(block: Block, reader: Reader): readonly Block[] {
  const rows = readBlocks(block, 'setting', ['namespace', 'name']);
  if (rows === null) {
    unknown(block, 'setting', reader);
    return [];
  }
  return rows.filter(
    ({ values }) =>
      isPlainObject(values) &&
      values['namespace'] === PROFILE_SETTING.namespace &&
      values['name'] === PROFILE_SETTING.name,
  );
}

function template(block: Block, reader: Reader): readonly Block[] {
  const type = 'aws_elastic_beanstalk_configuration_template';
  const name = readText(block, 'template_name');
  const byName = name === null ? null : namesOf(type, reader).find(name, block.instance);
  const found =
    byName ?? onlyInstance(resolveAttribute(block, 'template_name').targets, (instance) => instance.type === type);
  return found === null ? [] : [topBlock(found)];
}

/**
 * What comes out of the source of a pipeline is run by its build projects, and deployed with the roles of its
 * CloudFormation actions (https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html).
 */
function pipelineRoles(block: Block, sources: RoleSources): readonly string[] {
  const projects = namesOf(PROJECT, sources.reader);
  const actions = (readBlocks(block, 'stage', ['name']) ?? []).flatMap((stage) => readBlocks(stage, 'action') ?? []);
  const roles = actions.flatMap((action) => {
    const provider = readText(action, 'provider');
    if (provider !== 'CodeBuild' && provider !== 'CloudFormation') return [];
    const referred = resolveAttribute(action, 'configuration').targets.flatMap(({ instances }) => instances);
    if (provider === 'CloudFormation') {
      const named = referred.filter(({ type }) => type === 'aws_iam_role');
      return [readEntry(action, 'configuration', 'RoleArn'), ...named.map((role) => sources.reader.arns.arnOf(role))];
    }
    const project =
      projects.find(readEntry(action, 'configuration', 'ProjectName') ?? '', block.instance) ??
      referred.find(({ type }) => type === PROJECT);
    return project === undefined ? [] : [sources.principals.roleArn(topBlock(project), 'service_role')];
  });
  return [...new Set(roles.filter((arn) => arn !== null))];
}

const PROJECT = 'aws_codebuild_project';

/** The resources of a type by name. */
function namesOf(type: string, reader: Reader): NameIndex {
  const index = new NameIndex(reader.arns);
  for (const instance of reader.managed(type)) index.add(reader.arns.nameOf(instance), instance);
  return index;
}
