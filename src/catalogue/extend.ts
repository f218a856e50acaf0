import type { Catalogue } from '../schemas/rules.generated.js';

/** The catalogue with further rows: one whose id is there already stands for that one, any other is added at the end. */
export function extendCatalogue(
  catalogue: Catalogue,
  {
    rules = {},
    severity,
    issuers = [],
    contextKeys = [],
    hops = [],
    computePrimitives = [],
  }: Partial<Omit<Catalogue, 'version' | 'checked'>>,
): Catalogue {
  return {
    ...catalogue,
    rules: { ...catalogue.rules, ...rules },
    severity: severity ?? catalogue.severity,
    issuers: merge(catalogue.issuers, issuers, ({ id }) => id),
    contextKeys: merge(catalogue.contextKeys, contextKeys, ({ key }) => key.toLowerCase()),
    hops: merge(catalogue.hops, hops, ({ id }) => id),
    computePrimitives: merge(catalogue.computePrimitives, computePrimitives, ({ id }) => id),
  };
}

function merge<T>(rows: readonly T[], extra: readonly T[], idOf: (row: T) => string): T[] {
  return [...new Map([...rows, ...extra].map((row) => [idOf(row), row])).values()];
}
