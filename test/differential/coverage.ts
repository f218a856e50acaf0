import { parseOperator } from '../../src/evaluation/operators/index.js';
import { conditionsOf, type DifferentialCase, layersOf, statementsOf } from './case.js';
import { OPERATORS } from './synthetic-values.js';

const OPERATOR_NAMES = Object.values(OPERATORS).flat();
const LAYERS = ['identity', 'boundary', 'session', 'serviceControl', 'resourceControl', 'resource', 'endpoint'];
const CALLERS = ['user', 'role', 'root', 'federated', 'service', 'anonymous'];
const DECISIONS = ['allowed', 'explicitDeny', 'implicitDeny'];

/** How often each combination was met that a table of the language has; one that never was counts as zero. */
export class Coverage {
  readonly #counts = new Map<string, number>();

  constructor() {
    const cells = [
      ...product(
        OPERATOR_NAMES,
        ['', 'ForAllValues', 'ForAnyValue'],
        ['', 'IfExists'],
        ['present', 'absent'],
        ['Allow', 'Deny'],
      ),
      ...product(['Null'], [''], [''], ['present', 'absent'], ['Allow', 'Deny']),
      ...product(LAYERS, ['Allow', 'Deny']).filter((cell) => cell !== 'resourceControl Allow'),
      ...product(CALLERS, DECISIONS),
    ];
    for (const cell of cells) this.#counts.set(cell, 0);
  }

  /** Counts a case that both sides decided. */
  add(generator: string, given: DifferentialCase, decision: string): void {
    this.#count(`${given.principal.kind} ${decision}`);
    this.#count(`${generator} ${given.principal.kind}`);
    const present = new Set(
      Object.entries(given.context).flatMap(([key, values]) => (values.length > 0 ? [key.toLowerCase()] : [])),
    );
    for (const [layer, document] of layersOf(given))
      for (const statement of statementsOf(document)) {
        const effect = String(statement['Effect']);
        this.#count(`${layer} ${effect}`);
        for (const { operator, key } of conditionsOf(statement)) {
          const parsed = parseOperator(operator);
          const quantifier = { all: 'ForAllValues', any: 'ForAnyValue' };
          this.#count(
            cellOf([
              parsed?.operator.name ?? 'unknown',
              parsed?.quantifier === 'all' || parsed?.quantifier === 'any' ? quantifier[parsed.quantifier] : '',
              parsed?.ifExists === true ? 'IfExists' : '',
              present.has(key.toLowerCase()) ? 'present' : 'absent',
              effect,
            ]),
          );
        }
      }
  }

  /** Cells from the rarest to the most frequent. */
  sorted(): readonly (readonly [cell: string, count: number])[] {
    return [...this.#counts].sort(([, a], [, b]) => a - b);
  }

  #count(cell: string): void {
    this.#counts.set(cell, (this.#counts.get(cell) ?? 0) + 1);
  }
}

function cellOf(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}

function product(...lists: readonly (readonly string[])[]): readonly string[] {
  return lists
    .reduce<readonly (readonly string[])[]>(
      (rows, list) => rows.flatMap((row) => list.map((entry) => [...row, entry])),
      [[]],
    )
    .map(cellOf);
}
