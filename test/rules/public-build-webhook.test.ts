import { describe, expect, test } from 'vitest';
import type { BuildWebhook, WebhookFilter } from '../../src/model/entry-point.js';
import type { Resource } from '../../src/model/resource.js';
import { account, allow, roleArn, service } from '../builders/account.js';
import { violationsOf } from '../builders/lint-model.js';

const location = { uri: 'main.tf', startLine: 1 };
const filter = (type: string, pattern: string | null, exclude = false): WebhookFilter => ({ type, pattern, exclude });
const PULL = filter('EVENT', 'PULL_REQUEST_CREATED, PULL_REQUEST_UPDATED');
const JOB = filter('EVENT', 'WORKFLOW_JOB_QUEUED');
const WORKFLOW = filter('WORKFLOW_NAME', 'ci');
const ID = filter('ACTOR_ACCOUNT_ID', '^123$');

function messages(webhook: Partial<BuildWebhook> | null): readonly string[] {
  const project: Resource = {
    kind: 'build-project',
    arn: 'arn:aws:codebuild:eu-west-1:111111111111:project/b',
    name: 'b',
    account: '111111111111',
    roles: [roleArn('build')],
    policy: null,
    functionUrls: [],
    address: 'aws_codebuild_project.b',
    location,
    webhook:
      webhook === null
        ? null
        : { filterGroups: [], approval: null, approverRoles: [], address: null, location, ...webhook },
  };
  const model = account({ roles: { build: { trust: [service('codebuild')], allow: [allow('s3:GetObject')] } } });
  return violationsOf({ ...model, resources: [project] }).map(({ entry }) => entry.messageId);
}

describe('public-build-webhook', () => {
  test.each<[name: string, webhook: Partial<BuildWebhook> | null, expected: readonly string[]]>([
    ['no filters at all', {}, ['noActorFilter']],
    ['pull requests of anybody', { filterGroups: [[PULL]] }, ['noActorFilter']],
    ['any event', { filterGroups: [[filter('BASE_REF', '^refs/heads/main$')]] }, ['noActorFilter']],
    ['what a stranger writes', { filterGroups: [[PULL, filter('FILE_PATH', '^src/')]] }, ['noActorFilter']],
    ['ids without anchors', { filterGroups: [[PULL, filter('ACTOR_ACCOUNT_ID', '123|456')]] }, ['looseActorFilter']],
    ['one id without its end', { filterGroups: [[PULL, filter('ACTOR_ACCOUNT_ID', '^123')]] }, ['looseActorFilter']],
    ['any id', { filterGroups: [[PULL, filter('ACTOR_ACCOUNT_ID', '^.*$')]] }, ['looseActorFilter']],
    ['somebody is kept out', { filterGroups: [[PULL, filter('ACTOR_ACCOUNT_ID', '^1$', true)]] }, ['noActorFilter']],
    ['the loosest of several groups', { filterGroups: [[filter('EVENT', 'PUSH')], [PULL]] }, ['noActorFilter']],
    ['an event that is not known', { filterGroups: [[filter('EVENT', null)]] }, ['noActorFilter']],
    ['pushes only', { filterGroups: [[filter('EVENT', 'PUSH,PULL_REQUEST_MERGED')]] }, []],
    ['named ids', { filterGroups: [[PULL, filter('ACTOR_ACCOUNT_ID', '^(123|456)$')]] }, []],
    ['named ids, each with anchors', { filterGroups: [[PULL, filter('ACTOR_ACCOUNT_ID', '^123$|^456$')]] }, []],
    ['an actor that is not known', { filterGroups: [[PULL, filter('ACTOR_ACCOUNT_ID', null)]] }, []],
    ['a maintainer approves', { filterGroups: [[PULL]], approval: 'FORK_PULL_REQUESTS' }, []],
    ['no webhook', null, []],
    ['jobs of workflows', { filterGroups: [[JOB]] }, ['noActorFilter']],
    ['jobs of one workflow, whose name a stranger may write', { filterGroups: [[JOB, WORKFLOW]] }, ['noActorFilter']],
    ['jobs of workflows, for named ids', { filterGroups: [[JOB, filter('ACTOR_ACCOUNT_ID', '^123$')]] }, []],
    ['jobs do not wait for a comment', { filterGroups: [[JOB]], approval: 'ALL_PULL_REQUESTS' }, ['noActorFilter']],
    ['a group of pull requests that waits', { filterGroups: [[PULL], [JOB, ID]], approval: 'ALL_PULL_REQUESTS' }, []],
  ])('%s', (_, webhook, expected) => {
    expect(messages(webhook)).toEqual(expected);
  });
});
