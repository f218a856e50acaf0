import type { Model } from '../../model/model.js';
import { readAccount } from '../account.js';
import { readAnalytics } from './analytics.js';
import { readApis } from './apis.js';
import { readBuilds } from './builds.js';
import { readContainers } from './containers.js';
import { withCredentials } from './credentials.js';
import { SecurityGroups } from './exposure.js';
import { readFunctions, Triggers } from './functions.js';
import { readInstances } from './instances.js';
import { LoadBalancers } from './load-balancers.js';
import { readPlatforms } from './platforms.js';
import { readProviders } from './providers.js';
import { Sections } from './sections.js';
import { checkOrganization, checkSnapshot } from './shape.js';
import { readOrganizationSnapshot } from './organization.js';
import { readGaps, shownKinds } from './shows.js';
import { readStores } from './stores.js';

/** Where a snapshot comes from, and the shipped AWS managed policies. */
export interface SnapshotSource {
  readonly uri: string;
  /** The document of an AWS managed policy, or null when it is not known. */
  readonly managedPolicy: (arn: string) => unknown;
}

const LISTS = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'] as const;

/**
 * Reads what `iam-miner-lint audit` saved of an account (`snapshot.schema.json`). Throws `InputError` where the document
 * does not have the schema's shape.
 */
export function readSnapshot(document: unknown, { uri, managedPolicy }: SnapshotSource): Model {
  const snapshot = checkSnapshot(document, uri);
  const sections = new Sections(snapshot, uri);
  const { account, global, organization } = snapshot;
  const { iam = {} } = global;
  // Without any of them there is nothing that could be read as an answer of IAM.
  const details = { ...Object.fromEntries(LISTS.map((list) => [list, []])), ...iam };
  const identities = readAccount([details], { uri, managedPolicy, pointer: '/global/iam' });
  const triggers = new Triggers(sections);
  const groups = new SecurityGroups(sections);
  const balancers = new LoadBalancers(sections, groups);
  const resources = [
    ...readFunctions(sections, triggers),
    ...readContainers(sections, triggers, groups, balancers),
    ...readInstances(sections, groups, balancers),
    ...readBuilds(sections, triggers),
    ...readPlatforms(sections),
    ...readAnalytics(sections),
    ...readStores(sections, triggers),
    ...readApis(sections),
    ...balancers.resources,
  ];
  const shows = shownKinds(snapshot);
  return {
    ...identities,
    accounts: [account],
    organization: organization?.Id ?? null,
    ...(organization?.MasterAccountId === undefined ? {} : { managementAccount: organization.MasterAccountId }),
    users: withCredentials(identities.users, snapshot, uri),
    identityProviders: readProviders(sections),
    resources,
    shows,
    complete: new Map([[account, shows]]),
    gaps: [...identities.gaps, ...sections.gaps, ...readGaps(sections)],
  };
}

/** Reads what `iam-miner-lint audit` saved of an organization (`organization-snapshot.schema.json`). Throws `InputError`. */
export function readOrganization(document: unknown, uri: string): { readonly model: Model; readonly scope: string } {
  const snapshot = checkOrganization(document, uri);
  const { Organization, chosen = [] } = snapshot;
  return { model: readOrganizationSnapshot(snapshot, uri), scope: [Organization.Id, ...chosen].join('/') };
}
