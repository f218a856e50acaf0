import { ARN_TYPES, type ArnType } from './arn-types.js';
import { COMPUTE_TYPES } from './compute-types.js';
import { ENTRY_TYPES } from './entry-types.js';
import { own, textOrNull } from './guards.js';
import { placeholder } from './placeholder.js';
import type { Instance } from './instance.js';
import type { Place, Providers } from './providers.js';
import { onlyInstance, readPlanned, readText, resolveAttribute, topBlock } from './values.js';

/** The parts from which the ARN of a type is made (https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html, "Resource types defined by"). */
type Compose = (name: string, instance: Instance, place: Place) => string;

interface NamedType {
  /** The attribute with the name. */
  readonly name: string;
  readonly compose: Compose;
  /** What version 5 of the provider called that attribute. */
  readonly formerName?: string;
  /** The attribute with the ARN of what exists, or `arn`. */
  readonly arn?: string;
  /** True when the ARN alone is what a policy names; of a bucket a policy also names the objects below. */
  readonly whole: boolean;
  /** What `id` is the same as. */
  readonly id?: 'name' | 'arn';
  /** Further attributes that hold an ARN. */
  readonly others?: ReadonlyMap<string, Compose>;
}

/** What data sources say of the place that a provider works in. */
const PLACES: ReadonlyMap<string, keyof Place> = new Map([
  ['aws_caller_identity account_id', 'account'],
  ['aws_caller_identity id', 'account'],
  ['aws_partition partition', 'partition'],
  ['aws_partition id', 'partition'],
  ['aws_region name', 'region'],
  ['aws_region region', 'region'],
  ['aws_region id', 'region'],
]);

const iam =
  (kind: string): Compose =>
  (name, instance, { partition, account }) =>
    `arn:${partition}:iam::${account}:${kind}${pathOf(instance)}${name}`;

const regional =
  (service: string, resource: string): Compose =>
  (name, _instance, { partition, region, account }) =>
    `arn:${partition}:${service}:${region}:${account}:${resource}${name}`;

const TYPES: ReadonlyMap<string, NamedType> = new Map<string, NamedType>([
  ['aws_iam_role', { name: 'name', compose: iam('role'), whole: true, id: 'name' }],
  ['aws_iam_user', { name: 'name', compose: iam('user'), whole: true, id: 'name' }],
  ['aws_iam_group', { name: 'name', compose: iam('group'), whole: true, id: 'name' }],
  ['aws_iam_policy', { name: 'name', compose: iam('policy'), whole: true, id: 'arn' }],
  ['aws_iam_instance_profile', { name: 'name', compose: iam('instance-profile'), whole: true, id: 'name' }],
  ['aws_iam_saml_provider', { name: 'name', compose: iam('saml-provider'), whole: true, id: 'arn' }],
  [
    'aws_iam_openid_connect_provider',
    {
      name: 'url',
      compose: (url, instance, place) => iam('oidc-provider')(issuerOf(url), instance, place),
      whole: true,
      id: 'arn',
    },
  ],
  [
    'aws_lambda_function',
    {
      name: 'function_name',
      compose: regional('lambda', 'function:'),
      whole: true,
      id: 'name',
      others: new Map([['qualified_arn', composeQualifiedFunction]]),
    },
  ],
  ['aws_codebuild_project', { name: 'name', compose: regional('codebuild', 'project/'), whole: true, id: 'arn' }],
  ['aws_ecr_repository', { name: 'name', compose: regional('ecr', 'repository/'), whole: true, id: 'name' }],
  ...[...COMPUTE_TYPES, ...ENTRY_TYPES, ...ARN_TYPES].map(([type, row]) => [type, fromTable(row)] as const),
  [
    'aws_ecs_task_definition',
    {
      name: 'family',
      compose: composeTaskDefinition,
      whole: true,
      id: 'name',
      others: new Map([['arn_without_revision', regional('ecs', 'task-definition/')]]),
    },
  ],
  // Before version 6 of the provider, `id` is all that says the ARN.
  ['aws_ecs_service', { name: 'name', compose: composeService, whole: true, id: 'arn' }],
  ['aws_instance', { name: 'id', compose: regional('ec2', 'instance/'), whole: true }],
  ['aws_launch_template', { name: 'id', compose: regional('ec2', 'launch-template/'), whole: true }],
  ['aws_autoscaling_group', { name: 'name', compose: composeAutoScalingGroup, whole: true }],
  ['aws_kms_alias', { name: 'name', compose: composeAlias, whole: true, id: 'name' }],
  ['aws_ssm_parameter', { name: 'name', compose: composeParameter, whole: true, id: 'name' }],
  ['aws_cloudwatch_event_rule', { name: 'name', compose: composeEventRule, whole: true }],
  ['aws_lb', { name: 'name', compose: composeLoadBalancer, whole: true, id: 'arn' }],
  ['aws_alb', { name: 'name', compose: composeLoadBalancer, whole: true, id: 'arn' }],
  ['aws_lambda_alias', { name: 'name', compose: composeFunctionAlias, whole: true, id: 'arn' }],
  [
    'aws_cloudfront_origin_access_identity',
    {
      name: 'id',
      // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
      compose: (id, _instance, { partition }) =>
        `arn:${partition}:iam::cloudfront:user/CloudFront Origin Access Identity ${id}`,
      arn: 'iam_arn',
      whole: true,
      id: 'name',
    },
  ],
  [
    'aws_s3_bucket',
    {
      name: 'bucket',
      compose: (name, _instance, { partition }) => `arn:${partition}:s3:::${name}`,
      whole: false,
      id: 'name',
    },
  ],
]);

/** Types whose ARN is composed before it is known. */
export const COMPOSED_TYPES: readonly string[] = [...TYPES.keys()];

/** ARNs and names of instances, composed where they are known only after apply. */
export class Arns {
  readonly #providers: Providers;
  readonly #arns = new Map<Instance, string | null>();

  constructor(providers: Providers) {
    this.#providers = providers;
  }

  place(instance: Instance): Place {
    return this.#providers.of(instance);
  }

  /** The ARN of an instance: as known, or as it will be; null for a type whose ARN cannot be composed. */
  arnOf(instance: Instance): string | null {
    const known = this.#arns.get(instance);
    if (known !== undefined) return known;
    const arn = this.#compose(instance);
    this.#arns.set(instance, arn);
    return arn;
  }

  /** Whether a policy element that refers to the instance's ARN is taken to be the ARN and nothing more. */
  isWhole(instance: Instance): boolean {
    return TYPES.get(instance.type)?.whole ?? false;
  }

  /**
   * What an attribute will be that says which ARN, name or id AWS gives an instance; null for any other one. What is not
   * known of it stands in parentheses.
   */
  predict(instance: Instance, attribute: string): string | null {
    const place = PLACES.get(`${instance.type} ${attribute}`);
    if (place !== undefined) return instance.mode === 'data' ? this.#providers.of(instance)[place] : null;
    const type = TYPES.get(instance.type);
    if (type === undefined) return null;
    const other = type.others?.get(attribute);
    if (other !== undefined) return other(nameOf(instance, type), instance, this.#providers.of(instance));
    if (attribute === (type.arn ?? 'arn') || (attribute === 'id' && type.id === 'arn')) return this.arnOf(instance);
    const named =
      attribute === type.name || attribute === type.formerName || (attribute === 'id' && type.id === 'name');
    return named ? this.nameOf(instance) : null;
  }

  /** The name of an instance; one that AWS or the provider will choose is described in a form that no name can have. */
  nameOf(instance: Instance): string {
    return nameOf(instance, TYPES.get(instance.type));
  }

  #compose(instance: Instance): string | null {
    const type = TYPES.get(instance.type);
    const known = textOrNull(own(instance.values, type?.arn ?? 'arn'));
    if (known !== null) return known;
    return type === undefined ? null : type.compose(nameOf(instance, type), instance, this.#providers.of(instance));
  }
}

/** The host and path of an OIDC provider's URL, which name it in its ARN. */
export function issuerOf(url: string): string {
  const scheme = url.indexOf('://');
  const host = scheme === -1 ? url : url.slice(scheme + 3);
  return host.endsWith('/') ? host.slice(0, -1) : host;
}

function nameOf(instance: Instance, type?: NamedType): string {
  const block = topBlock(instance);
  const attributes = [type?.name ?? 'name', ...(type?.formerName === undefined ? [] : [type.formerName])];
  // The data sources of users and groups call it otherwise.
  for (const attribute of [...attributes, 'user_name', 'group_name']) {
    const name = readText(block, attribute);
    if (name !== null) return name;
  }
  const prefix = attributes.map((attribute) => readText(block, `${attribute}_prefix`)).find((text) => text !== null);
  return `${prefix ?? ''}${placeholder(instance.address)}`;
}

function fromTable({ name = 'name', formerName, arn, id, others = {}, ...row }: TableRow): NamedType {
  return {
    name,
    ...(formerName === undefined ? {} : { formerName }),
    ...(arn === undefined ? {} : { arn }),
    ...(id === undefined ? {} : { id }),
    compose: fill(row, row.resource),
    others: new Map(Object.entries(others).map(([attribute, resource]) => [attribute, fill(row, resource)])),
    whole: true,
  };
}

/** A row of the tables of types. */
type TableRow = ArnType & { readonly formerName?: string };

function fill({ service, without }: ArnType, resource: string): Compose {
  return (found, instance, { partition, region, account }) => {
    const part = (_text: string, attribute: string, usual: string | undefined): string => {
      if (attribute === 'name') return found;
      const block = topBlock(instance);
      const text = attribute === 'id' ? null : readText(block, attribute);
      if (text !== null) return text;
      return usual !== undefined && readPlanned(block, attribute).state === 'absent'
        ? usual
        : placeholder(instance.address);
    };
    const rest = resource.replaceAll(/\{(\w+)(?:=(\w+))?\}/g, part);
    const place = [
      without === undefined || without === 'account' ? region : '',
      without === undefined || without === 'region' ? account : '',
    ];
    return `arn:${partition}:${service}:${place.join(':')}:${rest}`;
  };
}

function pathOf(instance: Instance): string {
  return readText(topBlock(instance), 'path') ?? '/';
}

function composeTaskDefinition(name: string, instance: Instance, { partition, region, account }: Place): string {
  const revision = own(instance.values, 'revision');
  const suffix = typeof revision === 'number' ? String(revision) : placeholder(instance.address);
  return `arn:${partition}:ecs:${region}:${account}:task-definition/${name}:${suffix}`;
}

function composeService(name: string, instance: Instance, { partition, region, account }: Place): string {
  // `id` of a service is its ARN; a new service is named by its cluster, given as name or ARN, or `default`.
  const id = readText(topBlock(instance), 'id');
  if (id?.startsWith('arn:') === true) return id;
  const cluster = readPlanned(topBlock(instance), 'cluster');
  const referred = onlyInstance(
    resolveAttribute(topBlock(instance), 'cluster').targets,
    ({ type }) => type === 'aws_ecs_cluster',
  );
  const named =
    cluster.state === 'known' ? cluster.value.slice(cluster.value.lastIndexOf('/') + 1) : referred && nameOf(referred);
  const clusterName = named ?? (cluster.state === 'absent' ? 'default' : placeholder(instance.address));
  return `arn:${partition}:ecs:${region}:${account}:service/${clusterName}/${name}`;
}

function composeAutoScalingGroup(name: string, instance: Instance, { partition, region, account }: Place): string {
  const id = placeholder(instance.address);
  return `arn:${partition}:autoscaling:${region}:${account}:autoScalingGroup:${id}:autoScalingGroupName/${name}`;
}

/** An alias is spelled with its kind in front. */
function composeAlias(name: string, instance: Instance, place: Place): string {
  return regional('kms', '')(name.startsWith('alias/') ? name : `alias/${name}`, instance, place);
}

/** Of a hierarchy the ARN leaves out the leading slash. */
function composeParameter(name: string, instance: Instance, place: Place): string {
  return regional('ssm', 'parameter/')(name.startsWith('/') ? name.slice(1) : name, instance, place);
}

function composeEventRule(name: string, instance: Instance, place: Place): string {
  const block = topBlock(instance);
  const given = readText(block, 'event_bus_name');
  const bus = given?.slice(given.lastIndexOf('/') + 1) ?? null;
  const planned = readPlanned(block, 'event_bus_name').state;
  if (bus === 'default' || (bus === null && planned === 'absent'))
    return regional('events', 'rule/')(name, instance, place);
  return regional('events', `rule/${bus ?? placeholder(instance.address)}/`)(name, instance, place);
}

/** The words for the kinds of load balancer in their ARNs. */
const LOAD_BALANCERS: ReadonlyMap<string, string> = new Map([
  ['application', 'app'],
  ['network', 'net'],
  ['gateway', 'gwy'],
]);

function composeLoadBalancer(name: string, instance: Instance, place: Place): string {
  const kind = LOAD_BALANCERS.get(readText(topBlock(instance), 'load_balancer_type') ?? 'application');
  const id = placeholder(instance.address);
  return regional('elasticloadbalancing', `loadbalancer/${kind ?? id}/`)(`${name}/${id}`, instance, place);
}

/** A version has a number that AWS chooses. */
function composeQualifiedFunction(name: string, instance: Instance, place: Place): string {
  return `${regional('lambda', 'function:')(name, instance, place)}:${placeholder(`${instance.address}.version`)}`;
}

/** The function is given by its name or its ARN. */
function composeFunctionAlias(name: string, instance: Instance, place: Place): string {
  const given = readText(topBlock(instance), 'function_name');
  const called = given?.slice(given.lastIndexOf(':') + 1) ?? placeholder(instance.address);
  return regional('lambda', `function:${called}:`)(name, instance, place);
}
