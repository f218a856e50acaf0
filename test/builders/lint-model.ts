import { loadActions, loadCatalogue, loadResourceControlServices } from '../../src/catalogue/catalogue.js';
import { PolicyGraph } from '../../src/graph/graph.js';
import { policiesAtDoors, unnamedAccount } from '../../src/graph/outsider-account.js';
import type { Model } from '../../src/model/model.js';
import type { ThreatModel, TrustZone } from '../../src/model/trust-zone.js';
import { ruleContext } from '../../src/pipeline/rule-context.js';
import { checkRules, type Violation } from '../../src/rules/check.js';
import { findGaps } from '../../src/rules/gaps/index.js';

const NOW = Date.parse('2026-11-23T12:00:00Z');

export const NOTHING_TRUSTED: TrustZone = { accounts: [], organization: null, owners: {}, oidc: [] };

type Changes = Partial<ReturnType<typeof loadCatalogue>>;

/** The graph of a model, with the real catalogue, but for `changes`. */
export function graphOf(model: Model, organization: string | null = null, changes: Changes = {}): PolicyGraph {
  return new PolicyGraph(model, {
    catalogue: { ...loadCatalogue(), ...changes },
    actions: loadActions(),
    resourceControlServices: loadResourceControlServices(),
    circumstances: { now: NOW, organization, stranger: unnamedAccount(policiesAtDoors(model), model.accounts) },
  });
}

/** What a principal reaches: names of principals, and compute primitives with how sure they are. */
export function reachOf(
  model: Model,
  arn: string,
  changes: Changes = {},
): { principals: readonly string[]; compute: Record<string, string> } {
  const graph = graphOf(model, null, changes);
  const principal = graph.principal(arn);
  if (principal === undefined) throw new Error(`no principal ${arn}`);
  const { principals, paths } = graph.reach(principal, []);
  return {
    principals: principals.slice(1).map((one) => one.slice(one.lastIndexOf('/') + 1)),
    compute: Object.fromEntries([...paths].map(([id, { certainty }]) => [id, certainty])),
  };
}

/** Violations of a model under a threat model. */
export function violationsOf(
  model: Model,
  threatModel: ThreatModel = 'outsider',
  trust: Partial<TrustZone> = {},
): readonly Violation[] {
  const context = ruleContext(model, { trust: { ...NOTHING_TRUSTED, ...trust }, threatModel, now: NOW });
  return checkRules(context, loadCatalogue().rules);
}

/** Gaps that the rules see, in one line each. */
export function gapsOf(model: Model, trust: Partial<TrustZone> = {}): readonly string[] {
  const options = { trust: { ...NOTHING_TRUSTED, ...trust }, threatModel: 'outsider', now: NOW } as const;
  return findGaps(ruleContext(model, options)).map(({ kind, address }) => `${kind} ${address}`);
}

/** Violations in one line each: rule, message, outsider, certainty of the surest path. */
export function violationLines(...args: Parameters<typeof violationsOf>): readonly string[] {
  const ranks = ['certain', 'conditional', 'unresolved'];
  return violationsOf(...args).map(({ entry, reach }) => {
    const surest = [...reach.paths.values()].map(({ certainty }) => ranks.indexOf(certainty)).sort()[0] ?? 0;
    return [entry.ruleId, entry.messageId, entry.id, ranks[surest]].join(' ');
  });
}
