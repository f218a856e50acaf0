import { minimatch } from 'minimatch';
import type { Entry, Step } from '../graph/types.js';
import type { SourceLocation } from '../model/location.js';
import type { ReportLocation } from '../schemas/report.generated.js';
import type { RankedViolation } from './build.js';
import { statementLocation } from './locations.js';

/** A finding that somebody has accepted until a day. What is given must all fit; globs do not cross `/`. */
export interface Acceptance {
  readonly rule: string | null;
  readonly principal: string | null;
  readonly address: string | null;
  readonly fingerprint: string | null;
  /** Last day on which it holds, as `2027-01-31`. */
  readonly expires: string;
  /** Lines of a file, the first and the last, on which the finding or its entry stands. */
  readonly lines?: { readonly uri: string; readonly first: number; readonly last: number };
}

/** Violations sorted by whether somebody accepted them. */
export interface Suppressed<A extends Acceptance, V extends Acceptable = RankedViolation> {
  readonly kept: readonly V[];
  readonly suppressed: readonly V[];
  /** Acceptances that fit a finding, but only until a day that is past. */
  readonly expired: readonly A[];
  /** Acceptances that fit nothing. */
  readonly unused: readonly A[];
}

/** What an acceptance looks at. */
export type Acceptable = Pick<RankedViolation, 'fingerprint'> & {
  readonly violation: { readonly entry: Pick<Entry, 'ruleId'> & { readonly step: Pick<Step, 'to' | 'address'> } };
};

/**
 * Takes accepted violations out, each by itself: what is told together with one that somebody accepted is not accepted by
 * that. `today` is a date in UTC, as `2026-11-23`; `placesOf` is asked where a violation stands.
 */
export function suppress<A extends Acceptance, V extends Acceptable>(
  violations: readonly V[],
  acceptances: readonly A[],
  today: string,
  placesOf: (violation: V) => readonly ReportLocation[] = () => [],
): Suppressed<A, V> {
  const kept: V[] = [];
  const suppressed: V[] = [];
  const used = new Set<A>();
  for (const violation of violations) {
    const fitting = acceptances.filter(
      (acceptance) =>
        fits(acceptance, violation) &&
        (acceptance.lines === undefined || placesOf(violation).some((place) => isOn(place, acceptance.lines))),
    );
    fitting.forEach((acceptance) => used.add(acceptance));
    if (fitting.some(({ expires }) => expires >= today)) suppressed.push(violation);
    else kept.push(violation);
  }
  return {
    kept,
    suppressed,
    expired: [...used].filter(({ expires }) => expires < today),
    unused: acceptances.filter((acceptance) => !used.has(acceptance)),
  };
}

function fits({ rule, principal, address, fingerprint }: Acceptance, one: Acceptable): boolean {
  const { ruleId, step } = one.violation.entry;
  return (
    (rule === null || rule === ruleId) &&
    (fingerprint === null || fingerprint === one.fingerprint) &&
    (principal === null || glob(step.to, principal)) &&
    (address === null || (step.address !== null && glob(step.address, address)))
  );
}

/** Where a violation stands: what it is pinned to, and what opens its entry. */
export function entryPlaces({ primary, violation }: RankedViolation): readonly SourceLocation[] {
  const { location, grant } = violation.entry.step;
  return [primary, location, ...grant.statements.map(statementLocation)].filter((place) => place !== null);
}

function isOn({ uri, startLine }: ReportLocation, lines: Acceptance['lines']): boolean {
  return lines?.uri === uri && startLine >= lines.first && startLine <= lines.last;
}

/** The parts of an ARN are matched as a path, so that `*` in front stands for everything before the resource. */
function glob(text: string, pattern: string): boolean {
  return minimatch(text, pattern, { nocomment: true, nonegate: true, nobrace: true, noext: true, dot: true });
}
