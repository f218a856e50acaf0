// Audits of accounts and of an organization through the real SDK, against a local AWS API, with faults on the way.
// usage: npm run test:live:audit
import './audit/local-names.mjs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compareWithPlan, lint } from './audit/account.mjs';
import { readSnapshot, survivesFaults, survivesKills, survivesRefusals } from './audit/faults.mjs';
import { makeMore } from './audit/more.mjs';
import { makeOrganization, makeRoles, ROLE_NAME, STRANGER } from './audit/organization.mjs';
import { openProxy } from './audit/proxy.mjs';
import { runScheduled } from './audit/scheduled.mjs';
import { openMoto } from './moto.mjs';
import { openSandbox } from './terraform/sandbox.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const KILLS = 20;
const ROLES = 1000;
const ACCOUNTS = 20;
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
const { audit } = await import('../dist/inputs/live/audit.js');

let sandbox;
try {
  sandbox = await openSandbox();
} catch (error) {
  console.error(`npm run test:live:audit: ${error.message}`);
  process.exit(1);
}
const problems = [];
try {
  await accounts();
  await organization();
} finally {
  sandbox.close();
}
console.log(`${problems.length} problems`);
// Sockets that the SDK keeps open would keep the program alive.
process.exit(problems.length === 0 ? 0 : 1);

/** Accounts by Terraform; the larger one then goes through every fault. */
async function accounts() {
  const suite = await openSuite(sandbox.endpoint);
  const small = await compareWithPlan(suite, 'public-role-ec2', join(root, 'examples/public-role-ec2'));
  say(`an example: ${small.findings} findings in its plan and in its account`, small.problems);
  const large = await compareWithPlan(suite, 'account', join(root, 'test/live/account'), async (snapshot) => {
    const made = await makeMore(readSnapshot(snapshot));
    const calls = new Set();
    suite.proxy.judge = (call) => {
      calls.add(call);
      return 'pass';
    };
    const again = join(suite.folder, 'again.json.gz');
    await suite.audit({ path: again });
    const whole = readSnapshot(again);
    say(
      `${made.length} lists of what the provider cannot make here`,
      made
        .filter(([service, list]) => !(whole.regional['us-east-1']?.[service]?.[list]?.length > 0))
        .map(([service, list]) => `nothing in ${list} of ${service}`),
    );
    const { dealt, problems: wrong } = await survivesFaults(suite, whole);
    say(`${dealt.throttle} calls throttled, ${dealt.fail} failed, ${dealt.cut} cut, ${dealt.pass} answered`, wrong);
    const { kills, problems: lost } = await survivesKills(suite, whole, KILLS);
    say(`killed ${kills} times and resumed`, [
      ...lost,
      ...(kills < KILLS ? [`${kills} of ${KILLS} kills came in time`] : []),
    ]);
    say(`${calls.size} kinds of calls refused in turn`, await survivesRefusals(suite, calls));
  });
  say(`an account of many kinds: ${large.findings} findings in its plan and in its account`, large.problems);
  say('the scheduled build: two nights, the second one with a role that is open', await runScheduled(suite, root));
  suite.proxy.close();
}

async function organization() {
  const moto = await openMoto();
  const suite = await openSuite(moto.endpoint);
  try {
    const made = await makeOrganization(ACCOUNTS);
    await makeRoles(ROLES);
    const path = join(suite.folder, 'organization');
    const started = Date.now();
    const { accounts: read, calls, failed } = await suite.audit({ path, roleName: ROLE_NAME });
    const seconds = Math.round((Date.now() - started) / 1000);
    const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
    say(
      `${read.length} accounts, ${ROLES} roles: ${calls} calls in ${seconds} s, ${failed} without an answer, at most ${megabytes} MB`,
      read.length === ACCOUNTS && failed === 0
        ? []
        : [`${read.length} accounts read, ${failed} calls without an answer`],
    );
    say('the organization: a chain over three accounts, and an SCP that closes one role', judge(suite, path, made));
  } finally {
    moto.close();
    suite.proxy.close();
  }
}

/** The findings are the chain and the role that no SCP binds, and nothing else. */
function judge(suite, path, { first, second, third, launching }) {
  const found = lint(suite, suite.folder, [path]).map((text) => JSON.parse(text));
  const role = (account, name) => `arn:aws:iam::${account}:role/${name}`;
  const wanted = [
    [role(first, 'vendor'), role(second, 'middle'), role(third, 'builder')],
    [role(launching, 'open')],
  ].map((principals) => JSON.stringify([STRANGER, principals.sort(), ['ec2-run-instances']]));
  const seen = found.map(({ outsider, principals, compute }) => JSON.stringify([outsider, principals, compute]));
  return [
    ...wanted.filter((one) => !seen.includes(one)).map((one) => `not found: ${one}`),
    ...seen.filter((one) => !wanted.includes(one)).map((one) => `found, and should not be: ${one}`),
  ];
}

async function openSuite(endpoint) {
  const proxy = await openProxy(endpoint);
  const names = pathToFileURL(join(root, 'scripts/audit/local-names.mjs')).href;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: proxy.endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  const env = { ...process.env, NODE_OPTIONS: `--import=${names}` };
  const common = {
    ...{ profile: null, regions: ['us-east-1'], roleName: null, accounts: [], ous: [], resume: false },
    ...{ signal: new AbortController().signal, now: 0, version: '0' },
  };
  const status = () => ({
    calls: 0,
    failed: 0,
    resumed: 0,
    accounts: 0,
    accountsDone: 0,
    regions: 0,
    path: null,
    since: null,
  });
  return {
    ...{ sandbox, proxy, env, folder: sandbox.folder, bin: join(root, 'dist/cli/bin.js') },
    audit: (options) => audit({ ...common, status: status(), ...options }),
  };
}

function say(what, wrong) {
  console.log(`${wrong.length === 0 ? 'ok    ' : 'FAILED'} ${what}`);
  for (const problem of wrong) console.log(`       ${problem}`);
  problems.push(...wrong);
}
