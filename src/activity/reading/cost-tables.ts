import { CostSums, type Costs } from './cost-sums.js';

/** Takes the rows of a table that says what was paid. */
export interface CostTable {
  add(fields: readonly string[]): void;
  /** What the rows say, and what of them could not be read. */
  end(): { readonly costs: Costs; readonly problem: string | null };
}

const DAY = 86_400_000;

/** The table that begins with these columns; null when it is none of costs. */
export function costTable(columns: readonly string[]): CostTable | null {
  return usageReport(columns.map((name) => name.toLowerCase())) ?? explorerTable(columns);
}

/** Columns of Cost and Usage Reports, and of Data Exports (https://docs.aws.amazon.com/cur/latest/userguide/table-dictionary-cur2-line-item.html). */
const COLUMNS = {
  usageType: ['line_item_usage_type', 'lineitem/usagetype'],
  kind: ['line_item_line_item_type', 'lineitem/lineitemtype'],
  start: ['line_item_usage_start_date', 'lineitem/usagestartdate'],
  end: ['line_item_usage_end_date', 'lineitem/usageenddate'],
  account: ['line_item_usage_account_id', 'lineitem/usageaccountid'],
  resource: ['line_item_resource_id', 'lineitem/resourceid'],
  amount: ['line_item_unblended_cost', 'lineitem/unblendedcost'],
  currency: ['line_item_currency_code', 'lineitem/currencycode'],
  region: ['product_region_code', 'product/regioncode', 'product/region'],
  zone: ['line_item_availability_zone', 'lineitem/availabilityzone'],
} as const;
type Column = keyof typeof COLUMNS;
const NEEDED: readonly Column[] = ['usageType', 'start', 'account', 'amount'];

/** Lines of usage: no fees, taxes, credits or what only corrects others. */
const USAGE = new Set(['Usage', 'DiscountedUsage', 'SavingsPlanCoveredUsage']);
/** A line may be of an hour or a day; one of a month says nothing of its days. */
const LONGEST_LINE = DAY;

function usageReport(columns: readonly string[]): CostTable | null {
  const at = Object.fromEntries(
    Object.entries(COLUMNS).map(([name, spellings]) => [
      name,
      columns.findIndex((column) => (spellings as readonly string[]).includes(column)),
    ]),
  ) as Record<Column, number>;
  if (at.usageType < 0) return null;
  const sums = new CostSums();
  const missing = NEEDED.find((name) => at[name] < 0);
  let unread = 0;
  let byMonth = 0;
  return {
    add(fields) {
      const text = (column: Column): string => fields[at[column]] ?? '';
      const account = text('account');
      const time = timeOf(text('start'));
      const amount = amountOf(text('amount'));
      if (!/^\d{12}$/.test(account) || Number.isNaN(time) || Number.isNaN(amount)) {
        unread += 1;
        return;
      }
      sums.cover(account, time);
      if (at.kind >= 0 && !USAGE.has(text('kind'))) return;
      if (timeOf(text('end')) - time > LONGEST_LINE) {
        byMonth += 1;
        return;
      }
      const region = (text('region') || text('zone').replace(/[a-z]$/, '')).slice(0, 64);
      sums.add({
        ...{ account, region, time, amount },
        usageType: text('usageType').slice(0, 128),
        resource: text('resource').slice(0, 512),
        currency: (text('currency') || 'USD').slice(0, 8),
      });
    },
    end: () => ({
      costs: sums.costs(),
      problem:
        missing !== undefined
          ? `is a cost report without the column \`${COLUMNS[missing][0]}\``
          : unread > 0
            ? `holds ${unread} lines without an account, a time or an amount`
            : byMonth > 0
              ? 'is a cost report by month: days are looked at, so choose the granularity of hours or days'
              : null,
    }),
  };
}

/** Told by its last column, which holds the sum. */
const TOTAL = /^total costs?\s*\(.{1,4}\)$/i;

/** What Cost Explorer exports as CSV: a column for each usage type, with the currency behind its name, and a row for each day. */
function explorerTable(columns: readonly string[]): CostTable | null {
  const [dimension = '', ...names] = columns;
  if (!names.some((name) => TOTAL.test(name))) return null;
  const sums = new CostSums();
  const types = names.map((name) => {
    const [, usageType = '', sign = ''] = /^(.*?)\s*\((.{1,4})\)$/.exec(name) ?? [];
    return TOTAL.test(name) ? null : { usageType: usageType.slice(0, 128), currency: sign === '$' ? 'USD' : sign };
  });
  const wrong = !/^usage type$/i.test(dimension);
  const days: number[] = [];
  let unread = 0;
  return {
    add([day = '', ...amounts]) {
      if (wrong || /total$/i.test(day)) return;
      const time = timeOf(day);
      if (Number.isNaN(time)) {
        unread += 1;
        return;
      }
      days.push(time);
      sums.cover('', time);
      for (const [index, text] of amounts.entries()) {
        const type = types[index] ?? null;
        const amount = text === '' ? 0 : amountOf(text);
        if (Number.isNaN(amount)) unread += 1;
        else if (type !== null && amount !== 0)
          sums.add({ account: '', region: '', resource: '', time, amount, ...type });
      }
    },
    end() {
      const monthly = days.length > 1 && days.slice(1).every((time, index) => time - (days[index] ?? 0) >= 28 * DAY);
      return {
        costs: (monthly ? new CostSums() : sums).costs(),
        problem: wrong
          ? `is an export of Cost Explorer by ${dimension.slice(0, 40).toLowerCase()}: expected one by usage type`
          : monthly
            ? BY_MONTH
            : unread > 0
              ? `holds ${unread} days or amounts that are none`
              : null,
      };
    },
  };
}

export const BY_MONTH = 'is an export of Cost Explorer by month: expected one by day';

/** `2026-11-24T02:00:00Z`, `2026-11-24`, or as Athena and Data Exports write it: `2026-11-24 02:00:00.000`; NaN for any other text. */
export function timeOf(text: string): number {
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return NaN;
  return Date.parse(/^.{10} \d\d:\d\d:\d\d(\.\d+)?$/.test(text) ? `${text.replace(' ', 'T')}Z` : text);
}

/** NaN for a text that is no amount, or none that can be added up. */
export function amountOf(text: string): number {
  const amount = text === '' ? NaN : Number(text.replaceAll(',', ''));
  return Number.isFinite(amount) ? amount : NaN;
}
