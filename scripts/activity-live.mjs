// Reads a trail's bucket and an Athena table through the real SDK from moto (pip install 'moto[server]').
// usage: npm run build && npm run test:live:activity
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { collectActivity, openSource } from '../dist/activity/index.js';
import { loadCatalogue } from '../dist/catalogue/catalogue.js';
import { record, runInstances, user } from './activity/record.mjs';

const PORT = process.env.MOTO_PORT ?? '5777';
const URL = `http://127.0.0.1:${PORT}`;
Object.assign(process.env, {
  AWS_ENDPOINT_URL: URL,
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

const server = spawn('moto_server', ['-p', PORT], { stdio: 'ignore' });
server.on('error', (error) => {
  console.error(`moto_server cannot be started (${error.message}): pip install 'moto[server]'`);
  process.exit(1);
});
try {
  await waitFor(URL);
  await bucket();
  await table();
  console.log('the bucket and the table were read as written');
} finally {
  server.kill();
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
  await fetch(`${URL}/moto-api/static/athena/query-results`, {
    method: 'POST',
    body: JSON.stringify({ account_id: '123456789012', region: 'us-east-1', results: [{ rows, column_info }] }),
  });
  const log = await collectActivity([openSource('athena://primary/logs.trail?date=timestamp')], loadCatalogue(), SPAN);
  assert.deepEqual(
    log.calls.map(({ eventId, types }) => [eventId, types]),
    [['id', ['c5.large']]],
  );
}

async function waitFor(url) {
  for (let tries = 0; ; tries += 1) {
    if (
      await fetch(`${url}/moto-api/`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    if (tries > 120) throw new Error('moto_server did not start within a minute');
    await sleep(500);
  }
}
