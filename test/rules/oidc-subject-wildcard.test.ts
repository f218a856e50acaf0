import { describe, expect, test } from 'vitest';
import { account, ACCOUNT, allow, trusts } from '../builders/account.js';
import { violationLines } from '../builders/lint-model.js';

const GITHUB = 'token.actions.githubusercontent.com';

/** Providers that are no resource of the account. */
const AWS_OWN = /^(cognito|accounts\.google)/;

type Condition = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function modelOf(provider: string, condition: Condition | undefined) {
  const federated = `arn:aws:iam::${ACCOUNT}:oidc-provider/${provider}`;
  const statement = trusts(
    { Federated: AWS_OWN.test(provider) ? provider : federated },
    { Action: 'sts:AssumeRoleWithWebIdentity', ...(condition === undefined ? {} : { Condition: condition }) },
  );
  return account({ roles: { deploy: { trust: [statement], allow: [allow('ecs:*')] } } });
}

const like = (claim: string, value: unknown, provider = GITHUB): Condition => ({
  StringLike: { [`${provider}:${claim}`]: value },
});
const equals = (claim: string, value: unknown, provider = GITHUB): Condition => ({
  StringEquals: { [`${provider}:${claim}`]: value },
});

/** The message that fires, or null for silence. */
const cases: readonly (readonly [
  name: string,
  provider: string,
  condition: Condition | undefined,
  expected: string | null,
])[] = [
  ['no condition', GITHUB, undefined, 'noSubject'],
  ['audience only', GITHUB, equals('aud', 'sts.amazonaws.com'), 'noSubject'],
  ['any subject', GITHUB, like('sub', '*'), 'wildcardSubject'],
  ['any owner', GITHUB, like('sub', 'repo:*'), 'wildcardSubject'],
  ['an owner that is not ended', GITHUB, like('sub', 'repo:acme*'), 'wildcardSubject'],
  ['an owner but for one letter', GITHUB, like('sub', 'repo:ac?e/*'), 'wildcardSubject'],
  ['one letter more than an owner', GITHUB, like('sub', 'repo:acme-?/shop:*'), 'wildcardSubject'],
  ['an owner in one case only', GITHUB, equals('sub', ['repo:acme/shop:ref:a', 'repo:Acme/shop:ref:a']), null],
  ['any owner with a repository of that name', GITHUB, like('sub', 'repo:*/infra:*'), 'wildcardSubject'],
  ['the loosest of several', GITHUB, like('sub', ['repo:acme/shop:*', 'repo:*']), 'wildcardSubject'],
  ['a claim that AWS does not take from tokens', GITHUB, equals('repository_owner', 'acme'), null],
  ['one owner', GITHUB, like('sub', 'repo:acme/*'), null],
  ['one repository and environment', GITHUB, equals('sub', 'repo:acme/shop:environment:prod'), null],
  ['a star where none is known is a dead statement', GITHUB, equals('sub', 'repo:*'), null],
  [
    'every value, and a token always has one',
    GITHUB,
    { 'ForAllValues:StringLike': { [`${GITHUB}:sub`]: 'repo:acme/*' } },
    null,
  ],
  ['only if the claim is there', GITHUB, { StringLikeIfExists: { [`${GITHUB}:sub`]: 'repo:acme/*' } }, null],
  ['one owner, whatever its id', GITHUB, like('sub', 'repo:acme@*/shop@*:*'), null],
  ['one owner with and without its id', GITHUB, like('sub', ['repo:acme/shop:*', 'repo:acme@*/shop@*:*']), null],
  ['every repository of an owner, whatever its id', GITHUB, like('sub', 'repo:acme@*'), null],
  ['an owner that is not ended before its id', GITHUB, like('sub', 'repo:acme*@*/shop@*:*'), 'wildcardSubject'],
  ['any owner with an id', GITHUB, like('sub', 'repo:*@*/shop@*:*'), 'wildcardSubject'],
  ['an id and no owner', GITHUB, like('sub', 'repo:@*/shop:*'), null],
  ['a claim of another issuer, which no token has', GITHUB, equals('aud', 'sts.amazonaws.com', 'gitlab.com'), null],
  [
    'a claim of another issuer, if it is there',
    GITHUB,
    { StringEqualsIfExists: { 'gitlab.com:sub': 'project_path:acme/shop' } },
    'noSubject',
  ],
  [
    'a workflow that others may call',
    GITHUB,
    like('job_workflow_ref', 'acme/ci/.github/workflows/a.yml@*'),
    'noSubject',
  ],
  ['a subject made of the workflow alone', GITHUB, like('sub', 'job_workflow_ref:acme/ci/*'), 'wildcardSubject'],
  ['a subject made of the environment alone', GITHUB, equals('sub', 'environment:production'), 'wildcardSubject'],
  [
    'a subject made of environment and owner',
    GITHUB,
    like('sub', 'environment:production:repository_owner:acme*'),
    null,
  ],
  [
    'a subject made of the branch, and the id of the owner',
    GITHUB,
    {
      StringLike: { [`${GITHUB}:sub`]: 'ref:refs/heads/main*', [`${GITHUB}:repository_owner_id`]: '123456' },
    },
    null,
  ],
  ['a subject made of the owner', GITHUB, equals('sub', 'repository_owner:acme'), null],
  ['a subject made of any owner', GITHUB, like('sub', 'repository_owner:*'), 'wildcardSubject'],
  ['an owner that is not ended, and visibility', GITHUB, like('sub', 'repository_owner:acme*'), 'wildcardSubject'],
  ['a subject made of the id of the owner', GITHUB, equals('sub', 'repository_owner_id:65'), null],
  ['pull requests to a repository of ours', GITHUB, equals('sub', 'repo:acme/shop:pull_request'), null],
  ['pull requests to any repository', GITHUB, like('sub', 'repo:*:pull_request'), 'wildcardSubject'],
  ['a GitHub server of one’s own', 'github.example.com/_services/token', undefined, null],
  [
    'HCP Terraform in Europe, any organization',
    'app.eu.terraform.io',
    like('sub', 'organization:*', 'app.eu.terraform.io'),
    'wildcardSubject',
  ],
  [
    'HCP Terraform in Europe, one',
    'app.eu.terraform.io',
    like('sub', 'organization:acme:*', 'app.eu.terraform.io'),
    null,
  ],
  [
    'Pulumi, one organization',
    'api.pulumi.com/oidc',
    like('sub', 'pulumi:environments:org:acme:env:*', 'api.pulumi.com/oidc'),
    null,
  ],
  [
    'Pulumi, deployments of one',
    'api.pulumi.com/oidc',
    like('sub', 'pulumi:deploy:org:acme:*', 'api.pulumi.com/oidc'),
    null,
  ],
  [
    'Pulumi, any organization',
    'api.pulumi.com/oidc',
    like('sub', 'pulumi:*', 'api.pulumi.com/oidc'),
    'wildcardSubject',
  ],
  ['Pulumi, one audience', 'api.pulumi.com/oidc', equals('aud', 'aws:acme', 'api.pulumi.com/oidc'), null],
  ['Modal, the audience of all', 'oidc.modal.com', equals('aud', 'oidc.modal.com', 'oidc.modal.com'), 'noSubject'],
  ['Modal, one workspace', 'oidc.modal.com', like('sub', 'modal:workspace_id:ac-1:*', 'oidc.modal.com'), null],
  ['Upbound, one organization', 'proidc.upbound.io', like('sub', 'mcp:acme/*', 'proidc.upbound.io'), null],
  [
    'audit log of any enterprise',
    'oidc-configuration.audit-log.githubusercontent.com',
    like('sub', 'https://github.com/*', 'oidc-configuration.audit-log.githubusercontent.com'),
    'wildcardSubject',
  ],
  [
    'audit log of one',
    'oidc-configuration.audit-log.githubusercontent.com',
    equals('sub', 'https://github.com/acme', 'oidc-configuration.audit-log.githubusercontent.com'),
    null,
  ],
  ['Fly.io, of one organization', 'oidc.fly.io/acme', undefined, null],
  ['Spacelift in the USA', 'acme.app.us.spacelift.io', undefined, null],
  ['Harness', 'app.harness.io/ng/api/oidc/account/A', undefined, null],
  ['Semaphore', 'acme.semaphoreci.com', undefined, null],
  ['Entra ID', 'login.microsoftonline.com/11111111-1111-4111-8111-111111111111/v2.0', undefined, null],
  ['Azure DevOps', 'vstoken.dev.azure.com/11111111-1111-4111-8111-111111111111', undefined, null],
  ['another AWS account', '11111111-1111-4111-8111-111111111111.tokens.sts.global.api.aws', undefined, null],
  ['Google, an application', 'accounts.google.com', equals('aud', '1234', 'accounts.google.com'), null],
  [
    'Google, the other audience alone, for which any service account gets a token',
    'accounts.google.com',
    equals('oaud', 'https://acme.example', 'accounts.google.com'),
    'noSubject',
  ],
  ['not some subject', GITHUB, { StringNotLike: { [`${GITHUB}:sub`]: 'repo:evil/*' } }, 'wildcardSubject'],
  ['pinned by the id of the repository', GITHUB, equals('repository_id', '123456'), null],
  ['pinned by the id of the owner', GITHUB, equals('repository_owner_id', '123456'), null],
  ['a branch is no owner', GITHUB, equals('ref', 'refs/heads/main'), 'noSubject'],
  ['GitLab, any group', 'gitlab.com', like('sub', 'project_path:*', 'gitlab.com'), 'wildcardSubject'],
  ['GitLab, one group', 'gitlab.com', like('sub', 'project_path:acme/*:ref_type:branch:ref:main', 'gitlab.com'), null],
  [
    'Terraform Cloud, any organization',
    'app.terraform.io',
    like('sub', 'organization:*:project:*', 'app.terraform.io'),
    'wildcardSubject',
  ],
  [
    'Terraform Cloud, one organization',
    'app.terraform.io',
    like('sub', 'organization:acme:project:*', 'app.terraform.io'),
    null,
  ],
  ['an issuer that nobody knows, no subject', 'oidc.example.com', undefined, 'anyIssuerTenant'],
  ['an issuer that nobody knows, one subject', 'oidc.example.com', equals('sub', 'ci', 'oidc.example.com'), null],
  ['a cluster of one’s own', 'oidc.eks.eu-west-1.amazonaws.com/id/ABC', undefined, null],
];

describe('oidc-subject-wildcard', () => {
  test.each(cases)('%s', (_, provider, condition, expected) => {
    const lines = violationLines(modelOf(provider, condition));
    expect(lines.map((line) => line.split(' ')[1] ?? null)[0] ?? null).toBe(expected);
  });

  test('an owner outside the trust zone, once owners are listed', () => {
    const model = modelOf(GITHUB, like('sub', 'repo:vendor/*'));
    expect(violationLines(model, 'outsider', { owners: { github: ['acme'] } })).toEqual([
      `oidc-subject-wildcard foreignOwner ${GITHUB} certain`,
    ]);
    expect(violationLines(model, 'outsider', { owners: { github: ['Vendor'] } })).toEqual([]);
  });

  test('an owner with the id that the platform adds', () => {
    const model = modelOf(GITHUB, like('sub', 'repo:acme@123456/shop:*'));
    expect(violationLines(model, 'outsider', { owners: { github: ['acme'] } })).toEqual([]);
  });

  test('an owner whose id a policy leaves open, once owners are listed', () => {
    const model = modelOf(GITHUB, like('sub', 'repo:vendor@*/shop@*:*'));
    expect(violationLines(model, 'outsider', { owners: { github: ['acme'] } })).toEqual([
      `oidc-subject-wildcard foreignOwner ${GITHUB} certain`,
    ]);
    expect(violationLines(model, 'outsider', { owners: { github: ['vendor'] } })).toEqual([]);
  });

  test('a workflow that others may call is an assumption', () => {
    const model = modelOf(GITHUB, like('job_workflow_ref', 'acme/ci/.github/workflows/deploy.yml@*'));
    expect(violationLines(model)).toEqual([`oidc-subject-wildcard noSubject ${GITHUB} conditional`]);
  });

  test('a subject of which others may call the workflow is an assumption, one of the environment is none', () => {
    const model = modelOf(GITHUB, like('sub', 'job_workflow_ref:acme/ci/.github/workflows/deploy.yml@*'));
    expect(violationLines(model)).toEqual([`oidc-subject-wildcard wildcardSubject ${GITHUB} conditional`]);
    const environment = modelOf(GITHUB, like('sub', ['job_workflow_ref:acme/ci/*', 'environment:production']));
    expect(violationLines(environment)).toEqual([`oidc-subject-wildcard wildcardSubject ${GITHUB} certain`]);
  });

  test('owners of servers and accounts that are not ours, once ours are listed', () => {
    const providers = {
      githubServer: 'github.vendor.com/_services/token',
      fly: 'oidc.fly.io/vendor',
      spaceliftUs: 'vendor.app.us.spacelift.io',
    };
    for (const [id, provider] of Object.entries(providers)) {
      expect(violationLines(modelOf(provider, undefined), 'outsider', { owners: { [id]: ['acme'] } })).toEqual([
        `oidc-subject-wildcard foreignOwner ${provider} certain`,
      ]);
    }
  });

  test('an issuer that the trust zone holds', () => {
    const model = modelOf('oidc.example.com', undefined);
    const trusted = (subjects: readonly string[]) => ({ oidc: [{ issuer: 'oidc.example.com', subjects }] });
    expect(violationLines(model, 'outsider', trusted([]))).toEqual([]);
    const pinned = modelOf('oidc.example.com', like('sub', 'team-a:*', 'oidc.example.com'));
    expect(violationLines(pinned, 'outsider', trusted(['team-a:*']))).toEqual([]);
  });
});
