import type { PolicyType, Statement } from '../model/policy.js';

/** A change of the files that an input was made from. Pointers are those of the input. */
export type SourceEdit =
  | {
      readonly kind: 'statement';
      /** To the statement, or to the resource that adds it to a policy. */
      readonly pointer: string;
      readonly type: PolicyType;
      readonly before: Statement;
      /** Null where the statement goes. */
      readonly after: Statement | null;
      /** True where a resource is nothing but this statement. */
      readonly whole: boolean;
      /** To the roles that `after` names as new, by their ARNs. */
      readonly roles: ReadonlyMap<string, string>;
    }
  | {
      readonly kind: 'inline-policy';
      /** To the user or role. */
      readonly pointer: string;
      readonly name: string;
      readonly sid: string;
      /** The actions that it denies on everything. */
      readonly deny: readonly string[];
    }
  | {
      readonly kind: 'boundary';
      /** To the user or role that gets it. */
      readonly pointer: string;
      /** To one that has it. */
      readonly like: string;
    }
  | {
      readonly kind: 'attachment';
      /** To the resource, which goes. */
      readonly pointer: string;
    }
  | {
      readonly kind: 'attribute';
      /** To the resource. */
      readonly pointer: string;
      readonly name: string;
      readonly from: string;
      readonly to: string;
    };

/** A change of the files that an input was made from. */
export interface SourcePatch {
  /** A unified diff that `git apply` takes. */
  readonly diff: string;
  /** Addresses of other resources that it changes in the same way, since the same lines make them. */
  readonly also: readonly string[];
}
