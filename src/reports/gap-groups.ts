import type { Report, ReportGap } from '../schemas/report.generated.js';
import { count } from './count.js';

/** A gap, or gaps of one kind that say the same of many things. */
export interface GapGroup {
  readonly kind: ReportGap['kind'];
  readonly reason: string;
  /** The gaps themselves, at least one. */
  readonly gaps: readonly ReportGap[];
  /** What they are about: of many the first, how many more, and in how many accounts. */
  readonly address: string;
  /** Null also where it is said of several things. */
  readonly location: ReportGap['location'];
}

/** Things that are named before "and more". */
const NAMED = 3;

/** Gaps that say the same are told one by one up to this many. */
const MOST_ALONE = 4;

/**
 * Gaps with many that say the same put together, in the order of the first of each: a permission that five hundred accounts lack
 * is a line, not five hundred. The JSON report lists every one of them.
 */
export function gapGroups(gaps: Report['gaps']): readonly GapGroup[] {
  const groups = new Map<string, ReportGap[]>();
  for (const gap of gaps) {
    const key = `${gap.kind} ${gap.reason}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [gap]);
    else group.push(gap);
  }
  const together = [...groups.values()].flatMap((group) =>
    group.length > MOST_ALONE ? [group] : group.map((gap) => [gap]),
  );
  const placeOf = new Map(gaps.map((gap, index) => [gap, index]));
  const order = ([gap]: readonly ReportGap[]): number => (gap === undefined ? 0 : (placeOf.get(gap) ?? 0));
  return together
    .sort((a, b) => order(a) - order(b))
    .flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      if (group.length === 1) return [aloneOf(first)];
      return [{ ...aloneOf(first), gaps: group, address: addressOf(group), location: null }];
    });
}

/** A gap that is told by itself. */
export function aloneOf(gap: ReportGap): GapGroup {
  const { kind, reason, address, location } = gap;
  return { kind, reason, address, location, gaps: [gap] };
}

function addressOf(gaps: readonly ReportGap[]): string {
  const addresses = [...new Set(gaps.map(({ address }) => address))];
  const more = addresses.length - NAMED;
  if (more <= 1) return addresses.join(', ');
  const accounts = new Set(addresses.flatMap((address) => ACCOUNT.exec(address)?.[0] ?? []));
  const inAccounts =
    accounts.size > 1 && accounts.size < addresses.length ? ` in ${count(accounts.size, 'account')}` : '';
  return `${addresses.slice(0, NAMED).join(', ')} and ${String(more)} more${inAccounts}`;
}

/** What was not read of an account is known by the account's id, and what of it. */
const ACCOUNT = /\b[0-9]{12}\b/;
