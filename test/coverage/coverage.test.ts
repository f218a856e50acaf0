import { describe, expect, test } from 'vitest';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { coverageOf, PUBLISHED, type PublishedPath } from './coverage.js';

const cases = PUBLISHED.map((path) => ({ path, found: coverageOf(path) }));

describe('published paths', () => {
  test('are the union of 119, each once', () => {
    expect(new Set(PUBLISHED.map(({ id }) => id)).size).toBe(119);
    expect(PUBLISHED).toHaveLength(119);
  });

  test.each(cases.map((one) => [one.path.id, one] as const))('%s is found, or has a reason', (_, { path, found }) => {
    expect(found === null).toBe(path.reason !== undefined);
  });

  test.each(cases.filter(({ path, found }) => found !== null && path.rule === undefined).map((one) => [one.path.id, one] as const))(
    '%s leads nowhere without its permissions',
    (_, { path }) => {
      const none: PublishedPath = { ...path, permissions: [] };
      expect(coverageOf(none)).toBeNull();
    },
  );

  test('docs/coverage.md says so', async () => {
    await expect(page()).toMatchFileSnapshot('../../docs/coverage.md');
  });
});

function page(): string {
  const found = cases.flatMap(({ found: one }) => one ?? []);
  const certain = found.filter(({ certainty }) => certainty === 'certain').length;
  const { hops, computePrimitives } = loadCatalogue();
  const lines = cases.map(({ path, found: one }) => {
    const id = path.url === undefined ? path.id : `[${path.id}](${path.url})`;
    const permissions =
      path.rule === undefined
        ? path.permissions.map((anyOf) => anyOf.map((action) => `\`${action}\``).join(' or ')).join(' and ')
        : 'a trust policy';
    const answer = one === null ? '—' : one.certainty;
    return `| ${id} | ${permissions} | ${answer} | ${one === null ? (path.reason ?? '') : one.rows.map((row) => `\`${row}\``).join(', ')} |`;
  });
  return `# Coverage of published paths

Attack paths that catalogues and tools have published (pathfinding.cloud, PMapper, Cloudsplaining, Pacu, awspx, Prowler), ${String(cases.length)} sets of
permissions in all. For each, a test builds an account in which one principal has exactly these permissions, searches it
as a lint does, and writes this page: **${String(found.length)} lead to compute** here, ${String(certain)} certainly and ${String(found.length - certain)} if something exists that
authorization details do not show; ${String(cases.length - found.length)} do not, with the reason.

The catalogue (\`rules.yaml\`) has ${String(hops.length)} hops and ${String(computePrimitives.length)} compute primitives; most of the latter need no \`iam:PassRole\` and are in no list
of privilege escalations. A row is named by its id; \`pass-role\` and \`run-in-existing\` stand for a role that is gained with a compute primitive.

| id | permissions | found | by, or why not |
| --- | --- | --- | --- |
${lines.join('\n')}

## Left out

- \`iam:CreateServiceSpecificCredential\`, \`iam:ResetServiceSpecificCredential\`: the credential works for CodeCommit, Amazon Keyspaces and Amazon Bedrock only, none of which
  runs the caller's code by itself.
- \`codeartifact:PublishPackageVersion\`: which build installs which package, and in which version, stands in its sources and in no input.
- \`s3:PutObject\` where the input does not show what runs from a bucket, and the user data, bootstrap scripts or CodeDeploy bundles that name an
  object: no input shows their text. Where it shows a function, Glue job, Airflow environment, build, pipeline, EMR cluster, Flink application,
  Elastic Beanstalk environment, SageMaker endpoint, canary or stack with its object, \`s3-replace-code\` finds it.
- \`iam:DeactivateMFADevice\`: without a device, a policy that asks for multi-factor authentication is no more open than before.
- \`iam:UpdateOpenIDConnectProviderThumbprint\`, \`iam:AddClientIDToOpenIDConnectProvider\`: the issuer's keys, and the subjects that a trust policy names, stay what they are.
- \`sts:AssumeRoot\`: its task policies let a caller delete credentials of a root user, and unlock a bucket or queue; none starts compute.
- \`iam:UploadSigningCertificate\`: AWS has ended the interface that takes such certificates.
- \`codepipeline:StartPipelineExecution\`, \`glue:StartWorkflowRun\`, \`omics:StartRun\` of a workflow that is there, \`m2:StartBatchJob\`: they run
  once more what others wrote, and end.
- \`gamelift:GetComputeAccess\`, \`gamelift:GetInstanceAccess\`: a shell on a game server, which AWS's own \`ReadOnlyAccess\` allows: whoever may read an
  account without such servers would be told as one who starts compute.
- \`gamelift:UpdateRuntimeConfiguration\`: a fleet starts other programs of its own build, with other arguments, and no code of the caller.
- \`datazone:CreateDataApp\`: AWS publishes the permission, and no call and no page that says what it runs; what a project can start is in \`datazone-compute\`.
- Services that work for the account and take no code of it: training and inference of Amazon Bedrock and of \`sagemaker:CreateAutoMLJob\`,
  \`sagemaker:CreateJob\`, AWS DataBrew, MediaConvert, MediaLive, OpenSearch Ingestion, DMS, databases of RDS and Redshift (but for RDS Custom).
- Code on devices and on machines of others: AWS IoT, Greengrass, Snow, Panorama.
- \`organizations:DetachPolicy\` and its like: SCPs are taken as the input shows them.

## Doors left out

- Images, snapshots and volumes that are shared with others or with everybody (\`aws_ami_launch_permission\`, \`aws_snapshot_create_volume_permission\`): what
  strangers start of them runs in their accounts. What they read in them may be a credential, which the threat model \`leaked-credential\` starts from.
- Images that others share with this account: \`unowned-image-lookup\` tells of those that are looked up without an owner; one that is named by its id was chosen.
- Launch templates: EC2 has no call that gives one to another account.
- The public endpoint of an EKS cluster: the API asks for a token of IAM or an OIDC provider; what Kubernetes allows to anybody is in no input of ours. Who has
  such a token by access entries is found.
- Repositories of Amazon ECR Public: anybody may pull from them, and only this account pushes.
`;
}
