import type { Resource, ResourceKind } from '../../model/resource.js';
import { COMPUTE_TYPES } from './compute-types.js';
import { rolesOf, runsCode } from './compute-roles.js';
import type { InstanceProfiles } from './identities.js';
import type { Instance } from './instance.js';
import { NameIndex } from './name-index.js';
import type { Policies } from './policies.js';
import type { Principals } from './principals.js';
import type { Reader } from './reader.js';
import { resourceOf } from './resource.js';
import { knownTags } from './tags.js';
import { type Block, isConfigured, readBlocks, topBlock } from './values.js';

/** Every kind of resource that a plan can show. */
export const RESOURCE_KINDS: readonly ResourceKind[] = [
  'function',
  'task-definition',
  'launch-template',
  'auto-scaling-group',
  'build-project',
  'bucket',
  'repository',
  ...new Set([...COMPUTE_TYPES.values()].map(({ kind }) => kind)),
];

/** The resources that run code, start it or hold it, except functions. */
export function readComputeResources(
  principals: Principals,
  profiles: InstanceProfiles,
  policies: Policies,
  reader: Reader,
  earlierCarriers: ReadonlySet<string>,
): readonly Resource[] {
  const compute = new ComputeReader(principals, profiles, reader);
  return [
    ...compute.fromTable(),
    ...compute.taskDefinitions(),
    ...compute.services(),
    ...compute.launchTemplates(),
    ...compute.instances(),
    ...compute.autoScalingGroups(),
    ...compute.buildProjects(),
    ...carriers('bucket', 'aws_s3_bucket', 'bucket', policies, reader, earlierCarriers),
    ...carriers('repository', 'aws_ecr_repository', 'repository', policies, reader, earlierCarriers),
  ];
}

class ComputeReader {
  readonly #roles = new Map<Instance, readonly string[]>();

  constructor(
    readonly principals: Principals,
    readonly profiles: InstanceProfiles,
    readonly reader: Reader,
  ) {}

  fromTable(): readonly Resource[] {
    return [...COMPUTE_TYPES].flatMap(([type, row]) =>
      this.#read(
        row.kind,
        type,
        (block) => rolesOf(block, row, this),
        (block) => runsCode(block),
      ),
    );
  }

  taskDefinitions(): readonly Resource[] {
    // Code in the containers acts as the task role; the execution role is the agent's.
    return this.#read('task-definition', 'aws_ecs_task_definition', (block) => this.#role(block, 'task_role_arn'));
  }

  services(): readonly Resource[] {
    return this.#read('service', 'aws_ecs_service', (block) =>
      this.#through(block, 'task_definition', 'aws_ecs_task_definition'),
    );
  }

  launchTemplates(): readonly Resource[] {
    return this.#read('launch-template', 'aws_launch_template', (block) =>
      (readBlocks(block, 'iam_instance_profile') ?? []).flatMap((profile) => [
        ...this.profiles.roles(profile, 'name'),
        ...this.profiles.roles(profile, 'arn'),
      ]),
    );
  }

  instances(): readonly Resource[] {
    return this.#read('instance', 'aws_instance', (block) => {
      const own = this.profiles.roles(block, 'iam_instance_profile');
      return own.length > 0 ? own : this.#throughTemplate(block, 'launch_template');
    });
  }

  autoScalingGroups(): readonly Resource[] {
    return this.#read('auto-scaling-group', 'aws_autoscaling_group', (block) => {
      const mixed = (readBlocks(block, 'mixed_instances_policy') ?? []).flatMap(
        (policy) => readBlocks(policy, 'launch_template') ?? [],
      );
      const specifications = mixed.flatMap((template) => readBlocks(template, 'launch_template_specification') ?? []);
      return [
        ...this.#throughTemplate(block, 'launch_template'),
        ...this.#through(block, 'launch_configuration', 'aws_launch_configuration'),
        ...specifications.flatMap((specification) =>
          this.#template(specification, 'launch_template_id', 'launch_template_name'),
        ),
      ];
    });
  }

  buildProjects(): readonly Resource[] {
    return this.#read('build-project', 'aws_codebuild_project', (block) => this.#role(block, 'service_role'));
  }

  #read(
    kind: ResourceKind,
    type: string,
    roles: (block: Block) => readonly string[],
    accepts: (block: Block) => boolean = () => true,
  ): readonly Resource[] {
    const instances = this.reader.managed(type).filter((instance) => accepts(topBlock(instance)));
    return instances.map((instance) => {
      const found = [...new Set(roles(topBlock(instance)))];
      this.#roles.set(instance, found);
      return resourceOf(kind, instance, this.reader, { roles: found, ...knownTags(instance) });
    });
  }

  #role(block: Block, attribute: string): readonly string[] {
    const arn = this.principals.roleArn(block, attribute);
    return arn === null ? [] : [arn];
  }

  #throughTemplate(block: Block, name: string): readonly string[] {
    return (readBlocks(block, name) ?? []).flatMap((template) => this.#template(template, 'id', 'name'));
  }

  /** A template is given by id or by name; the provider computes the other one. */
  #template(block: Block, id: string, name: string): readonly string[] {
    const byId = this.#through(block, id, 'aws_launch_template');
    return byId.length > 0 ? byId : this.#through(block, name, 'aws_launch_template');
  }

  /** The roles of the resource that an attribute names by ARN, id or name. */
  #through(block: Block, attribute: string, type: string): readonly string[] {
    const find = (value: string): Instance | null => this.#index(type).find(value, block.instance);
    const link = this.reader.link(block, attribute, [type], find);
    if (link.state === 'absent') return [];
    if (link.state === 'found' && link.instance !== null) return this.#roles.get(link.instance) ?? [];
    const reason = link.state === 'unresolved' ? link.reason : `what \`${attribute}\` names is not in the plan`;
    this.reader.gap('unresolved-reference', block.instance.address, reason, link.pointer);
    return [];
  }

  readonly #indexes = new Map<string, NameIndex>();

  #index(type: string): NameIndex {
    const known = this.#indexes.get(type);
    if (known !== undefined) return known;
    const index = new NameIndex(this.reader.arns);
    for (const instance of this.reader.managed(type)) {
      for (const attribute of ['id', 'arn', 'arn_without_revision', 'name', 'family']) {
        const value = instance.values[attribute];
        if (typeof value === 'string') index.add(value, instance);
      }
      const { family, revision } = instance.values;
      if (typeof family === 'string' && typeof revision === 'number') index.add(`${family}:${revision}`, instance);
    }
    this.#indexes.set(type, index);
    return index;
  }
}

/** Buckets or repositories, with the policies that resources of their own give them. */
function carriers(
  kind: ResourceKind,
  type: string,
  attribute: string,
  policies: Policies,
  reader: Reader,
  earlier: ReadonlySet<string>,
): readonly Resource[] {
  const found = new Map<Instance, Resource>();
  const byName = new NameIndex(reader.arns);
  for (const instance of reader.managed(type)) {
    const carrier = resourceOf(kind, instance, reader, knownTags(instance));
    const source = { type: 'resource-based', id: carrier.arn, name: carrier.name } as const;
    const block = topBlock(instance);
    // Where the configuration does not set it, it shows the policy that another resource gave before the plan.
    const stale = !isConfigured(block, 'policy') && earlier.has(carrier.arn);
    found.set(instance, stale ? carrier : { ...carrier, policy: policies.read(block, 'policy', source) });
    byName.add(carrier.name, instance);
  }
  const others: Resource[] = [];
  for (const instance of reader.managed(`${type}_policy`)) {
    const block = topBlock(instance);
    const link = reader.link(block, attribute, [type], (value) => byName.find(value, instance));
    const carrier = link.state === 'found' && link.instance !== null ? found.get(link.instance) : undefined;
    if (carrier !== undefined && link.state === 'found' && link.instance !== null) {
      const policy = policies.read(block, 'policy', { type: 'resource-based', id: carrier.arn, name: carrier.name });
      found.set(link.instance, { ...carrier, policy });
    } else if (link.state === 'found' && link.value !== null) {
      others.push(unmanagedCarrier(kind, link.value, block, policies, reader));
    } else {
      const reason = link.state === 'unresolved' ? link.reason : `\`${attribute}\` is not known`;
      reader.gap('unresolved-reference', instance.address, reason, instance.pointer);
    }
  }
  return [...found.values(), ...others];
}

/** A bucket or repository that only its policy is managed of. */
function unmanagedCarrier(
  kind: ResourceKind,
  name: string,
  block: Block,
  policies: Policies,
  reader: Reader,
): Resource {
  const { instance } = block;
  const { partition, region, account } = reader.arns.place(instance);
  const arn =
    kind === 'bucket'
      ? `arn:${partition}:s3:::${name}`
      : `arn:${partition}:ecr:${region}:${account}:repository/${name}`;
  return resourceOf(kind, instance, reader, {
    ...knownTags(instance),
    arn,
    name,
    policy: policies.read(block, 'policy', { type: 'resource-based', id: arn, name }),
  });
}
