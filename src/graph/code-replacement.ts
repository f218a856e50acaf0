import { mayAllow } from '../evaluation/policy.js';
import { UNKNOWN_ACCOUNT } from '../model/arn.js';
import type { Model } from '../model/model.js';
import type { Role } from '../model/principal.js';
import type { Resource, ResourceKind } from '../model/resource.js';
import type { ComputePrimitive, Permission } from '../schemas/rules.generated.js';
import type { Access } from './access.js';
import { type CodeStore, codeStores, type Runner } from './code-stores.js';
import { assuming, combine, surest } from './grant.js';
import type { Target } from './question.js';
import type { PrincipalState } from './state.js';
import type { TrustIndex } from './trust-index.js';
import type { Grant } from './types.js';

/** Code that a principal puts in the place of what compute runs. */
export interface Replacement {
  readonly grant: Grant;
  /** The compute that runs it; null for compute that the input does not show. */
  readonly resource: Resource | null;
  /** The roles that it runs as. */
  readonly roles: readonly Role[];
}

/**
 * What makes a copy be taken anew, for each kind of resource that keeps one
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html#deployment-container-image-stability).
 */
const DEPLOYING: Readonly<Partial<Record<ResourceKind, string>>> = {
  service: 'ecs:UpdateService',
  function: 'lambda:UpdateFunctionCode',
  'apprunner-service': 'apprunner:StartDeployment',
  'airflow-environment': 'airflow:UpdateEnvironment',
  'beanstalk-environment': 'elasticbeanstalk:UpdateEnvironment',
  canary: 'synthetics:UpdateCanary',
  endpoint: 'sagemaker:UpdateEndpoint',
  'flink-application': 'kinesisanalytics:UpdateApplication',
  'sagemaker-pipeline': 'sagemaker:UpdatePipeline',
  stack: 'cloudformation:UpdateStack',
};
/**
 * What lets a tag of an immutable repository be pushed again: tags are made mutable, or the image that has it is deleted
 * (https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html).
 */
const FREEING_TAGS: readonly Permission[] = [
  { anyOf: ['ecr:PutImageTagMutability', 'ecr:BatchDeleteImage'], on: 'target' },
];

/** Finds code that compute runs and that principals can replace where it is kept, without a call to the compute itself. */
export class CodeReplacement {
  readonly #stores: readonly CodeStore[];
  readonly #roles: ReadonlyMap<string, Role>;

  constructor(
    readonly model: Model,
    readonly access: Access,
    readonly trust: TrustIndex,
  ) {
    this.#stores = codeStores(model.resources);
    this.#roles = new Map(model.roles.map((role) => [role.arn, role]));
  }

  /** Every replacement that a primitive with `code` offers to `from`. */
  by(from: PrincipalState, { code, host, permissions }: ComputePrimitive): readonly Replacement[] {
    const all = this.access.mightCallAll(from, permissions);
    const found = this.#stores
      // In the same account either policy is enough, from another one both are needed.
      .filter((store) => {
        if (store.kind !== code) return false;
        return isNear(store, from) ? all || isOpened(store, permissions) : all && isOpened(store, permissions);
      })
      .flatMap((store) => this.#in(store, from, permissions));
    return host === undefined || !all || this.#isShown(code, from) ? found : this.#unseen(from, permissions, host);
  }

  /** Where the input shows compute with such code, or shows all that there is, what the caller writes to has to be of it. */
  #isShown(code: ComputePrimitive['code'], { principal }: PrincipalState): boolean {
    const { complete, resources } = this.model;
    const near = [principal.account, UNKNOWN_ACCOUNT];
    const kinds = complete.get(principal.account);
    return (
      (kinds?.has('task-definition') === true && kinds.has('build-project')) ||
      resources.some((one) => near.includes(one.account) && one.code?.some(({ kind }) => kind === code) === true)
    );
  }

  #in(store: CodeStore, from: PrincipalState, permissions: readonly Permission[]): readonly Replacement[] {
    const needed = store.mutable ? permissions : [...permissions, ...FREEING_TAGS];
    const policy = store.resource?.policy ?? null;
    const rest = { policy, byAccount: policy === null, account: store.account };
    const written = surest(
      this.#written(store, from).flatMap(({ arn, assumption }) => {
        const granted = this.access.canAll(from, needed, { arn, ...rest });
        return granted === null ? [] : [assumption === null ? granted : assuming(granted, assumption)];
      }),
    );
    if (written === null) return [];
    const grant = isElsewhere(store, from)
      ? assuming(written, `account ${store.account}, which keeps the code, is the caller's own`)
      : written;
    return store.runners.map((runner) => ({
      grant: this.#deployed(grant, runner, from),
      resource: runner.resource,
      roles: runner.resource.roles.flatMap((arn) => this.#roles.get(arn) ?? []),
    }));
  }

  /** The objects to ask for: below a prefix, a fresh one, and those that the policies of `from` speak of. */
  #written(
    { arn }: CodeStore,
    { policies }: PrincipalState,
  ): readonly { readonly arn: string; readonly assumption: string | null }[] {
    if (!arn.endsWith('*')) return [{ arn, assumption: null }];
    const prefix = arn.slice(0, -1);
    const named = policies.flatMap(({ statements }) => statements.flatMap(({ resources }) => resources?.values ?? []));
    const below = [...new Set(named)].filter((value) => value.startsWith(prefix) && value.length > prefix.length);
    return [
      { arn: `${prefix}outsider`, assumption: null },
      ...below.map((pattern) => {
        const object = pattern.replaceAll('*', 'outsider').replaceAll('?', 'x');
        return { arn: object, assumption: `what runs takes code from ${pattern}` };
      }),
    ];
  }

  /** Where a copy is kept, it is taken anew by the caller, or some day by somebody else. */
  #deployed(grant: Grant, { resource, source }: Runner, from: PrincipalState): Grant {
    if (source.readAt === 'start') return grant;
    const { kind, name, arn, policy } = resource;
    const action = DEPLOYING[kind];
    const target: Target = { arn, policy, byAccount: policy === null };
    const own = action === undefined ? null : this.access.can(from, action, target);
    if (own !== null) return combine([grant, own]);
    return assuming(grant, `${kind.replaceAll('-', ' ')} ${name} is deployed again after that`);
  }

  #unseen(from: PrincipalState, permissions: readonly Permission[], host: string): readonly Replacement[] {
    const granted = this.access.canAll(from, permissions, null);
    if (granted === null) return [];
    const unseen = { grant: assuming(granted, 'compute runs what the caller writes to'), resource: null };
    return [
      { ...unseen, roles: [] },
      ...this.trust.trusting(host, from.principal.account).map((role) => ({
        resource: null,
        grant: assuming(granted, `compute that runs as role ${role.name} runs what the caller writes to`),
        roles: [role],
      })),
    ];
  }
}

/** A store of the caller's account, as far as the input says whose it is. */
function isNear({ account }: CodeStore, { principal }: PrincipalState): boolean {
  return [principal.account, UNKNOWN_ACCOUNT].includes(account) || principal.account === UNKNOWN_ACCOUNT;
}

/** False where the policy of the store could allow nobody to write to it: a quick answer, as most policies let others read. */
function isOpened({ resource }: CodeStore, permissions: readonly Permission[]): boolean {
  const policy = resource?.policy ?? null;
  return policy !== null && permissions.every(({ anyOf }) => anyOf.some((action) => mayAllow(policy, action)));
}

/** True where an account is named, and nothing says whether it is that of the caller. */
function isElsewhere({ account, resource }: CodeStore, { principal }: PrincipalState): boolean {
  return resource === null && principal.account === UNKNOWN_ACCOUNT && account !== UNKNOWN_ACCOUNT;
}
