import { type ActionTable, candidateResources, type ResourceCandidate } from '../evaluation/candidate-resources.js';
import { ABSENT } from '../evaluation/knowledge.js';
import { type AuthorizationRequest, NO_POLICIES, type RequestPrincipal } from '../evaluation/request.js';
import { ownerOf, type Question } from './question.js';

/** Makes requests that need no search: where statements allow an action on everything, any resource will do. */
export class UsualRequests {
  readonly #resources = new Map<string, readonly ResourceCandidate[]>();

  constructor(readonly actions: ActionTable) {}

  /** A request for the action on the target, or on a resource of each type that it needs. */
  of(principal: RequestPrincipal, action: string, { target, type, given }: Question): readonly AuthorizationRequest[] {
    const context = new Map(
      [...given.keys].flatMap(([key, known]) =>
        known.kind === 'fixed' && known.values.length > 0 && this.#sends(action, key)
          ? [[key, known.values] as const]
          : [],
      ),
    );
    const request = (resource: string, resourceAccount: string): AuthorizationRequest => ({
      principal,
      action,
      resource,
      resourceAccount,
      context,
    });
    const own = 'account' in principal ? principal.account : '';
    return target === null
      ? this.#usual(action, principal, type).map(({ arn, account }) => request(arn, account))
      : [request(target.arn, ownerOf(target, own))];
  }

  #sends(action: string, key: string): boolean {
    const row = this.actions[action];
    return (
      row === undefined || [row, ...row.resources].some(({ keys }) => keys.some((one) => one.toLowerCase() === key))
    );
  }

  #usual(action: string, principal: RequestPrincipal, type?: string): readonly ResourceCandidate[] {
    const key = `${action} ${'account' in principal ? principal.account : ''} ${type ?? ''}`;
    const known = this.#resources.get(key);
    if (known !== undefined) return known;
    const [first = []] = candidateResources(action, this.actions, principal, NO_POLICIES, () => ABSENT, type);
    const resources = first.flatMap((candidates) => candidates.slice(0, 1));
    this.#resources.set(key, resources);
    return resources;
  }
}
