import { Worker } from 'node:worker_threads';
import type { AuthorizationRequest, RequestPrincipal } from '../../src/evaluation/request.js';

/** A policy document as AWS keeps it. */
export type Document = Readonly<Record<string, unknown>>;

/** Policies of a request as documents; the counterpart of `ApplicablePolicies`. */
export interface Documents {
  readonly identity: readonly Document[];
  readonly boundary: Document | null;
  /** AWS intersects all session policies with the rest; the oracle knows one. */
  readonly session: Document | null;
  /** By level, root first. */
  readonly serviceControl: readonly (readonly Document[])[];
  /** By level, root first, each without `RCPFullAWSAccess`, which is always there. */
  readonly resourceControl: readonly (readonly Document[])[];
  readonly resource: Document | null;
  readonly endpoint: Document | null;
  readonly restrictPublicBuckets: boolean;
}

/** No document at all. */
export const NO_DOCUMENTS: Documents = {
  identity: [],
  boundary: null,
  session: null,
  serviceControl: [],
  resourceControl: [],
  resource: null,
  endpoint: null,
  restrictPublicBuckets: false,
};

export interface OracleCase {
  readonly request: AuthorizationRequest;
  readonly documents: Documents;
}

/** The oracle's decision, why it did not decide, or that it took longer than it may. */
export type OracleAnswer =
  'allowed' | 'explicitDeny' | 'implicitDeny' | { readonly refused: string } | { readonly timedOut: number };

const LIMIT = 5_000;

/**
 * An evaluator that nobody here wrote (`@cloud-copilot/iam-simulate`), in a thread of its own: it can take forever over
 * a pattern of many stars, and then only the end of its thread stops it.
 */
export class Oracle {
  #worker: Worker | null = null;

  /** Decides each case; answers stand in the order of the cases. Not to be called again before it has answered. */
  async decide(cases: readonly OracleCase[]): Promise<readonly OracleAnswer[]> {
    const simulations = cases.map(simulationOf);
    const answers: OracleAnswer[] = [];
    while (answers.length < cases.length) {
      const some = await this.#run(simulations.slice(answers.length));
      answers.push(...some);
      if (answers.length === cases.length) break;
      answers.push({ timedOut: LIMIT });
    }
    return answers;
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = null;
  }

  /** Answers until all are there, or one takes too long. */
  async #run(simulations: readonly unknown[]): Promise<readonly OracleAnswer[]> {
    if (simulations.length === 0) return [];
    const worker = (this.#worker ??= new Worker(new URL('./worker.mjs', import.meta.url)));
    const answers: OracleAnswer[] = [];
    const complete = await new Promise<boolean>((resolve, reject) => {
      const timer = setTimeout(() => {
        settle(() => {
          resolve(false);
        });
      }, LIMIT);
      const onMessage = (answer: OracleAnswer): void => {
        answers.push(answer);
        timer.refresh();
        if (answers.length === simulations.length)
          settle(() => {
            resolve(true);
          });
      };
      const onError = (error: Error): void => {
        settle(() => {
          reject(error);
        });
      };
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        worker.off('message', onMessage).off('error', onError);
        act();
      };
      worker.on('message', onMessage).on('error', onError);
      worker.postMessage(simulations);
    });
    if (!complete) await this.close();
    return answers;
  }
}

/** The oracle knows neither that AWS sends no empty list, nor that a root user has full access. */
function simulationOf({ request, documents }: OracleCase): unknown {
  const { principal, action, resource, resourceAccount, context } = request;
  return {
    request: {
      principal: oraclePrincipal(principal),
      action,
      resource: { resource, accountId: resourceAccount },
      contextVariables: Object.fromEntries(
        [...context]
          .filter(([, values]) => values.length > 0)
          .map(([key, values]) => [key, values.length === 1 ? values[0] : values]),
      ),
    },
    identityPolicies: named(hasFullAccess(principal) ? [FULL_ACCESS] : documents.identity),
    serviceControlPolicies: levels(documents.serviceControl),
    resourceControlPolicies: levels(documents.resourceControl),
    ...(documents.resource === null ? {} : { resourcePolicy: documents.resource }),
    ...(documents.boundary === null ? {} : { permissionBoundaryPolicies: named([documents.boundary]) }),
    ...(documents.endpoint === null ? {} : { vpcEndpointPolicies: named([documents.endpoint]) }),
    ...(documents.restrictPublicBuckets ? { additionalSettings: { s3: { blockPublicAccess: true } } } : {}),
    ...(documents.session === null ? {} : { sessionPolicy: documents.session }),
  };
}

const FULL_ACCESS: Document = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

/** A caller with a token of a provider built into AWS has no account, and to the oracle is one of another account. */
function hasFullAccess(principal: RequestPrincipal): boolean {
  return principal.kind === 'root' || (principal.kind === 'federated' && !principal.arn.startsWith('arn:'));
}

/** The oracle knows a role by the ARN of its session, which leaves out the path. */
function oraclePrincipal(principal: RequestPrincipal): unknown {
  if (principal.kind === 'anonymous') return { type: 'Anonymous' };
  if (principal.kind === 'user' && principal.session !== undefined)
    return `arn:aws:sts::${principal.account}:federated-user/${principal.session}`;
  if (principal.kind !== 'role') return principal.arn;
  const name = principal.arn.slice(principal.arn.lastIndexOf('/') + 1);
  return `arn:aws:sts::${principal.account}:assumed-role/${name}/${principal.session}`;
}

function named(documents: readonly Document[]): readonly unknown[] {
  return documents.map((policy, index) => ({ name: `policy ${String(index)}`, policy }));
}

function levels(all: readonly (readonly Document[])[]): readonly unknown[] {
  return all.map((level, index) => ({ orgIdentifier: `level ${String(index)}`, policies: named(level) }));
}
