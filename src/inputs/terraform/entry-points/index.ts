import type { IdentityProvider } from '../../../model/identity-provider.js';
import type { Resource, ResourceKind } from '../../../model/resource.js';
import type { Instance } from '../instance.js';
import type { Policies } from '../policies.js';
import type { Reader } from '../reader.js';
import { topBlock } from '../values.js';
import { readApis } from './apis.js';
import { readCertificates } from './certificates.js';
import { collectCode } from './code.js';
import { collectTriggers, readEventSources } from './events.js';
import { FactTable } from './facts.js';
import { Links } from './links.js';
import { Network } from './network.js';
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
];

/** The resources with what lets outsiders reach them. */
export function withEntryPoints(resources: readonly Resource[], reader: Reader): readonly Resource[] {
  const network = new Network(reader);
  const webhooks = readWebhooks(reader);
  const byAddress = new Map(
    ['aws_instance', 'aws_ecs_service', 'aws_codebuild_project'].flatMap((type) =>
      reader.managed(type).map((instance) => [instance.address, instance] as const),
    ),
  );
  return resources.map((resource) => {
    const instance = resource.address === null ? undefined : byAddress.get(resource.address);
    return instance === undefined ? resource : { ...resource, ...entryPoints(resource.kind, instance) };
  });

  function entryPoints(kind: ResourceKind, instance: Instance): Partial<Resource> {
    switch (kind) {
      case 'instance':
        return { exposures: network.ofInstance(instance), tokensOptional: tokensOptional(instance) };
      case 'service':
        return { exposures: network.ofService(instance) };
      case 'build-project':
        return { webhook: webhooks.get(instance) ?? null };
      default:
        return {};
    }
  }
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html: unless tokens are required, by the instance or its image, a plain request is answered. */
function tokensOptional(instance: Instance): boolean {
  const options = topBlock(instance).values['metadata_options'];
  return !JSON.stringify(options ?? '').includes('"http_tokens":"required"');
}

/** The resources with where their code comes from and what starts it, and what outsiders call or feed to start it. */
export function withSources(resources: readonly Resource[], policies: Policies, reader: Reader): readonly Resource[] {
  const links = new Links(reader);
  const facts = new FactTable();
  collectTriggers(links, facts);
  collectCode(links, facts);
  collectStores(links, facts);
  return facts.on([...resources, ...readApis(links, policies), ...readEventSources(policies, links)]);
}

/** Trust anchors and profiles of IAM Roles Anywhere. */
export function certificateProviders(reader: Reader): readonly IdentityProvider[] {
  return readCertificates(new Links(reader));
}
