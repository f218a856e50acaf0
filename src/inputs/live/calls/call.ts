import type { SdkService } from '../../aws-sdk.js';
/** What AWS answered, trimmed; or, where AWS answers with names alone, `{ value }`. */
export type Item = Record<string, unknown>;

/** An API call: one row of the table. Permissions, documentation and coverage are made from the rows. */
export interface Call {
  /** The operation, as the service's API reference names it. */
  readonly command: string;
  /** The IAM action that it needs (https://docs.aws.amazon.com/service-authorization/latest/reference/). */
  readonly permission: string;
  /** Its parameters; `parents` are the items that the calls before it found, the nearest first. */
  readonly input?: (...parents: readonly Item[]) => Record<string, unknown>;
  /** How many parents one call takes, as `values`; the input is made of all of them. */
  readonly batch?: {
    readonly size: number;
    readonly input: (items: readonly Item[], ...parents: readonly Item[]) => Record<string, unknown>;
  };
  /** Names of the page token in the request and in the answer. */
  readonly page?: readonly [request: string, answer: string];
  /** Where the answer holds its items: a property, or several on the way down. Absent: the answer is one item. */
  readonly items?: readonly string[];
  /** The definition of `snapshot.schema.json` that says what is kept. Absent: the items are names. */
  readonly shape?: string;
  /** Brings an item to its shape where the service spells it in another way. */
  readonly reshape?: (item: Item) => Item | null;
  /** Where the items go: into a list of the service, as one object of the service, into a list of the parent, or into the parent itself. Absent: they only lead to further calls. */
  readonly into?: { readonly service: string } | { readonly single: string } | { readonly parent: string } | 'merge';
  /** True to note on each item the `Id` of its parent, as `ParentId`. */
  readonly parentId?: boolean;
  /** Errors that mean: there is none. */
  readonly absent?: readonly string[];
  /** The region that answers for an item, where it is not the one of the list. */
  readonly region?: (parent: Item) => string | undefined;
  /** Calls for each item that was found. */
  readonly then?: readonly Call[];
}

/** The calls of one service. */
export interface Service extends SdkService {
  /** Its endpoint's prefix, which is its name in a snapshot. */
  readonly name: string;
  readonly scope: 'global' | 'regional';
  readonly calls: readonly Call[];
}

/** The value of an item that is a name. */
export function nameIn(item: Item): unknown {
  return item['value'];
}
