import type { IdentityProvider } from '../../../model/identity-provider.js';
import type { Resource, ResourceKind } from '../../../model/resource.js';
import type { Instance } from '../instance.js';
import type { Policies } from '../policies.js';
import type { Reader } from '../reader.js';
import { readBlocks, readText, topBlock } from '../values.js';
import { readApis } from './apis.js';
import { readCertificates } from './certificates.js';
import { collectCode } from './code.js';
import { collectTriggers, readEventSources, readMailRules } from './events.js';
import { FactTable } from './facts.js';
import { Fronts } from './fronts.js';
import { Links } from './links.js';
import { LoadBalancers } from './load-balancers.js';
import { Network } from './network.js';
import { environmentExposures, expressExposures } from './platforms.js';
import { withPolicies } from './resource-policies.js';
import { SecurityGroups } from './security-groups.js';
import { collectStores } from './stores.js';
import { readWebhooks } from './webhooks.js';

export { readIdentityPools } from './identity-pools.js';

/** Kinds that a plan can show beside those that run code. */
export const ENTRY_KINDS: readonly (ResourceKind | IdentityProvider['kind'])[] = [
  'rest-api',
  'http-api',
  'websocket-api',
  'identity-pool',
  'trust-anchor',
  'certificate-profile',
  'queue',
  'topic',
  'event-bus',
  'stream',
  'table',
  'log-destination',
  'mail-rule',
  'load-balancer',
];

/** The resources with what lets outsiders reach them, and the load balancers that call functions. */
export function withEntryPoints(resources: readonly Resource[], reader: Reader): readonly Resource[] {
  const links = new Links(reader);
  const groups = new SecurityGroups(links);
  const fronts = new Fronts(links);
  const balancers = new LoadBalancers(links, groups, fronts);
  const holders = resources.flatMap(({ roles, address }) => (roles.length > 0 && address !== null ? [address] : []));
  const network = new Network({ links, groups, balancers, fronts }, new Set(holders));
  const webhooks = readWebhooks(links);
  const tokensRequired = readDefaults(reader);
  const facts: ReadonlyMap<string, (instance: Instance) => Partial<Resource>> = new Map([
    ...['aws_instance', 'aws_spot_instance_request'].map((type) => [type, ofInstance] as const),
    ['aws_autoscaling_group', ofScalingGroup],
    ['aws_ecs_service', (instance) => ({ exposures: network.ofService(instance) })],
    ['aws_eks_cluster', (instance) => ({ exposures: network.ofCluster(instance) })],
    ['aws_eks_node_group', (instance) => ({ exposures: network.ofNodeGroup(instance) })],
    ['aws_elastic_beanstalk_environment', (instance) => ({ exposures: environmentExposures(links, instance) })],
    ['aws_ecs_express_gateway_service', (instance) => ({ exposures: expressExposures(links, instance) })],
    ['aws_apprunner_service', (instance) => ({ exposures: network.ofAppRunner(instance) })],
    ['aws_codebuild_project', (instance) => ({ webhook: webhooks.get(instance) ?? null })],
  ]);
  const byAddress = new Map(
    [...facts].flatMap(([type, read]) =>
      reader.managed(type).map((instance) => [instance.address, { instance, read }]),
    ),
  );
  const started = network.ofStartedTasks();
  return [...resources.map(completed), ...balancers.resources];

  function completed(resource: Resource): Resource {
    const found = resource.address === null ? undefined : byAddress.get(resource.address);
    if (found !== undefined) return { ...resource, ...found.read(found.instance) };
    const exposures = resource.address === null ? undefined : started.get(resource.address);
    return exposures === undefined ? resource : { ...resource, exposures };
  }

  function ofInstance(instance: Instance): Partial<Resource> {
    const [asked = null] = [instance, ...network.startedFrom(instance)].flatMap((one) => askedTokens(one) ?? []);
    return { exposures: network.ofInstance(instance), tokensOptional: tokensOptional(asked, tokensRequired(instance)) };
  }

  function ofScalingGroup(instance: Instance): Partial<Resource> {
    const started = network.startedFrom(instance);
    return {
      exposures: network.ofScalingGroup(instance),
      tokensOptional: started.some((one) => tokensOptional(askedTokens(one), tokensRequired(instance))),
    };
  }
}

/** Whether the metadata options of an instance, or of what instances are started from, ask for tokens; null where they do not say. */
function askedTokens(instance: Instance): string | null {
  const [options] = readBlocks(topBlock(instance), 'metadata_options') ?? [];
  return options === undefined ? null : readText(options, 'http_tokens');
}

/**
 * Unless tokens are required, a plain request is answered: by the instance's options, those of its template, or else by the
 * account's defaults (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html).
 */
function tokensOptional(asked: string | null, requiredByDefault: boolean): boolean {
  return asked === null ? !requiredByDefault : asked !== 'required';
}

/** Whether the defaults of the account in a Region require tokens. */
function readDefaults(reader: Reader): (instance: Instance) => boolean {
  const placeOf = (instance: Instance): string => {
    const { account, region } = reader.arns.place(instance);
    return `${account} ${region}`;
  };
  const required = new Set(
    reader
      .managed('aws_ec2_instance_metadata_defaults')
      .filter((defaults) => readText(topBlock(defaults), 'http_tokens') === 'required')
      .map(placeOf),
  );
  return (instance) => required.has(placeOf(instance));
}

/** The resources with where their code comes from and what starts it, and what outsiders call or feed to start it. */
export function withSources(resources: readonly Resource[], policies: Policies, reader: Reader): readonly Resource[] {
  const links = new Links(reader);
  const facts = new FactTable();
  collectTriggers(links, facts);
  collectCode(links, facts);
  collectStores(links, facts);
  return facts.on([
    ...withPolicies(resources, policies, links),
    ...readApis(links, policies),
    ...readEventSources(policies, links),
    ...readMailRules(links),
  ]);
}

/** Trust anchors and profiles of IAM Roles Anywhere. */
export function certificateProviders(reader: Reader): readonly IdentityProvider[] {
  return readCertificates(new Links(reader));
}
