import type { Costs, CostSeries } from './reading/cost-sums.js';

const DAY = 86_400_000;
/** A report of fewer days does not show which Regions are usual. */
const LEAST_DAYS = 7;
/** A launch is compared with a week before it, of which the report must have some days. */
const DAYS_BEFORE = 7;
const LEAST_DAYS_BEFORE = 3;
const MOST_RESOURCES = 50_000;
const MOST_SERIES = 50_000;
const MOST_NEW_REGIONS = 50;

/** An amount in one currency. */
export interface Amount {
  readonly amount: number;
  readonly currency: string;
}

/** A Region in which compute was billed for the first time. */
export interface NewRegion extends Amount {
  /** Empty for an export that is not parted by account. */
  readonly account: string;
  readonly region: string;
  /** Milliseconds since 1970: the day. */
  readonly first: number;
}

/** What compute cost around a launch. */
export interface SpendChange {
  /** A day, in the week before. */
  readonly before: number;
  /** On the day of the launch or the next one, whichever was dearer. */
  readonly after: number;
  /** Milliseconds since 1970: that day. */
  readonly day: number;
  readonly currency: string;
  /** True when the report goes on for a day behind the next one, so that nothing is missing in them. */
  readonly complete: boolean;
}

type Series = Omit<CostSeries, 'days'> & { readonly days: Map<number, number> };

/** What compute cost, as cost reports say. Without any it knows nothing. */
export class Bill {
  readonly #byResource = new Map<string, Amount>();
  /** By account and Region, then by usage type. */
  readonly #series = new Map<string, Map<string, Series>>();
  #size = 0;
  readonly #spans = new Map<string, { first: number; last: number }>();
  /** Resources, and usage types of Regions, for which there was no more room. */
  leftOut = 0;

  add({ series, resources, spans, leftOut }: Costs): void {
    this.leftOut += leftOut;
    for (const [account, first, last] of spans) {
      const known = this.#spans.get(account);
      this.#spans.set(account, {
        first: Math.min(known?.first ?? first, first),
        last: Math.max(known?.last ?? last, last),
      });
    }
    for (const one of series) this.#addSeries(one);
    for (const { resource, amount, currency } of resources) {
      const known = this.#byResource.get(resource);
      if (known === undefined && this.#byResource.size >= MOST_RESOURCES) this.leftOut += 1;
      else if (known === undefined || known.currency === currency)
        this.#byResource.set(resource, { amount: (known?.amount ?? 0) + amount, currency });
    }
  }

  #addSeries(one: CostSeries): void {
    const place = `${one.account} ${one.region}`;
    const ofPlace = this.#series.get(place) ?? new Map<string, Series>();
    const type = `${one.usageType} ${one.currency}`;
    const known = ofPlace.get(type);
    if (known !== undefined) {
      for (const [day, amount] of one.days) known.days.set(day, (known.days.get(day) ?? 0) + amount);
    } else if (this.#size >= MOST_SERIES) this.leftOut += 1;
    else {
      this.#size += 1;
      ofPlace.set(type, { ...one, days: new Map(one.days) });
      this.#series.set(place, ofPlace);
    }
  }

  /** What these resources cost together, and how many of them stand in the bill; null when none does. */
  of(resources: Iterable<string>): (Amount & { readonly resources: number }) | null {
    const found = [...new Set(resources)].flatMap((resource) => this.#byResource.get(resource) ?? []);
    const [first] = found;
    if (first === undefined) return null;
    // A bill is in one currency; amounts of another would not add up.
    const { currency } = first;
    const alike = found.filter((one) => one.currency === currency);
    return { currency, amount: alike.reduce((sum, { amount }) => sum + amount, 0), resources: alike.length };
  }

  /**
   * What compute cost in the account and Region before and after `time`: that of these instance types, or all where none is named.
   * Null when the report does not reach back some days, or not to the launch.
   */
  change(account: string, region: string, types: readonly string[], time: number): SpendChange | null {
    const owner = this.#ownerOf(account);
    const span = this.#spans.get(owner);
    const launch = Math.floor(time / DAY);
    if (span === undefined || launch - span.first < LEAST_DAYS_BEFORE || span.last < launch) return null;
    const series = [...(this.#series.get(`${owner} ${region}`)?.values() ?? [])].filter(
      ({ usageType }) => types.length === 0 || types.some((type) => usageType.endsWith(`:${type}`)),
    );
    const { currency = '' } = series[0] ?? {};
    const on = (day: number): number =>
      series.reduce((sum, one) => sum + (one.currency === currency ? (one.days.get(day) ?? 0) : 0), 0);
    const from = Math.max(span.first, launch - DAYS_BEFORE);
    let before = 0;
    for (let day = from; day < launch; day += 1) before += on(day);
    const dearer = on(launch + 1) > on(launch) ? launch + 1 : launch;
    return {
      before: before / (launch - from),
      after: on(dearer),
      day: dearer * DAY,
      currency,
      complete: span.last > launch + 1,
    };
  }

  /** The account, or none where the report does not part by account. */
  #ownerOf(account: string): string {
    return this.#spans.has(account) ? account : '';
  }

  /** True when the report reaches back at least `days` before `time` in the account. */
  reaches(account: string, time: number, days: number): boolean {
    return (this.#spans.get(this.#ownerOf(account))?.first ?? Infinity) * DAY <= time - days * DAY;
  }

  /** True when compute was billed in the Region on a day before; lines begin with their hour or day, not with the launch. */
  usedRegion(account: string, region: string, time: number): boolean {
    const first = firstDayOf(this.#series.get(`${this.#ownerOf(account)} ${region}`));
    return first !== null && first * DAY < time - DAY;
  }

  /** Regions whose first compute was billed a week after the report of the account begins, or later; the latest first. */
  newRegions(): readonly NewRegion[] {
    return [...this.#series.values()]
      .flatMap((ofPlace): NewRegion[] => {
        const first = firstDayOf(ofPlace);
        const [one] = ofPlace.values();
        if (first === null || one === undefined) return [];
        const { account, region, currency } = one;
        let amount = 0;
        for (const { currency: other, days } of ofPlace.values())
          if (other === currency) for (const billed of days.values()) amount += billed;
        return [{ account, region, currency, amount, first: first * DAY }];
      })
      .filter(({ account, region, first }) => region !== '' && this.reaches(account, first, LEAST_DAYS))
      .sort((a, b) => b.first - a.first || (a.region < b.region ? -1 : 1))
      .slice(0, MOST_NEW_REGIONS);
  }
}

function firstDayOf(ofPlace: ReadonlyMap<string, Series> | undefined): number | null {
  let first = Infinity;
  for (const { days } of ofPlace?.values() ?? []) for (const day of days.keys()) first = Math.min(first, day);
  return first === Infinity ? null : first;
}
