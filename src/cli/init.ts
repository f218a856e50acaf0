import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { loadCatalogue } from '../catalogue/catalogue.js';
import {
  CONFIGURATION_FILE,
  configurationText,
  InputError,
  loadInput,
  parseConfiguration,
  type Settings,
} from '../inputs/index.js';
import { suggestTrust } from '../questions/suggest-trust.js';
import { HELP } from './help.js';
import { FAIL_ON, oneOf, parseOptions, THREAT_MODELS } from './options.js';
import { knownNames } from './session.js';
import { EXIT, type Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';
import { writeWhole } from './write-whole.js';

/** Options of `init`. */
export const INIT_OPTIONS = {
  'trust-account': { type: 'string', multiple: true },
  organization: { type: 'string' },
  owner: { type: 'string', multiple: true },
  'threat-model': { type: 'string' },
  'fail-on': { type: 'string' },
  output: { type: 'string', short: 'o' },
  force: { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
} as const;

/** `iam-miner-lint init`: writes a configuration from flags and inputs, and asks where somebody can answer. */
export async function initCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseOptions(args, INIT_OPTIONS);
  if (values.help === true) {
    terminal.stdout.write(HELP.init);
    return EXIT.clean;
  }
  const path = resolve(terminal.cwd(), values.output ?? CONFIGURATION_FILE);
  if (values.force !== true && (await exists(path)))
    throw new InputError(path, '', 'is there already; --force replaces it');
  const inputs = [];
  for (const input of positionals) inputs.push(await loadInput(input, { stdin: terminal.stdin }));
  const suggested = suggestTrust(inputs);
  const given: Settings = {
    accounts: unique([...suggested.accounts, ...(values['trust-account'] ?? [])]),
    organization: values.organization ?? suggested.organization,
    owners: { ...suggested.owners, ...parseOwners(values.owner ?? []) },
    threatModel: oneOf('threat-model', values['threat-model'] ?? 'outsider', THREAT_MODELS),
    failOn: oneOf('fail-on', values['fail-on'] ?? 'high', FAIL_ON),
  };
  const asks = values.yes !== true && terminal.stdin.isTTY === true && !positionals.includes('-');
  const text = await configurationText(asks ? await ask(given, terminal) : given);
  // Whatever was given by hand is checked as it will be when it is read.
  await parseConfiguration(text, path, knownNames());
  await writeWhole([{ file: path, text }]);
  terminal.stderr.write(`wrote ${path}\n`);
  return EXIT.clean;
}

/** `PLATFORM=NAME`; every platform keeps its names in the order given. */
function parseOwners(values: readonly string[]): Settings['owners'] {
  const platforms = loadCatalogue().issuers.map(({ id }) => id);
  const owners = new Map<string, string[]>();
  for (const value of values) {
    const [platform = '', name = '', ...rest] = value.split('=');
    if (name === '' || rest.length > 0) throw new UsageError(`--owner: expected PLATFORM=NAME, got \`${value}\``);
    oneOf('owner', platform, platforms);
    owners.set(platform, [...(owners.get(platform) ?? []), name]);
  }
  return Object.fromEntries(owners);
}

/** Asks for each setting; an empty answer keeps what is shown. */
async function ask(given: Settings, { stdin, stderr }: Terminal): Promise<Settings> {
  const lines = createInterface({ input: stdin });
  const answers: AsyncIterator<string, undefined> = lines[Symbol.asyncIterator]();
  const question = async (text: string, shown: string): Promise<string> => {
    stderr.write(`${text} [${shown}]: `);
    const { value, done } = await answers.next();
    return done === true || value.trim() === '' ? shown : value.trim();
  };
  try {
    const accounts = await question('Your AWS accounts, beside those that inputs show', given.accounts.join(' '));
    const organization = await question('Your organization in AWS Organizations', given.organization ?? '');
    const github = await question('Your GitHub organizations', (given.owners['github'] ?? []).join(' '));
    const threatModel = await question(`Threat model (${THREAT_MODELS.join(', ')})`, given.threatModel);
    const failOn = await question(`Fail on (${FAIL_ON.join(', ')})`, given.failOn);
    return {
      accounts: words(accounts),
      organization: organization === '' ? null : organization,
      owners: { ...given.owners, github: words(github) },
      threatModel: oneOf('threat-model', threatModel, THREAT_MODELS),
      failOn: oneOf('fail-on', failOn, FAIL_ON),
    };
  } finally {
    lines.close();
  }
}

function words(text: string): readonly string[] {
  return unique(text.split(/[\s,]+/).filter((word) => word !== ''));
}

function unique(list: readonly string[]): readonly string[] {
  return [...new Set(list)];
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
