import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { campaigns } from '../../scripts/activity/campaigns.mjs';
import { record, runInstances, serviceLinked, user } from '../../scripts/activity/record.mjs';
import { joinActivity } from '../../src/activity/index.js';
import { command, quote } from '../../src/activity/respond/shell.js';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { logOf } from './log.js';

// eslint-disable-next-line no-control-regex -- what is left out is what is looked for
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
const trust = { accounts: [], organization: null, owners: {}, oidc: [] };

test('whatever a name holds, a shell reads it as one argument', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ unit: 'binary', maxLength: 30 }).map((text) => text.replaceAll('\0', '')),
        { minLength: 1, maxLength: 5 },
      ),
      (texts) => {
        const out = execFileSync('sh', ['-c', `printf '%s\\0' ${texts.map(quote).join(' ')}`]).toString();
        const clean = texts.map((text) => text.replace(UNSEEN, ''));
        expect(out.split('\0').slice(0, -1)).toEqual(clean.map((text) => Buffer.from(text).toString()));
      },
    ),
    { numRuns: 60 },
  );
});

test.each([
  { text: 'i-0abc', quoted: 'i-0abc' },
  { text: "a'; rm -rf / #", quoted: "'a'\\''; rm -rf / #'" },
  { text: '--delete-everything', quoted: "'--delete-everything'" },
  { text: '', quoted: "''" },
])('$text is written as $quoted', ({ text, quoted }) => {
  expect(quote(text)).toBe(quoted);
});

test('options stay bare, arguments do not', () => {
  expect(command('aws', '--region', '$(id)')).toBe("aws --region '$(id)'");
});

test('a campaign is answered with the keys, the sessions, the resources and the logs', () => {
  const guiVil = campaigns(Date.UTC(2026, 10, 24)).find(({ name }) => name === 'guiVil');
  const { report } = joinActivity([], logOf(guiVil?.records ?? []), loadCatalogue(), trust);
  const commands = report.elsewhere[0]?.respond.map((step) => step.command) ?? [];
  const has = (part: string): boolean => commands.some((one) => one.includes(part));
  expect(
    has('update-access-key --user-name gitlab-runner --access-key-id AKIAGITLABRUNNER7777 --status Inactive'),
  ).toBe(true);
  expect(has('"aws:TokenIssueTime"')).toBe(true);
  expect(has('stop-instances --region us-west-2')).toBe(true);
  expect(has('lookup-events')).toBe(true);
});

test.each([
  { name: 'of a user who signed in to the console', key: 'ASIACONSOLE', asked: true },
  { name: 'of none with a key of their own', key: 'AKIAOWN', asked: false },
])('a password is taken: $name', ({ key, asked }) => {
  const records = ['us-east-1', 'us-west-2', 'eu-north-1', 'sa-east-1'].map((region) =>
    record({
      time: Date.UTC(2026, 10, 24),
      source: 'ec2',
      name: 'RunInstances',
      region,
      identity: user('marta', { key }),
      ...runInstances({ type: 'p4d.24xlarge', count: 4 }),
    }),
  );
  const { report } = joinActivity([], logOf(records), loadCatalogue(), trust);
  const commands = report.elsewhere[0]?.respond.map((step) => step.command) ?? [];
  expect(commands.includes('aws iam delete-login-profile --user-name marta')).toBe(asked);
  expect(commands.some((one) => one.includes(`AttributeValue=${key}`))).toBe(true);
});

test('the key of a service’s role is nobody’s trace', () => {
  const scaling = serviceLinked('autoscaling.amazonaws.com', 'AWSServiceRoleForAutoScaling');
  const start = Date.UTC(2026, 10, 24);
  const { report } = joinActivity(
    [],
    logOf([
      record({
        time: start,
        source: 'autoscaling',
        name: 'CreateAutoScalingGroup',
        identity: user('ann'),
        requestParameters: { autoScalingGroupName: 'x', minSize: 20, maxSize: 999 },
      }),
      record({
        time: start + 60_000,
        source: 'ec2',
        name: 'RunInstances',
        identity: scaling,
        ...runInstances({ type: 'p4d.24xlarge', count: 20, tags: [{ key: 'aws:autoscaling:groupName', value: 'x' }] }),
      }),
    ]),
    loadCatalogue(),
    trust,
  );
  const commands = report.elsewhere[0]?.respond.map((step) => step.command) ?? [];
  expect(commands.filter((one) => one.includes('lookup-events'))).toEqual([
    expect.stringContaining(`AttributeValue=${String(user('ann')['accessKeyId'])}`),
  ]);
});

test('what is not likely mining gets no commands', () => {
  const { report } = joinActivity([], logOf([]), loadCatalogue(), trust);
  expect(report.elsewhere).toEqual([]);
});
