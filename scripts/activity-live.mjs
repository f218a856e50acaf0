// Reads a trail's bucket, a cost report and an Athena table through the real SDK from a local AWS API.
// usage: npm run build && npm run test:live:activity
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { collectActivity, openSource } from '../dist/activity/index.js';
import { loadCatalogue } from '../dist/catalogue/catalogue.js';
import { record, runInstances, user } from './activity/record.mjs';
import { openMoto } from './moto.mjs';

const moto = await openMoto();
Object.assign(process.env, {
  AWS_ENDPOINT_URL: moto.endpoint,
  AWS_ACCESS_KEY_ID: 'x',
  AWS_SECRET_ACCESS_KEY: 'x',
  AWS_REGION: 'us-east-1',
});
const TIME = Date.UTC(2026, 10, 24, 12);
const SPAN = { since: TIME - 86_400_000, until: TIME + 86_400_000 };
const launch = (minutes) =>
  record({
    time: TIME + minutes * 60_000,
    source: 'ec2',
    name: 'RunInstances',
    identity: user('ann'),
    ...runInstances({ type: 'c5.large' }),
  });

try {
  await bucket();
  await costs();
  await table();
  console.log('the bucket, the cost report and the table were read as written');
} finally {
  moto.close();
}

/** An organization's bucket: two days that are asked for, one that is not, a digest, a file that is cut off. */
async function bucket() {
  const s3 = new S3Client({ forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'acme-trail' }));
  const put = (key, bytes) =>
    s3.send(
      new PutObjectCommand({ Bucket: 'acme-trail', Key: `logs/AWSLogs/o-abcdefghij/111111111111/${key}`, Body: bytes }),
    );
  const text = (...records) => gzipSync(JSON.stringify({ Records: records }));
  await put('CloudTrail/eu-west-1/2026/11/24/a.json.gz', text(launch(0)));
  await put('CloudTrail/us-east-1/2026/11/25/b.json.gz', text(launch(70)));
  await put('CloudTrail/us-east-1/2026/10/01/old.json.gz', text(launch(0)));
  await put('CloudTrail/eu-west-1/2026/11/24/cut.json.gz', text(launch(0)).subarray(0, -10));
  await put('CloudTrail-Digest/eu-west-1/2026/11/24/d.json.gz', text(launch(0)));
  const log = await collectActivity([openSource('s3://acme-trail/logs/')], loadCatalogue(), SPAN);
  assert.equal(log.files, 3);
  assert.equal(log.calls.filter(({ region }) => region === 'eu-west-1').length, 2);
  assert.deepEqual(
    log.unreadable.map(({ reason }) => reason),
    ['ends in the middle of its compressed data'],
  );
  await assert.rejects(
    collectActivity([openSource('s3://nowhere-at-all')], loadCatalogue(), SPAN),
    /AWS answered NoSuchBucket/,
  );
}

/** A report that keeps its versions, of which the manifest names the last. */
async function costs() {
  const s3 = new S3Client({ forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'acme-costs' }));
  const put = (key, Body) =>
    s3.send(new PutObjectCommand({ Bucket: 'acme-costs', Key: `hourly/20261101-20261201/${key}`, Body }));
  const header =
    'line_item_usage_account_id,line_item_usage_start_date,line_item_usage_type,line_item_line_item_type,line_item_resource_id,line_item_unblended_cost,line_item_currency_code,product_region_code';
  const line = '111111111111,2026-11-24T00:00:00Z,EU-BoxUsage:p3.16xlarge,Usage,i-0abc,12,USD,eu-west-1';
  await put('hourly-Manifest.json', JSON.stringify({ assemblyId: 'second' }));
  await put('first/hourly-1.csv.gz', gzipSync(`${header}\n${line}\n`));
  await put('second/hourly-1.csv.gz', gzipSync(`${header}\n${line}\n`));
  const log = await collectActivity([openSource('s3://acme-costs/hourly/')], loadCatalogue(), SPAN);
  assert.equal(log.files, 1);
  assert.equal(log.bill.of(['i-0abc'])?.amount, 12);
}

/** A result that moto was given beforehand. */
async function table() {
  const columns = [
    'eventid',
    'eventtime',
    'eventname',
    'eventsource',
    'identity_type',
    'identity_arn',
    'requestparameters',
  ];
  const one = launch(0);
  const row = [
    'id',
    '2026-11-24T12:00:00Z',
    'RunInstances',
    'ec2.amazonaws.com',
    'IAMUser',
    'arn:aws:iam::111111111111:user/ann',
    JSON.stringify(one.requestParameters),
  ];
  const rows = [columns, row].map((cells) => ({ Data: cells.map((VarCharValue) => ({ VarCharValue })) }));
  const column_info = columns.map((Name) => ({
    CatalogName: 'hive',
    SchemaName: '',
    TableName: '',
    Name,
    Label: Name,
    Type: 'varchar',
    Precision: 2147483647,
    Scale: 0,
    Nullable: 'UNKNOWN',
    CaseSensitive: true,
  }));
  await fetch(`${moto.endpoint}/moto-api/static/athena/query-results`, {
    method: 'POST',
    body: JSON.stringify({ account_id: '123456789012', region: 'us-east-1', results: [{ rows, column_info }] }),
  });
  const log = await collectActivity([openSource('athena://primary/logs.trail?date=timestamp')], loadCatalogue(), SPAN);
  assert.deepEqual(
    log.calls.map(({ eventId, types }) => [eventId, types]),
    [['id', ['c5.large']]],
  );
}
