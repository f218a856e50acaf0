import type { BuildWebhook } from '../../../model/entry-point.js';
import type { Instance } from '../instance.js';
import { readBlocks, readList, readText, topBlock } from '../values.js';
import type { Links } from './links.js';

/** The webhooks of build projects, by the project (https://docs.aws.amazon.com/codebuild/latest/userguide/webhooks.html). */
export function readWebhooks(links: Links): ReadonlyMap<Instance, BuildWebhook> {
  const { reader } = links;
  const webhooks = new Map<Instance, BuildWebhook>();
  for (const instance of reader.managed('aws_codebuild_webhook')) {
    const block = topBlock(instance);
    const project = links.instance(block, 'project_name', ['aws_codebuild_project']);
    if (project === null) continue;
    const [policy] = readBlocks(block, 'pull_request_build_policy') ?? [];
    const approval = policy === undefined ? null : readText(policy, 'requires_comment_approval');
    webhooks.set(project, {
      filterGroups: (readBlocks(block, 'filter_group') ?? []).map((group) =>
        (readBlocks(group, 'filter') ?? []).map((filter) => ({
          type: readText(filter, 'type') ?? '',
          pattern: readText(filter, 'pattern'),
          exclude: filter.values['exclude_matched_pattern'] === true,
        })),
      ),
      approval:
        approval === 'DISABLED' || approval === 'FORK_PULL_REQUESTS' || approval === 'ALL_PULL_REQUESTS'
          ? approval
          : null,
      approverRoles: policy === undefined ? [] : (readList(policy, 'approver_roles')?.values ?? []),
      address: instance.address,
      location: reader.location(instance.pointer),
    });
  }
  return webhooks;
}
