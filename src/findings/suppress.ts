import { minimatch } from 'minimatch';
import type { Finding } from '../schemas/report.generated.js';

/** A finding that somebody has accepted until a day. What is given must all fit; globs do not cross `/`. */
export interface Acceptance {
  readonly rule: string | null;
  readonly principal: string | null;
  readonly address: string | null;
  readonly fingerprint: string | null;
  /** Last day on which it holds, as `2027-01-31`. */
  readonly expires: string;
}

/** Findings sorted by whether somebody accepted them. */
export interface Suppressed<A extends Acceptance> {
  readonly kept: readonly Finding[];
  readonly suppressed: readonly Finding[];
  /** Acceptances that fit a finding, but only until a day that is past. */
  readonly expired: readonly A[];
  /** Acceptances that fit nothing. */
  readonly unused: readonly A[];
}

/** Takes accepted findings out. `today` is a date in UTC, as `2026-11-23`. */
export function suppress<A extends Acceptance>(
  findings: readonly Finding[],
  acceptances: readonly A[],
  today: string,
): Suppressed<A> {
  const kept: Finding[] = [];
  const suppressed: Finding[] = [];
  const used = new Set<A>();
  for (const finding of findings) {
    const fitting = acceptances.filter((acceptance) => fits(acceptance, finding));
    fitting.forEach((acceptance) => used.add(acceptance));
    if (fitting.some(({ expires }) => expires >= today)) suppressed.push(finding);
    else kept.push(finding);
  }
  return {
    kept,
    suppressed,
    expired: [...used].filter(({ expires }) => expires < today),
    unused: acceptances.filter((acceptance) => !used.has(acceptance)),
  };
}

function fits({ rule, principal, address, fingerprint }: Acceptance, finding: Finding): boolean {
  const entry = finding.paths[0]?.steps[0];
  return (
    (rule === null || rule === finding.ruleId) &&
    (fingerprint === null || fingerprint === finding.fingerprint) &&
    (principal === null || (entry !== undefined && glob(entry.to, principal))) &&
    (address === null || (typeof entry?.address === 'string' && glob(entry.address, address)))
  );
}

/** The parts of an ARN are matched as a path, so that `*` in front stands for everything before the resource. */
function glob(text: string, pattern: string): boolean {
  return minimatch(text, pattern, { nocomment: true, nonegate: true, nobrace: true, noext: true, dot: true });
}
