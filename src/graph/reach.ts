import { rankOf } from './certainty.js';
import type { Administrator, Path, Reach } from './types.js';

/** What is reached from several starting points together. Nothing is worked out before it is asked for. */
class Union implements Reach {
  readonly paths: ReadonlyMap<string, Path>;

  constructor(readonly parts: readonly Reach[]) {
    const paths = new Map<string, Path>();
    for (const part of parts) {
      for (const [compute, path] of part.paths) {
        const other = paths.get(compute);
        if (other === undefined || isBetter(path, other)) paths.set(compute, path);
      }
    }
    this.paths = paths;
  }

  get principals(): readonly string[] {
    return [...new Set(this.parts.flatMap(({ principals }) => principals))];
  }

  approach(arn: string): ReturnType<Reach['approach']> {
    for (const part of this.parts) {
      const found = part.approach(arn);
      if (found !== null) return found;
    }
    return null;
  }

  get administrator(): Administrator | null {
    let best: Administrator | null = null;
    for (const { administrator } of this.parts) {
      if (administrator !== null && (best === null || isSooner(administrator, best))) best = administrator;
    }
    return best;
  }

  withPath(path: Path): Reach {
    const only: Reach = new Single(path);
    return new Union([only, ...this.parts]);
  }
}

/** What several reach together, told of the first of them: it is its administrator where it has one. */
class Led extends Union {
  constructor(
    readonly lead: Reach,
    others: readonly Reach[],
  ) {
    super([lead, ...others]);
  }

  override get administrator(): Administrator | null {
    return this.lead.administrator ?? super.administrator;
  }
}

/** One path and no principal. */
class Single implements Reach {
  readonly principals: readonly string[] = [];
  readonly administrator = null;
  readonly paths: ReadonlyMap<string, Path>;

  constructor(path: Path) {
    this.paths = new Map([[path.compute, path]]);
  }

  approach(): null {
    return null;
  }

  withPath(path: Path): Reach {
    return new Union([new Single(path), this]);
  }
}

/** What is reached through any of several starting points; nothing, where there is none. */
export function unite(parts: readonly Reach[]): Reach {
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : new Union(parts);
}

/** What is reached through any of several starting points, of which one is told in words. */
export function uniteUnder(lead: Reach, others: readonly Reach[]): Reach {
  return new Led(lead, others);
}

function isBetter(path: Path, other: Path): boolean {
  const differences = [
    rankOf(path.certainty) - rankOf(other.certainty),
    path.assumptions - other.assumptions,
    path.length - other.length,
  ];
  return (differences.find((difference) => difference !== 0) ?? 0) < 0;
}

function isSooner(one: Administrator, other: Administrator): boolean {
  const difference = rankOf(one.certainty) - rankOf(other.certainty);
  return difference === 0 ? one.steps.length < other.steps.length : difference < 0;
}
