import { describe, expect, test } from 'vitest';
import type { Model } from '../../../src/model/model.js';
import { reachOf } from '../../builders/lint-model.js';
import {
  ACCOUNT,
  after,
  arn,
  document,
  type Fields,
  gapLines,
  references,
  type ResourceSpec,
  role,
  statements,
  unchanged,
} from './plan-builder.js';

const CLUSTER = `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/c`;
const cluster = unchanged('aws_eks_cluster.c', { id: 'c', name: 'c', arn: CLUSTER });
const policyArn = (name: string): string => `arn:aws:eks::aws:cluster-access-policy/${name}`;

/** Who may do what with the one resource of a kind. */
function grants({ resources }: Model, kind: string): readonly string[] {
  const policy = resources.find((resource) => resource.kind === kind)?.policy ?? null;
  return (policy === null ? [] : statements(policy)).map(
    ({ actions, principals }) => `${String(actions)} ${JSON.stringify(principals)}`,
  );
}

describe('access to the API of Kubernetes', () => {
  const association = (values: Fields, more: Partial<ResourceSpec> = {}, name = 'a'): ResourceSpec => ({
    address: `aws_eks_access_policy_association.${name}`,
    after: { cluster_name: 'c', principal_arn: arn('role', 'r'), ...values },
    ...more,
  });
  const entry = (values: Fields): ResourceSpec => ({
    address: 'aws_eks_access_entry.a',
    after: { cluster_name: 'c', principal_arn: arn('role', 'r'), type: 'STANDARD', ...values },
    expressions: { kubernetes_groups: {} },
  });
  const READ = (...specs: readonly ResourceSpec[]): Model => after([role('r'), cluster, ...specs]);
  const MUTATES = 'eks:MutateViaKubernetesApi';

  test.each<[accessPolicy: string, expected: boolean]>([
    ['AmazonEKSClusterAdminPolicy', true],
    ['AmazonEKSAdminPolicy', true],
    ['AmazonEKSEditPolicy', true],
    ['AmazonEKSViewPolicy', false],
    ['AmazonEKSAdminViewPolicy', false],
  ])('%s', (name, expected) => {
    const model = READ(association({ policy_arn: policyArn(name) }));
    const principals = JSON.stringify({ AWS: { values: [arn('role', 'r')], unknown: [] } });
    expect(grants(model, 'eks-cluster')).toEqual(expected ? [`${MUTATES} ${principals}`] : []);
  });

  test('of a role and a cluster that are not there yet, at the line of each', () => {
    const policy_arn = policyArn('AmazonEKSEditPolicy');
    const later: Partial<ResourceSpec> = {
      after: { policy_arn },
      unknown: { cluster_name: true, principal_arn: true },
      expressions: {
        cluster_name: references('aws_eks_cluster.c.name'),
        principal_arn: references('aws_iam_role.r.arn'),
      },
    };
    const model = READ(association({}, later), association({ policy_arn, principal_arn: arn('role', 'q') }, {}, 'b'));
    const policy = model.resources.find(({ kind }) => kind === 'eks-cluster')?.policy;
    expect(
      policy?.statements.map(({ origin, principals }) => [origin?.address, ...(principals?.AWS?.values ?? [])]),
    ).toEqual([
      ['aws_eks_access_policy_association.a', arn('role', 'r')],
      ['aws_eks_access_policy_association.b', arn('role', 'q')],
    ]);
  });

  test('what is not known is an action and a principal that are not known', () => {
    const open = {
      unknown: { policy_arn: true, principal_arn: true },
      expressions: { policy_arn: {}, principal_arn: {} },
    };
    const model = READ({ ...association({}), ...open, after: { cluster_name: 'c' } });
    const [statement] = model.resources.find(({ kind }) => kind === 'eks-cluster')?.policy?.statements ?? [];
    expect([statement?.actions?.unknown.length, statement?.principals?.AWS?.unknown.length]).toEqual([1, 1]);
  });

  test('a cluster that is not in the plan gets nothing', () => {
    const model = READ(association({ cluster_name: 'other', policy_arn: policyArn('AmazonEKSEditPolicy') }));
    expect(grants(model, 'eks-cluster')).toEqual([]);
  });

  test.each<[name: string, values: Fields, expected: readonly string[]]>([
    [
      'a group of its own',
      { kubernetes_groups: ['deployers'] },
      ['unresolved-reference aws_eks_access_entry.a /resource_changes/2/change/after/kubernetes_groups'],
    ],
    ['no group', { kubernetes_groups: [] }, []],
    ['the groups of nodes', { type: 'EC2_LINUX', kubernetes_groups: ['system:nodes'] }, []],
  ])('%s', (_, values, expected) => {
    expect(gapLines(READ(entry(values)).gaps)).toEqual(expected);
  });
});

describe('roles that pods get', () => {
  const association: ResourceSpec = {
    address: 'aws_eks_pod_identity_association.a',
    after: { cluster_name: 'c', role_arn: arn('role', 'r') },
  };
  const addon = (pod_identity_association: readonly Fields[]): ResourceSpec => ({
    address: 'aws_eks_addon.a',
    after: { cluster_name: 'c', addon_name: 'vpc-cni', pod_identity_association },
  });
  const roles = (...specs: readonly ResourceSpec[]): readonly string[] =>
    after([role('r'), cluster, ...specs]).resources.flatMap((resource) => resource.roles);

  test.each<[name: string, spec: ResourceSpec, expected: readonly string[]]>([
    ['by an association', association, [arn('role', 'r')]],
    [
      'by an association with what is not there yet',
      {
        address: 'aws_eks_pod_identity_association.a',
        after: {},
        unknown: { cluster_name: true, role_arn: true },
        expressions: { cluster_name: references('aws_eks_cluster.c.id'), role_arn: references('aws_iam_role.r.arn') },
      },
      [arn('role', 'r')],
    ],
    ['of an add-on', addon([{ role_arn: arn('role', 'r') }]), [arn('role', 'r')]],
    ['an add-on without', addon([]), []],
    ['of another cluster', { ...association, after: { cluster_name: 'd', role_arn: arn('role', 'r') } }, []],
  ])('%s', (_, spec, expected) => {
    expect(roles(spec)).toEqual(expected);
  });
});

describe('policies that a resource of its own gives', () => {
  const invoke = (Action: string): string => document({ Effect: 'Allow', Principal: '*', Action, Resource: '*' });

  test('to a function: aws_lambda_resource_policy', () => {
    const lambda: ResourceSpec = {
      address: 'aws_lambda_function.f',
      after: { function_name: 'f', role: arn('role', 'r') },
      unknown: { arn: true },
    };
    const given: ResourceSpec = {
      address: 'aws_lambda_resource_policy.p',
      after: { policy: invoke('lambda:InvokeFunction') },
      unknown: { resource_arn: true },
      expressions: { resource_arn: references('aws_lambda_function.f.arn') },
    };
    expect(grants(after([role('r'), lambda, given]), 'function')).toEqual([
      'lambda:InvokeFunction {"AWS":{"values":["*"],"unknown":[]}}',
    ]);
  });

  test('to an agent runtime: aws_bedrockagentcore_resource_policy', () => {
    const id = `arn:aws:bedrock-agentcore:eu-west-1:${ACCOUNT}:runtime/a-1`;
    const runtime = unchanged('aws_bedrockagentcore_agent_runtime.a', {
      agent_runtime_name: 'a',
      agent_runtime_arn: id,
    });
    const given = (resource_arn: string): ResourceSpec => ({
      address: 'aws_bedrockagentcore_resource_policy.p',
      after: { resource_arn, policy: invoke('bedrock-agentcore:InvokeAgentRuntime') },
    });
    expect(grants(after([runtime, given(id)]), 'agent-runtime')).toHaveLength(1);
    expect(grants(after([runtime, given(`${id}2`)]), 'agent-runtime')).toEqual([]);
  });
});

describe('the policy of a registry', () => {
  const OPEN = document({
    Effect: 'Allow',
    Principal: { AWS: '222222222222' },
    Action: 'ecr:ReplicateImage',
    Resource: '*',
  });
  const OWN = document({ Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage' });
  const repository: ResourceSpec = {
    address: 'aws_ecr_repository.app',
    after: { name: 'app' },
    unknown: { arn: true },
  };
  const own: ResourceSpec = { address: 'aws_ecr_repository_policy.p', after: { repository: 'app', policy: OWN } };
  const registry: ResourceSpec = { address: 'aws_ecr_registry_policy.r', after: { policy: OPEN } };
  const found = (...specs: readonly ResourceSpec[]): readonly string[] =>
    (after([repository, ...specs]).resources.find(({ kind }) => kind === 'repository')?.policy?.statements ?? []).map(
      ({ index, actions, origin }) => [index, ...(actions?.values ?? []), origin?.address ?? ''].join(' '),
    );

  test.each<[name: string, specs: readonly ResourceSpec[], expected: readonly string[]]>([
    ['stands for a repository without one', [registry], ['0 ecr:ReplicateImage ']],
    [
      'is added to that of the repository',
      [own, registry],
      ['0 ecr:BatchGetImage ', '1 ecr:ReplicateImage aws_ecr_registry_policy.r'],
    ],
    ['is not there', [own], ['0 ecr:BatchGetImage ']],
  ])('%s', (_, specs, expected) => {
    expect(found(...specs)).toEqual(expected);
  });
});

test('whoever has an access entry that starts pods reaches compute without a permission of IAM', () => {
  const access = (name: string): ResourceSpec => ({
    address: 'aws_eks_access_policy_association.a',
    after: { cluster_name: 'c', principal_arn: arn('role', 'r'), policy_arn: policyArn(name) },
  });
  const pods: ResourceSpec = {
    address: 'aws_eks_pod_identity_association.a',
    after: { cluster_name: 'c', role_arn: arn('role', 'pod') },
  };
  const reach = (name: string) =>
    reachOf(after([role('r'), role('pod'), cluster, pods, access(name)]), arn('role', 'r'));
  expect(reach('AmazonEKSEditPolicy')).toEqual({
    principals: ['pod'],
    compute: { 'eks-mutate-via-api': 'conditional' },
  });
  expect(reach('AmazonEKSViewPolicy')).toEqual({ principals: [], compute: {} });
});

describe('a private authority that others have certificates of', () => {
  const authority: ResourceSpec = { address: 'aws_acmpca_certificate_authority.a', after: {}, unknown: { arn: true } };
  const policy: ResourceSpec = {
    address: 'aws_acmpca_policy.p',
    after: { policy: document({ Effect: 'Allow', Principal: '*', Action: 'acm-pca:IssueCertificate' }) },
    unknown: { resource_arn: true },
    expressions: { resource_arn: references('aws_acmpca_certificate_authority.a.arn') },
  };
  const anchor: ResourceSpec = {
    address: 'aws_rolesanywhere_trust_anchor.t',
    after: { name: 't', enabled: true, source: [{ source_type: 'AWS_ACM_PCA', source_data: [{}] }] },
    unknown: { source: [{ source_data: [{ acm_pca_arn: true }] }] },
    expressions: {
      source: [{ source_data: [{ acm_pca_arn: references('aws_acmpca_certificate_authority.a.arn') }] }],
    },
  };

  test.each<[name: string, specs: readonly ResourceSpec[], gaps: number]>([
    ['and that a trust anchor trusts is a gap', [authority, policy, anchor], 1],
    ['and that nothing trusts is none', [authority, policy], 0],
    ['by nobody else is none', [authority, anchor], 0],
  ])('%s', (_, specs, gaps) => {
    expect(after(specs).gaps.map(({ kind, address }) => `${kind} ${address}`)).toEqual(
      Array.from({ length: gaps }, () => 'unresolved-policy aws_rolesanywhere_trust_anchor.t'),
    );
  });
});
