import { rankOf } from '../graph/certainty.js';
import type { Entry, EntryKind, Path } from '../graph/types.js';
import type { Catalogue, ComputePrimitive, Openness, Rule } from '../schemas/rules.generated.js';
import { byNumbers } from './order.js';

/** Compute primitives by id. */
export type Primitives = ReadonlyMap<string, ComputePrimitive>;

/** The compute primitives of a catalogue, by id. */
export function primitivesOf({ computePrimitives }: Catalogue): Primitives {
  return new Map(computePrimitives.map((primitive) => [primitive.id, primitive]));
}

const VALUES = ['very-high', 'high', 'medium', 'low'];
const KINDS = ['launch', 'delegate', 'scale', 'hijack', 'exec', 'enable'];
const MAX_PATHS = 5;

/**
 * Paths in the order in which a reader wants them: the surest, those to much compute, those that assume least, the
 * shortest; then by what is done, and as the catalogue lists it, the most usual first.
 */
export function rankPaths(paths: Iterable<Path>, primitives: Primitives): readonly Path[] {
  const positions = new Map([...primitives.keys()].map((id, position) => [id, position]));
  const rank = (path: Path): readonly number[] => {
    const primitive = primitives.get(path.compute);
    return [
      rankOf(path.certainty),
      isBounded(path, primitives) ? 1 : 0,
      path.assumptions,
      path.length,
      VALUES.indexOf(primitive?.value ?? 'low'),
      primitive?.gpu === true ? 0 : 1,
      KINDS.indexOf(primitive?.kind ?? 'enable'),
      positions.get(path.compute) ?? positions.size,
    ];
  };
  const ranked = [...paths].map((path) => ({ path, rank: rank(path) }));
  ranked.sort((a, b) => byNumbers(a.rank, b.rank));
  return ranked.map(({ path }) => path);
}

/** The paths worth showing: the first, and the best ones that end at another principal or service than those before. */
export function choosePaths(ranked: readonly Path[], primitives: Primitives): readonly Path[] {
  const chosen: Path[] = [];
  const seen = new Set<string>();
  for (const path of ranked) {
    const end = `${path.steps.at(-1)?.from ?? ''} ${primitives.get(path.compute)?.service ?? ''}`;
    if (seen.has(end)) continue;
    seen.add(end);
    chosen.push(path);
    if (chosen.length === MAX_PATHS) break;
  }
  return chosen;
}

/**
 * True when what the path ends in does little harm: compute of low or medium value, or conditions that limit what can
 * be run.
 */
export function isBounded(path: Path, primitives: Primitives): boolean {
  const primitive = primitives.get(path.compute);
  if (primitive === undefined || VALUES.indexOf(primitive.value) > VALUES.indexOf('high')) return true;
  const limits = new Set(primitive.bounds.map((key) => key.toLowerCase()));
  return path.bounds.some(({ key }) => limits.has(key.toLowerCase()));
}

const NARROWER: Readonly<Record<Openness, Openness>> = {
  public: 'restricted',
  restricted: 'internal',
  internal: 'internal',
};
/** How a request comes, which few callers choose: from an address, through the endpoint of a VPC, or through a service that makes it for them. */
const WAY =
  /^(?:some value of )?aws:(?:sourceip|sourcevpc|sourcevpcarn|sourcevpce|viaawsservice|calledvia|calledviafirst|calledvialast) /i;
/** Outsiders who may be anybody, so that the way by which they have to come is what keeps most of them out. */
const ANYBODY: ReadonlySet<EntryKind> = new Set(['anonymous', 'any-aws-account', 'federated']);

/** How open an entry is: what its rule says, or less where it lets in anybody, but by some ways only. */
export function opennessOf({ messageId, kind, step }: Entry, rule: Rule | undefined): Openness {
  const openness = rule?.opennessOf?.[messageId] ?? rule?.openness ?? 'internal';
  return ANYBODY.has(kind) && step.grant.assumptions.some((text) => WAY.test(text)) ? NARROWER[openness] : openness;
}
