import type { Model } from '../model/model.js';
import type { Policy, Statement } from '../model/policy.js';
import type { Group, PolicyAttachment, Role, User } from '../model/principal.js';
import type { FunctionUrl } from '../model/entry-point.js';
import { swapPolicies } from '../model/swap-policies.js';

/** A change of configuration, small enough to be shown as one diff. */
export type Edit =
  | {
      readonly kind: 'statement';
      /** The policy that holds `before`. */
      readonly policy: Policy;
      readonly before: Statement;
      /** What stands in its place; null when it goes. */
      readonly after: Statement | null;
    }
  | {
      /** A new inline policy. */
      readonly kind: 'deny';
      readonly principal: User | Role;
      readonly statement: Statement;
    }
  | { readonly kind: 'function-url'; readonly url: FunctionUrl }
  | { readonly kind: 'credential'; readonly user: User }
  | {
      /** A permissions boundary for a principal without one. */
      readonly kind: 'boundary';
      readonly principal: User | Role;
      readonly boundary: Policy;
      /** Somebody who has it already. */
      readonly like: User | Role;
    }
  | {
      /** A managed policy that its holder loses; others keep it. */
      readonly kind: 'detach';
      readonly holder: User | Role | Group;
      readonly attachment: PolicyAttachment;
    };

/** The model after the edits, in their order. */
export function applyEdits(model: Model, edits: readonly Edit[]): Model {
  return edits.reduce(applyEdit, model);
}

function applyEdit(model: Model, edit: Edit): Model {
  switch (edit.kind) {
    case 'statement':
      return replaceStatement(model, edit.before, edit.after);
    case 'deny': {
      const { principal, statement } = edit;
      const attachment = inlinePolicy(principal, statement);
      const add = <P extends User | Role>(one: P): P =>
        one.arn === principal.arn ? { ...one, policies: [...one.policies, attachment] } : one;
      return { ...model, users: model.users.map(add), roles: model.roles.map(add) };
    }
    case 'boundary': {
      const { principal, boundary } = edit;
      const bound = <P extends User | Role>(one: P): P => (one.arn === principal.arn ? { ...one, boundary } : one);
      return { ...model, users: model.users.map(bound), roles: model.roles.map(bound) };
    }
    case 'function-url': {
      const signed = (url: FunctionUrl): FunctionUrl => (url === edit.url ? { ...url, authType: 'AWS_IAM' } : url);
      const resources = model.resources.map((resource) =>
        resource.functionUrls.includes(edit.url)
          ? { ...resource, functionUrls: resource.functionUrls.map(signed) }
          : resource,
      );
      return { ...model, resources };
    }
    case 'detach': {
      const { holder, attachment } = edit;
      const detach = <P extends User | Role | Group>(one: P): P =>
        one.arn === holder.arn ? { ...one, policies: one.policies.filter((held) => held !== attachment) } : one;
      return {
        ...model,
        users: model.users.map(detach),
        roles: model.roles.map(detach),
        groups: model.groups.map(detach),
      };
    }
    case 'credential':
      return {
        ...model,
        users: model.users.map((user) => (user.arn === edit.user.arn ? { ...user, credentials: [] } : user)),
      };
  }
}

function replaceStatement(model: Model, before: Statement, after: Statement | null): Model {
  return swapPolicies(model, (policy) => {
    if (!policy.statements.includes(before)) return policy;
    const statements = policy.statements.flatMap((one) => (one !== before ? [one] : after === null ? [] : [after]));
    return { ...policy, statements };
  });
}

/** One edit for each thing that is changed: what a later edit does to the outcome of an earlier one is one with it. */
export function mergeEdits(edits: readonly Edit[]): readonly Edit[] {
  const merged: Edit[] = [];
  for (const edit of edits) {
    const at = merged.findIndex((earlier) => continues(edit, earlier));
    const earlier = merged[at];
    if (earlier === undefined) merged.push(edit);
    else merged[at] = joined(earlier, edit);
  }
  return merged;
}

function continues(edit: Edit, earlier: Edit): boolean {
  if (edit.kind === 'statement' && earlier.kind === 'statement') return edit.before === earlier.after;
  return edit.kind === 'deny' && earlier.kind === 'deny' && edit.principal.arn === earlier.principal.arn;
}

function joined(earlier: Edit, edit: Edit): Edit {
  if (edit.kind === 'statement' && earlier.kind === 'statement') return { ...earlier, after: edit.after };
  if (edit.kind !== 'deny' || earlier.kind !== 'deny') return edit;
  const actions = [earlier, edit].flatMap(({ statement }) => statement.actions?.values ?? []);
  const values = [...new Set(actions)].sort();
  return { ...earlier, statement: { ...earlier.statement, actions: { values, unknown: [] } } };
}

/** True for a policy of AWS, which nobody else changes. */
export function isOfAws({ id }: Policy): boolean {
  return /^arn:[^:]+:iam::aws:policy\//.test(id);
}

/** True for a policy that stands for itself, and is attached. */
export function isManaged({ id }: Policy): boolean {
  return /^arn:[^:]+:iam::(?:aws|\d{12}):policy\//.test(id);
}

/** Name of the inline policy that takes compute from a principal. */
export const DENYING_POLICY = 'no-compute-for-outsiders';

function inlinePolicy({ location }: User | Role, statement: Statement): PolicyAttachment {
  const policy: Policy = {
    type: 'identity-based',
    id: DENYING_POLICY,
    name: DENYING_POLICY,
    version: '2012-10-17',
    statements: [statement],
    problems: [],
    unresolved: null,
    address: null,
    location,
  };
  return { policy, address: null, location };
}
