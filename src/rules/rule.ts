import type { PolicyGraph } from '../graph/graph.js';
import type { Entry } from '../graph/types.js';
import type { Model } from '../model/model.js';
import type { ThreatModel, TrustZone } from '../model/trust-zone.js';
import type { Catalogue } from '../schemas/rules.generated.js';

/** What a rule may ask. */
export interface RuleContext {
  readonly model: Model;
  readonly graph: PolicyGraph;
  /** The trust zone, with what the input shows to be ours. */
  readonly trust: TrustZone;
  readonly threatModel: ThreatModel;
  readonly issuers: Catalogue['issuers'];
  readonly organizationRoles: Catalogue['organizationRoles'];
  /** Service principals for which code of a customer runs, or is described, as the role that trusts them. */
  readonly workloadServices: ReadonlySet<string>;
}

/**
 * A rule finds entries of one kind. It says nothing of where they lead: an entry becomes a finding when a path goes
 * from it to compute. Its wording and severity stand in `rules.yaml` under the same id.
 */
export interface Rule {
  readonly id: string;
  entries(context: RuleContext): Iterable<Entry>;
}
