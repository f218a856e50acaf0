import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { record, runInstances, user } from '../../scripts/activity/record.mjs';
import { Bill } from '../../src/activity/bill.js';
import { joinActivity } from '../../src/activity/index.js';
import type { Costs } from '../../src/activity/reading/cost-sums.js';
import { costRise, costSteady } from '../../src/activity/signals/cost-rise.js';
import { newRegion } from '../../src/activity/signals/new-region.js';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { DAY, evidence, instance, launch, readGzip, TIME } from './evidence.js';
import { logOf } from './log.js';

const CUR2 =
  'line_item_usage_account_id,line_item_usage_start_date,line_item_usage_type,line_item_line_item_type,line_item_resource_id,line_item_unblended_cost,line_item_currency_code,product_region_code';
const CUR =
  'identity/LineItemId,lineItem/UsageAccountId,lineItem/UsageStartDate,lineItem/UsageType,lineItem/LineItemType,lineItem/ResourceId,lineItem/UnblendedCost,lineItem/CurrencyCode,product/region';
const cost = (
  day: number,
  region = 'eu-west-1',
  { resource = instance, type = 'EU-BoxUsage:p3.16xlarge', amount = '12.24', kind = 'Usage' } = {},
): string =>
  `111111111111,${new Date(TIME + day * DAY).toISOString().slice(0, 19)}Z,${type},${kind},${resource},${amount},USD,${region}`;

function billOf(...lines: readonly string[]): Bill {
  const bill = new Bill();
  bill.add(costsOf([CUR2, ...lines, ''].join('\n')));
  return bill;
}

function costsOf(text: string, uri = 'cur.csv.gz'): Costs {
  const { costs, problem } = readGzip(uri, text);
  expect(problem).toBeNull();
  if (costs === undefined) throw new Error(`${uri} is no cost report`);
  return costs;
}
const daysOf = ({ series }: Costs): [string, string, string, number, number][] =>
  series.flatMap(({ account, region, usageType, days }) =>
    [...days].map(([day, amount]): [string, string, string, number, number] => [
      account,
      region,
      usageType,
      day - TIME / DAY,
      amount,
    ]),
  );

describe('a cost report', () => {
  const P3 = 'EU-BoxUsage:p3.16xlarge';
  test.each([
    { name: 'of Data Exports', text: `${CUR2}\n${cost(0)}\n${cost(0.04)}\n` },
    { name: 'of the older form', text: `${CUR}\n"a,b",${cost(0)}\nx,${cost(0.04)}\n` },
    {
      name: 'whose times are written with a blank',
      text: `${CUR2}\n${cost(0).replace('T00:00:00Z', ' 00:00:00.000')}\n${cost(0.04)}\n`,
    },
  ])('$name says what a resource and a usage type cost', ({ text }) => {
    const costs = costsOf(text);
    expect(costs.resources).toEqual([{ resource: instance, currency: 'USD', amount: 24.48 }]);
    expect(daysOf(costs)).toEqual([['111111111111', 'eu-west-1', P3, 0, 24.48]]);
  });

  test('of Cost Explorer says what usage types cost each day, in the Regions that they name', () => {
    const text = [
      '"Usage type","AFS1-BoxUsage:p3.16xlarge($)","BoxUsage:c5.large($)","EU-EBS:VolumeUsage.gp3($)","Total costs($)"',
      '"Usage type total","1,412.5","3","9","1424.5"',
      '"2026-11-23","","1","4","5"',
      '"2026-11-24","1,412.5","2","5","1419.5"',
    ].join('\n');
    const costs = costsOf(text, 'costs.csv');
    expect(daysOf(costs)).toEqual([
      ['', 'us-east-1', 'BoxUsage:c5.large', -1, 1],
      ['', 'us-east-1', 'BoxUsage:c5.large', 0, 2],
      ['', 'af-south-1', 'AFS1-BoxUsage:p3.16xlarge', 0, 1412.5],
    ]);
    expect(costs.spans).toEqual([['', TIME / DAY - 1, TIME / DAY]]);
  });

  const answer = (changes: Record<string, unknown> = {}, key = 'USAGE_TYPE', end = '2026-11-25'): string =>
    JSON.stringify({
      GroupDefinitions: [
        { Type: 'DIMENSION', Key: 'LINKED_ACCOUNT' },
        { Type: 'DIMENSION', Key: key },
      ],
      ResultsByTime: [
        {
          TimePeriod: { Start: '2026-11-24', End: end },
          Total: {},
          Groups: [
            {
              Keys: ['111111111111', 'EUC1-SpotUsage:g5.xlarge'],
              Metrics: { UnblendedCost: { Amount: '12.5', Unit: 'USD' } },
            },
          ],
          Estimated: true,
        },
      ],
      ...changes,
    });

  test('that Cost Explorer answered says the same, by account', () => {
    const costs = costsOf(answer(), 'answer.json');
    expect(daysOf(costs)).toEqual([['111111111111', 'eu-central-1', 'EUC1-SpotUsage:g5.xlarge', 0, 12.5]]);
  });

  const explorer = (rows: readonly string[], by = 'Usage type'): string =>
    [`${by},BoxUsage:c5.large($),Total costs($)`, ...rows].join('\n');
  test.each([
    {
      name: 'no amount',
      text: `${CUR2.replace('line_item_unblended_cost', 'cost')}\n${cost(0)}`,
      problem: 'is a cost report without the column `line_item_unblended_cost`',
    },
    {
      name: 'lines without a time',
      text: `${CUR2}\n${cost(0).replace(/2026[^,]*/, 'never')}`,
      problem: 'holds 1 lines without an account, a time or an amount',
    },
    {
      name: 'amounts that are none',
      text: `${CUR2}\n${cost(0, 'eu-west-1', { amount: '1e999' })}`,
      problem: 'holds 1 lines without an account, a time or an amount',
    },
    {
      name: 'months',
      text: `${CUR2},line_item_usage_end_date\n${cost(0)},2026-12-01T00:00:00Z`,
      problem: 'is a cost report by month: days are looked at, so choose the granularity of hours or days',
    },
    {
      name: 'an export by service',
      uri: 'e.csv',
      text: explorer(['2026-11-24,1,1'], 'Service'),
      problem: 'is an export of Cost Explorer by service: expected one by usage type',
    },
    {
      name: 'an export by month',
      uri: 'e.csv',
      text: explorer(['2026-10-01,1,1', '2026-11-01,1,1']),
      problem: 'is an export of Cost Explorer by month: expected one by day',
    },
    {
      name: 'an export with odd amounts',
      uri: 'e.csv',
      text: explorer(['2026-11-24,much,1', 'someday,1,1']),
      problem: 'holds 2 days or amounts that are none',
    },
    {
      name: 'an answer by service',
      uri: 'a.json',
      text: answer({}, 'SERVICE'),
      problem: 'is an answer of Cost Explorer that is not by usage type (`--group-by Type=DIMENSION,Key=USAGE_TYPE`)',
    },
    {
      name: 'an answer by month',
      uri: 'a.json',
      text: answer({}, 'USAGE_TYPE', '2026-12-01'),
      problem: 'is an export of Cost Explorer by month: expected one by day',
    },
    { name: 'an answer that was cut off', uri: 'a.json', text: answer().slice(0, -9), problem: 'is not JSON' },
    {
      name: 'an answer without amounts',
      uri: 'a.json',
      text: answer().replaceAll('UnblendedCost', 'UsageQuantity'),
      problem: 'holds 1 groups without a day or UnblendedCost',
    },
  ])('says what is wrong: $name', ({ uri = 'cur.csv.gz', text, problem }) => {
    expect(readGzip(uri, text).problem).toBe(problem);
  });

  test('any answer ends without an error', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const { problem } = readGzip('a.json', `{"GroupDefinitions": ${json}, "ResultsByTime": ${json}}`);
        expect(problem === null || problem.length > 0).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  test.each([
    { name: 'storage', line: cost(0, 'eu-west-1', { type: 'EU-EBS:VolumeUsage.gp3' }) },
    { name: 'a tax', line: cost(0, 'eu-west-1', { kind: 'Tax' }) },
  ])('$name is no compute', ({ line: only }) => {
    expect(billOf(only).of([instance])).toBeNull();
  });

  test.each([
    ['an instance', 'BoxUsage:c5.large'],
    ['a Spot instance', 'APN1-SpotUsage:c5.large'],
    ['a Fargate task', 'USE1-Fargate-vCPU-Hours:perCPU'],
    ['a notebook', 'USE1-Notebk:ml.p3.2xlarge'],
    ['a function', 'USE1-Lambda-GB-Second'],
  ])('%s is', (_, type) => {
    expect(billOf(cost(0, 'eu-west-1', { type })).of([instance])).toEqual({
      ...{ amount: 12.24, currency: 'USD', resources: 1 },
    });
  });

  test('names Regions in which compute is new, if it reaches back a week', () => {
    const bill = billOf(cost(-20), cost(0), cost(0, 'af-south-1'), cost(-15, 'us-east-1'));
    expect(bill.newRegions().map(({ region, first }) => [region, first])).toEqual([['af-south-1', TIME]]);
    expect(billOf(cost(-3), cost(0, 'af-south-1')).newRegions()).toEqual([]);
  });

  test('of many usage types keeps the sum of a Region', () => {
    const lines = Array.from({ length: 20_010 }, (_, index) =>
      cost(0, 'eu-west-1', { type: `EU-BoxUsage:x${index}.a`, amount: '1' }),
    );
    const costs = costsOf([CUR2, ...lines].join('\n'));
    expect(costs.series.length).toBe(20_001);
    expect(daysOf(costs).reduce((sum, [, , , , amount]) => sum + amount, 0)).toBe(20_010);
  });

  test('of two files is one bill', () => {
    const bill = billOf(cost(0));
    bill.add(costsOf(`${CUR2}\n${cost(0)}\n${cost(0, 'eu-west-1', { resource: 'i-2' })}`));
    expect(bill.of([instance, 'i-2'])).toEqual({ amount: 36.72, currency: 'USD', resources: 2 });
  });

  test('names are bounded', () => {
    const bill = billOf(cost(0, 'eu-west-1', { resource: 'x'.repeat(5000) }));
    expect(bill.of(['x'.repeat(512)])).toEqual({ amount: 12.24, currency: 'USD', resources: 1 });
  });

  const inAfrica = launch({ awsRegion: 'af-south-1' });
  test.each([
    {
      name: 'a Region that was never paid for is new',
      lines: [cost(-20)],
      says: 'Nothing was launched in af-south-1 before.',
    },
    { name: 'one that was is not', lines: [cost(-20), cost(-10, 'af-south-1')], says: null },
    {
      name: 'what the launch itself costs is not before it',
      lines: [cost(-20), cost(-0.5, 'af-south-1')],
      says: 'Nothing was launched in af-south-1 before.',
    },
    { name: 'a report of three days does not say', lines: [cost(-3)], says: null },
  ])('with a log of one hour: $name', ({ lines, says }) => {
    expect(evidence(newRegion, [inAfrica], { bill: billOf(...lines) })).toBe(says);
  });

  test('an episode says what it cost', () => {
    const bill = billOf(cost(0), cost(0.05, 'eu-west-1', { resource: 'i-another' }));
    const log = { ...logOf([launch()]), bill };
    const trust = { accounts: [], organization: null, owners: {}, oidc: [] };
    const { report } = joinActivity([], log, loadCatalogue(), trust);
    expect(report.elsewhere[0]?.cost).toEqual({ amount: 12.24, currency: 'USD', resources: 1 });
    expect(joinActivity([], logOf([launch()]), loadCatalogue(), trust).report.elsewhere[0]?.cost).toBeNull();
  });
});

/** A week of the usual, then what each of three days cost. */
const spend = (
  usual: number,
  days: readonly number[],
  { type = 'EU-BoxUsage:c5.large', region = 'eu-west-1' } = {},
): string[] =>
  [
    ...Array.from({ length: 7 }, (_, index) => [index - 7, usual] as const),
    ...days.map((amount, index) => [index, amount] as const),
  ].map(([day, amount]) => cost(day, region, { type, amount: String(amount) }));

describe('the bill around a launch', () => {
  const fargate = record({
    time: TIME,
    source: 'ecs',
    name: 'RunTask',
    identity: user('ann'),
    requestParameters: { launchType: 'FARGATE', count: 1, taskDefinition: 't' },
    responseElements: { tasks: [{ taskArn: 'arn:aws:ecs:eu-west-1:111111111111:task/c/1', cpu: '256' }] },
  });
  test.each([
    { name: 'that rises on the day', lines: spend(10, [300, 20, 20]), rise: true },
    { name: 'that rises on the next day', lines: spend(10, [20, 300, 20]), rise: true },
    { name: 'that ends with the day of the launch', lines: spend(10, [300]), rise: true },
    {
      name: 'that begins with the launch, among others',
      lines: [...spend(0, [60, 60, 60]), cost(-6, 'us-east-1')],
      rise: true,
    },
    { name: 'that rises by little', lines: spend(1, [40, 40, 40]) },
    { name: 'that doubles', lines: spend(100, [200, 200, 200]) },
    { name: 'that rises for another type', lines: spend(10, [300, 300, 300], { type: 'EU-BoxUsage:p3.2xlarge' }) },
    { name: 'that rises elsewhere', lines: [...spend(10, [300, 300], { region: 'eu-west-2' })] },
    { name: 'that rises later', lines: spend(10, [20, 20, 300]) },
    { name: 'of two days before', lines: [cost(-2), ...spend(10, [300]).slice(-1)] },
    { name: 'that ends before the launch', lines: spend(10, []) },
    { name: 'that stays', lines: spend(10, [11, 9, 9]), steady: true },
    { name: 'that stays, and is not told to its end', lines: spend(10, [11, 9]) },
    { name: 'that has nothing of the type', lines: [cost(-7), cost(2)] },
    {
      name: 'of all compute, for what has no instance type',
      records: [fargate],
      lines: spend(10, [300], { type: 'EU-Fargate-vCPU-Hours:perCPU' }),
      rise: true,
    },
    {
      name: 'of a launch that was refused',
      records: [launch({ errorCode: 'Client.UnauthorizedOperation', responseElements: null })],
      lines: spend(10, [300]),
    },
  ])('$name', ({ lines, records = [launch()], rise = false, steady = false }) => {
    const bill = billOf(...lines);
    expect(evidence(costRise, records, { bill }) !== null).toBe(rise);
    expect(evidence(costSteady, records, { bill }) !== null).toBe(steady);
  });

  test('reads as a sentence', () => {
    expect(evidence(costRise, [launch()], { bill: billOf(...spend(10, [300, 20])) })).toBe(
      'c5.large in eu-west-1 cost 300.00 USD on 2026-11-24, and 10.00 a day in the week before.',
    );
    expect(evidence(costSteady, [launch()], { bill: billOf(...spend(10, [11, 9, 9])) })).toBe(
      'What was launched cost no more than in the week before: 11.00 USD on 2026-11-24, 10.00 a day before.',
    );
  });

  test('is not steady if one of several launches is not', () => {
    const other = launch({ eventID: 'other', ...runInstances({ type: 'c5.xlarge' }) });
    const bill = billOf(...spend(10, [11, 9, 9]), ...spend(10, [50, 9, 9], { type: 'EU-BoxUsage:c5.xlarge' }));
    expect(evidence(costSteady, [launch(), other], { bill })).toBeNull();
  });

  test('of an organization, which is not parted by account, counts for each', () => {
    const text = [
      'Usage type,EU-BoxUsage:c5.large($),Total costs($)',
      ...[-4, -3, -2, -1].map((day) => `${new Date(TIME + day * DAY).toISOString().slice(0, 10)},1,1`),
      '2026-11-24,500,500',
    ].join('\n');
    const bill = new Bill();
    bill.add(costsOf(text, 'explorer.csv'));
    expect(evidence(costRise, [launch()], { bill })).toContain('cost 500.00 USD');
  });
});

test('never alarms alone, and is no episode without a launch', () => {
  const { signals, thresholds } = loadCatalogue().activity;
  expect(signals['cost-rise']?.weight).toBeLessThan(thresholds.possible);
  const log = { ...logOf([]), bill: billOf(...spend(10, [900, 900])) };
  const trust = { accounts: [], organization: null, owners: {}, oidc: [] };
  expect(joinActivity([], log, loadCatalogue(), trust).report.elsewhere).toEqual([]);
});
