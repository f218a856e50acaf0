import { loadCatalogue } from '../catalogue/catalogue.js';
import { buildPath, choosePaths, primitivesOf, pathLocations, rankPaths } from '../findings/index.js';
import { findPrincipal } from './find-principal.js';
import { countAssumptions } from '../graph/grant.js';
import type { Path, Reach } from '../graph/types.js';
import { combineInputs, type LoadedInput } from '../inputs/index.js';
import { locator } from '../inputs/locator.js';
import { maskSecrets } from '../inputs/mask-secrets.js';
import { type Judgement, ruleContext } from '../pipeline/rule-context.js';
import type { FindingPath } from '../schemas/report.generated.js';

/** From whom to whom: names or ARNs of users and roles. `to` may also be the id of a compute primitive, or `compute`. */
export interface PathsQuestion {
  readonly from: string;
  readonly to: string;
}

/** What a principal reaches, and the shortest paths to what was asked. */
export interface PathsAnswer {
  readonly from: string;
  readonly to: string;
  /** ARN of every principal that `from` can act as, itself first. */
  readonly reaches: readonly string[];
  /** Id of every compute primitive reached. */
  readonly compute: readonly string[];
  /** The best paths first. A path to a principal has that principal's ARN in the place of the compute primitive. */
  readonly paths: readonly FindingPath[];
  /** Why there is no path; null when there is one. */
  readonly reason: string | null;
}

/** Answers whether a principal reaches another, or compute. Throws {@link UnknownNameError}. */
export function answerPaths(
  inputs: readonly LoadedInput[],
  { from, to }: PathsQuestion,
  options: Judgement,
): PathsAnswer {
  const primitives = primitivesOf(options.catalogue ?? loadCatalogue());
  const { model, graph } = ruleContext(combineInputs(inputs).after, options);
  const principals = [...model.users, ...model.roles];
  const start = findPrincipal(principals, from);
  const reach = graph.reach(start, []);
  let shown: readonly Path[];
  let goal: string;
  if (to === 'compute') {
    goal = 'reaches no compute';
    shown = choosePaths(rankPaths(reach.paths.values(), primitives), primitives);
  } else if (primitives.has(to)) {
    goal = `does not reach ${to}`;
    const path = reach.paths.get(to);
    shown = path === undefined ? [] : [path];
  } else {
    const target = findPrincipal(principals, to);
    goal = `does not reach ${target.arn}`;
    const approach = reach.approach(target.arn);
    const { steps = [] } = approach ?? {};
    const measures = { assumptions: countAssumptions(steps), length: steps.length };
    shown = approach === null ? [] : [{ compute: target.arn, bounds: [], ...measures, ...approach }];
  }
  const locate = locator(inputs, pathLocations(shown));
  const answer: PathsAnswer = {
    from: start.arn,
    to,
    reaches: reach.principals,
    compute: [...reach.paths.keys()].sort(),
    paths: shown.map((path) => buildPath(path, locate)),
    reason: shown.length > 0 ? null : `${start.name} ${goal}: ${describeReach(reach)}`,
  };
  return maskSecrets(answer, new Set(inputs.flatMap((input) => [...input.secrets])));
}

function describeReach({ principals, paths }: Reach): string {
  const others = principals.length - 1;
  const acts = others === 0 ? 'it can act as no other principal' : `it can act as ${String(others)} other principals`;
  const uses =
    paths.size === 0 ? 'no compute primitive is allowed to it' : `it reaches ${[...paths.keys()].join(', ')}`;
  return `${acts}, and ${uses}`;
}
