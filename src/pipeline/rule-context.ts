import { loadActions, loadCatalogue, loadResourceControlServices } from '../catalogue/catalogue.js';
import { PolicyGraph } from '../graph/graph.js';
import { policiesAtDoors, unnamedAccount } from '../graph/outsider-account.js';
import type { Model } from '../model/model.js';
import type { ThreatModel, TrustZone } from '../model/trust-zone.js';
import type { RuleContext } from '../rules/rule.js';
import type { Catalogue } from '../schemas/rules.generated.js';

/** What decides how a model is judged. */
export interface Judgement {
  readonly trust: TrustZone;
  readonly threatModel: ThreatModel;
  /** The time of the run, in milliseconds since 1970. */
  readonly now: number;
  /** Taken instead of the catalogue that is shipped. */
  readonly catalogue?: Catalogue;
}

/** The model as a graph with what a rule asks of it. The trust zone gains what the input shows to be ours. */
export function ruleContext(
  model: Model,
  { trust, threatModel, now, catalogue = loadCatalogue() }: Judgement,
): RuleContext {
  const organization = trust.organization ?? model.organization;
  const accounts = [...new Set([...trust.accounts, ...model.accounts])];
  const graph = new PolicyGraph(model, {
    catalogue,
    actions: loadActions(),
    resourceControlServices: loadResourceControlServices(),
    circumstances: { now, organization, stranger: unnamedAccount(policiesAtDoors(model), accounts) },
  });
  return { model, graph, threatModel, issuers: catalogue.issuers, trust: { ...trust, organization, accounts } };
}
