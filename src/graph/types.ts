import type { AuthorizationRequest, StatementReference } from '../evaluation/request.js';
import type { Place } from '../model/entry-point.js';
import type { SourceLocation } from '../model/location.js';
import type { Policy } from '../model/policy.js';
import type { Resource } from '../model/resource.js';
import type { Holding } from './second-factor.js';

/**
 * How sure a grant, a step or a path is: `certain` by the configuration alone, `conditional` if its assumptions hold,
 * `unresolved` where a policy that is not known might decide otherwise.
 */
export type Certainty = 'certain' | 'conditional' | 'unresolved';

/** Permissions that hold together, each with the request that shows it. */
export interface Grant {
  readonly certainty: Certainty;
  readonly witness: readonly AuthorizationRequest[];
  readonly statements: readonly StatementReference[];
  /** What has to be true beside the policies, one sentence each. Empty exactly when `certain`. */
  readonly assumptions: readonly string[];
  /** Conditions that limit the request, on keys that the caller sets. */
  readonly bounds: readonly Bound[];
}

/** A condition that the witness obeys: a key is limited to what `text` says. */
export interface Bound {
  readonly key: string;
  readonly text: string;
}

/** Kinds of outsider and of other starting point; the words of the report contract. */
export type EntryKind =
  'any-aws-account' | 'foreign-account' | 'federated' | 'anonymous' | 'service' | 'credential' | 'principal';

/**
 * The configuration that lets an outsider act as a principal, or start or rewrite a function.
 * `id` names the outsider: `*`, an account id, an issuer, a service principal, or an ARN.
 */
export interface Entry {
  readonly kind: EntryKind;
  readonly id: string;
  /** Id of the rule that reports the entry, and which of its messages fits. */
  readonly ruleId: string;
  readonly messageId: string;
  /** Key of the node where the outsider arrives. */
  readonly to: string;
  /** What opens the door, in words with its article: `the trust policy of role ci`. */
  readonly opens: string;
  /** Who comes in, in words: `any AWS account`. */
  readonly outsider: string;
  readonly step: Step;
  /** The compute that the entry itself runs, as an anonymous caller of a function does; null when there is none. */
  readonly compute: string | null;
  readonly resource: Resource | null;
  /** The credential that the outsider holds, where that is all it has of a user. */
  readonly holding?: Holding;
  /**
   * ARN or address of what has to be changed, where several entries go through it: then they are one finding, told of
   * the entry that leads furthest.
   */
  readonly door?: string;
}

/** An edge of the graph as a reader sees it. */
export interface Step {
  readonly from: string;
  /** A node's key, or the id of a compute primitive. */
  readonly to: string;
  /** Id of the entry kind, hop or compute primitive in `rules.yaml`. */
  readonly via: string;
  readonly description: string;
  readonly grant: Grant;
  readonly address: string | null;
  readonly location: SourceLocation | null;
  /** What else of the configuration has a part in it. */
  readonly through?: readonly Place[];
  /** Of a step into compute that exists: its ARN. */
  readonly resource?: string;
}

/** A way from an entry to a compute primitive. */
export interface Path {
  readonly compute: string;
  readonly certainty: Certainty;
  /** Conditions that limit what the last step runs. */
  readonly bounds: readonly Bound[];
  /** How much has to hold that the input does not show; what several steps assume counts for each. */
  readonly assumptions: number;
  /** The number of steps. */
  readonly length: number;
  readonly steps: readonly Step[];
}

/** A way to a principal. */
export interface Approach {
  readonly certainty: Certainty;
  readonly steps: readonly Step[];
}

/** The way to a principal that may do everything. */
export interface Administrator extends Approach {
  readonly arn: string;
  /** The policies that allow it everything; none where the attacker wrote them. */
  readonly policies: readonly Policy[];
}

/** Everything that is reached from one starting point. */
export interface Reach {
  /** ARNs of the principals, the surest and nearest first. */
  readonly principals: readonly string[];
  /** The way to a principal that is reached; null for any other. */
  approach(arn: string): Approach | null;
  /** The surest, then shortest way to a principal that may do everything; null when none is reached. */
  readonly administrator: Administrator | null;
  /** To each compute primitive that is reached the surest path, of those the one that assumes least, then the shortest. */
  readonly paths: ReadonlyMap<string, Path>;
  /** The same with one more path, in the place of another to the same compute. */
  withPath(path: Path): Reach;
}
