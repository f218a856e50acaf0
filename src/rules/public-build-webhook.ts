import { assuming, FREELY } from '../graph/grant.js';
import type { Grant } from '../graph/types.js';
import type { BuildWebhook, WebhookFilter } from '../model/entry-point.js';
import type { Resource } from '../model/resource.js';
import { resourceEntries, type ResourceEntryFacts } from './resource-entry.js';
import type { Rule } from './rule.js';

/** Events that somebody without write access to the repository causes. */
const PULL_REQUESTS = ['PULL_REQUEST_CREATED', 'PULL_REQUEST_UPDATED', 'PULL_REQUEST_REOPENED'];
/**
 * A job of GitHub Actions for which the build is the runner: a workflow that comes with the pull request of a fork asks for
 * it (https://docs.aws.amazon.com/codebuild/latest/userguide/action-runner.html).
 */
const WORKFLOW_JOB = 'WORKFLOW_JOB_QUEUED';
const FROM_FORKS = [...PULL_REQUESTS, WORKFLOW_JOB];

/**
 * A build project whose webhook builds the pull requests of strangers: their code runs in the build, with the project's
 * role (https://docs.aws.amazon.com/codebuild/latest/userguide/webhooks.html). Only a filter of who caused the event keeps them
 * out; every other one is about what they write themselves.
 */
export const publicBuildWebhook: Rule = {
  id: 'public-build-webhook',

  *entries({ model }) {
    for (const resource of model.resources) {
      const { webhook } = resource;
      if (webhook === null || webhook === undefined || resource.roles.length === 0) continue;
      const messageId = openBy(webhook);
      if (messageId !== null) yield* resourceEntries(resource, facts(this.id, resource, webhook, messageId));
    }
  },
};

/** Why strangers may start a build; null when they may not. */
function openBy({ filterGroups, approval }: BuildWebhook): 'noActorFilter' | 'looseActorFilter' | null {
  const approved = approval === 'FORK_PULL_REQUESTS' || approval === 'ALL_PULL_REQUESTS';
  if (filterGroups.length === 0) return approved ? null : 'noActorFilter';
  // The comment of a maintainer that CodeBuild waits for is one on a pull request: jobs of workflows wait for GitHub's own approval.
  const events = approved ? [WORKFLOW_JOB] : FROM_FORKS;
  const open = filterGroups.filter((group) => startsOn(group, events)).map(actorFilter);
  return open.find((found) => found === 'noActorFilter') ?? open.find((found) => found !== null) ?? null;
}

function startsOn(group: readonly WebhookFilter[], events: readonly string[]): boolean {
  const filters = group.filter(({ type }) => type === 'EVENT');
  return filters.every(({ pattern, exclude }) => {
    const named = pattern?.split(',').map((event) => event.trim()) ?? events;
    return events.some((event) => named.includes(event) !== exclude);
  });
}

function actorFilter(group: readonly WebhookFilter[]): 'noActorFilter' | 'looseActorFilter' | null {
  const actors = group.filter(({ type, exclude }) => type === 'ACTOR_ACCOUNT_ID' && !exclude);
  if (actors.length === 0) return 'noActorFilter';
  return actors.some(({ pattern }) => pattern === null || namesWholeIds(pattern)) ? null : 'looseActorFilter';
}

/**
 * True when a regular expression fits ids as a whole. One without anchors also fits longer ids that hold a named one, and
 * ids of new accounts can be had until one does.
 */
function namesWholeIds(pattern: string): boolean {
  const inner = /^\^\((?:\?:)?([^()]*)\)\$$/.exec(pattern)?.[1];
  const alternatives = inner === undefined ? pattern.split('|').map(anchored) : inner.split('|');
  return alternatives.every((alternative) => alternative !== null && /^[\w{}-]+$/.test(alternative));
}

function anchored(alternative: string): string | null {
  return alternative.startsWith('^') && alternative.endsWith('$') ? alternative.slice(1, -1) : null;
}

function facts(
  ruleId: string,
  { name }: Resource,
  webhook: BuildWebhook,
  messageId: 'noActorFilter' | 'looseActorFilter',
): ResourceEntryFacts {
  const runsWorkflows = webhook.filterGroups.every((group) => !startsOn(group, PULL_REQUESTS));
  const jobs = runsWorkflows && webhook.filterGroups.length > 0;
  const assumptions = [
    `strangers can open pull requests at the repository of build project ${name}`,
    ...(jobs ? ['no maintainer has to approve their workflows first'] : []),
    ...(!jobs && webhook.approval === null ? ['no maintainer has to approve a build first'] : []),
  ];
  return {
    ruleId,
    messageId,
    kind: 'anonymous',
    id: '*',
    opens: `the webhook of build project ${name}`,
    outsider: 'anyone who opens a pull request',
    description: jobs ? 'has a workflow of a pull request run in a build' : 'has a pull request built',
    grant: assumptions.reduce<Grant>(assuming, FREELY),
    address: webhook.address,
    location: webhook.location,
    ownCode: true,
  };
}
