import { detached } from './detached.js';

/** What compute of one usage type cost in one account and Region, day by day. */
export interface CostSeries {
  /** Empty for an export that is not parted by account. */
  readonly account: string;
  readonly region: string;
  /** `USE1-BoxUsage:p3.16xlarge`; empty for the rest where there were too many. */
  readonly usageType: string;
  readonly currency: string;
  /** Amounts by the day, counted since 1970 in UTC. */
  readonly days: ReadonlyMap<number, number>;
}

/** What one resource cost. */
export interface ResourceCost {
  /** Id or ARN. */
  readonly resource: string;
  readonly amount: number;
  readonly currency: string;
}

/** What a cost report says of compute. */
export interface Costs {
  readonly series: readonly CostSeries[];
  readonly resources: readonly ResourceCost[];
  /** First and last day of the report, whatever was billed, for each account. */
  readonly spans: readonly (readonly [account: string, first: number, last: number])[];
  /** Resources for which there was no more room. */
  readonly leftOut: number;
}

/** One line of a cost report. */
export interface CostLine {
  readonly account: string;
  /** Empty where only the usage type tells. */
  readonly region: string;
  readonly usageType: string;
  readonly resource: string;
  readonly amount: number;
  readonly currency: string;
  /** Milliseconds since 1970: the beginning of the hour or day that was billed. */
  readonly time: number;
}

const DAY = 86_400_000;
/**
 * Usage of processors: instances of EC2 and of SageMaker, Fargate, functions, builds. As the usage types of the price lists are
 * called, behind the billing code of the Region.
 */
const COMPUTE =
  /(?:^|-)(?:BoxUsage|SpotUsage|DedicatedUsage|HostBoxUsage|Fargate-vCPU-Hours|Lambda-GB-Second|Build-Min)\b|:ml\.[a-z0-9-]+\./;
const MOST_SERIES = 20_000;
const MOST_RESOURCES = 20_000;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Series = Omit<CostSeries, 'days'> & { readonly days: Map<number, number> };

/** Sums up the lines of one report in bounded memory. */
export class CostSums {
  readonly #series = new Map<string, Series>();
  readonly #resources = new Map<string, Mutable<ResourceCost>>();
  readonly #spans = new Map<string, { first: number; last: number }>();
  #leftOut = 0;

  /** Says that the report covers a day, whatever it cost. */
  cover(account: string, time: number): void {
    const day = Math.floor(time / DAY);
    const span = this.#spans.get(account);
    if (span === undefined) this.#spans.set(detached(account), { first: day, last: day });
    else {
      span.first = Math.min(span.first, day);
      span.last = Math.max(span.last, day);
    }
  }

  /** Adds a line of usage, if it is one of compute. */
  add(line: CostLine): void {
    if (!COMPUTE.test(line.usageType)) return;
    const { account, usageType, resource, currency, amount, time } = line;
    const region = line.region === '' ? regionOf(usageType) : line.region;
    const day = Math.floor(time / DAY);
    const { days } = this.#seriesOf(account, region, usageType, currency);
    days.set(day, (days.get(day) ?? 0) + amount);
    if (resource === '') return;
    const key = `${currency} ${resource}`;
    const known = this.#resources.get(key);
    if (known !== undefined) known.amount += amount;
    else if (this.#resources.size >= MOST_RESOURCES) this.#leftOut += 1;
    else this.#resources.set(detached(key), { resource: detached(resource), currency: detached(currency), amount });
  }

  #seriesOf(account: string, region: string, usageType: string, currency: string): Series {
    // What is beyond the bound stands together, so that the sum of a Region stays whole.
    const kept = this.#series.size < MOST_SERIES ? usageType : '';
    const exact = this.#series.get(`${account} ${region} ${usageType} ${currency}`);
    if (exact !== undefined) return exact;
    const key = `${account} ${region} ${kept} ${currency}`;
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const series: Series = {
      account: detached(account),
      region: detached(region),
      usageType: detached(kept),
      currency: detached(currency),
      days: new Map(),
    };
    this.#series.set(detached(key), series);
    return series;
  }

  costs(): Costs {
    return {
      series: [...this.#series.values()],
      resources: [...this.#resources.values()],
      spans: [...this.#spans].map(([account, { first, last }]) => [account, first, last] as const),
      leftOut: this.#leftOut,
    };
  }
}

/** Codes of Regions in usage types (https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-region-billing-codes.html), and older ones. */
const BILLING_CODES: Readonly<Record<string, string>> = {
  ...{ USE1: 'us-east-1', USE2: 'us-east-2', USW1: 'us-west-1', USW2: 'us-west-2', CAN1: 'ca-central-1' },
  ...{ CAN2: 'ca-west-1', MXC1: 'mx-central-1', SAE1: 'sa-east-1', AFS1: 'af-south-1', CPT: 'af-south-1' },
  ...{ APE1: 'ap-east-1', APE2: 'ap-east-2', APN1: 'ap-northeast-1', APN2: 'ap-northeast-2', APN3: 'ap-northeast-3' },
  ...{ APS1: 'ap-southeast-1', APS2: 'ap-southeast-2', APS3: 'ap-south-1', APS4: 'ap-southeast-3', APS5: 'ap-south-2' },
  ...{ APS6: 'ap-southeast-4', APS7: 'ap-southeast-5', APS8: 'ap-southeast-6', APS9: 'ap-southeast-7' },
  ...{ EU: 'eu-west-1', EUW1: 'eu-west-1', EUW2: 'eu-west-2', EUW3: 'eu-west-3', EUC1: 'eu-central-1' },
  ...{ EUC2: 'eu-central-2', EUN1: 'eu-north-1', EUS1: 'eu-south-1', EUS2: 'eu-south-2', ILC1: 'il-central-1' },
  ...{ MEC1: 'me-central-1', MES1: 'me-south-1', UGW1: 'us-gov-west-1', UGE1: 'us-gov-east-1' },
};

/** The Region that a usage type begins with; none stands for the first one, us-east-1. Empty for a code that is not known. */
function regionOf(usageType: string): string {
  const [, code] = /^([A-Z]{2,3}\d?)-/.exec(usageType) ?? [];
  return code === undefined ? 'us-east-1' : (BILLING_CODES[code] ?? '');
}
