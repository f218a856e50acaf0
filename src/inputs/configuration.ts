import { access } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pointerStep } from '../model/json-pointer.js';
import type { ThreatModel, TrustZone } from '../model/trust-zone.js';
import type { ConfigurationFile } from '../schemas/configuration.generated.js';
import { InputError } from './input-error.js';
import { readInput } from './read.js';
import { checkSchema } from './validate.js';
import { parseYaml } from './yaml-file.js';

/** The file's name, looked for in the working folder and the folders above it. */
export const CONFIGURATION_FILE = 'iam-miner-lint.config.yaml';

/** Findings that somebody has accepted, for a time. A finding must fit everything that is given; something is. */
export interface Suppression {
  /** Id of the rule. */
  readonly rule: string | null;
  /** Glob of the ARN of a principal on the path. */
  readonly principal: string | null;
  /** Glob of the Terraform address of the entry. */
  readonly address: string | null;
  readonly fingerprint: string | null;
  readonly reason: string;
  readonly owner: string;
  /** Last day on which it holds, as `2027-01-31`. */
  readonly expires: string;
}

/** The settings of a run; what the file does not say has its default. */
export interface Configuration {
  /** The file that was read, or null when there is none. */
  readonly path: string | null;
  readonly trust: TrustZone;
  readonly threatModel: ThreatModel;
  readonly failOn: NonNullable<ConfigurationFile['failOn']>;
  /** Severity of every finding of a rule, by the rule's id. */
  readonly severities: NonNullable<ConfigurationFile['severities']>;
  readonly suppressions: readonly Suppression[];
}

/** Where to look, and what the rest of the tool knows. */
export interface ConfigurationSource {
  /** The file, or null to look for {@link CONFIGURATION_FILE} from `folder` upward. */
  readonly path: string | null;
  readonly folder: string;
  /** Ids of the OIDC platforms that may have an owner list. */
  readonly platforms: readonly string[];
  /** Ids of the rules. */
  readonly rules: readonly string[];
}

/** What the rest of the tool knows and the configuration may name. */
export type KnownNames = Pick<ConfigurationSource, 'platforms' | 'rules'>;

/**
 * Reads the configuration, or gives the defaults when there is no file.
 * Throws {@link InputError} with line and pointer for a file that cannot be used.
 */
export async function loadConfiguration({ path, folder, ...known }: ConfigurationSource): Promise<Configuration> {
  const file = path ?? (await findUpward(folder));
  if (file === null) return fromFile({}, null);
  const { uri, text } = await readInput(file);
  return parseConfiguration(text, uri, known);
}

/** Reads the text of a configuration. Throws {@link InputError}. */
export async function parseConfiguration(text: string, uri: string, known: KnownNames): Promise<Configuration> {
  const { data, placed } = await parseYaml(text, uri);
  const { default: validate } = await import('../schemas/configuration.validate.generated.js');
  try {
    const file = checkSchema(validate, data, uri);
    checkMeaning(file, uri, known);
    return fromFile(file, uri);
  } catch (error) {
    throw error instanceof InputError ? placed(error, accountHint(error)) : error;
  }
}

/** YAML has read a number that was meant as text. */
function accountHint({ pointer }: InputError): (value: unknown) => string {
  const isAccount = /^\/trust\/accounts\/\d+$/.test(pointer);
  return (value) =>
    isAccount && typeof value === 'number' ? '; write an account id in quotes, so that it is not read as a number' : '';
}

async function findUpward(folder: string): Promise<string | null> {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const file = join(at, CONFIGURATION_FILE);
    try {
      await access(file);
      return file;
    } catch {
      if (dirname(at) === at) return null;
    }
  }
}

/** What a schema cannot say. */
function checkMeaning(
  { trust = {}, severities = {}, suppressions = [] }: ConfigurationFile,
  uri: string,
  { platforms, rules }: KnownNames,
): void {
  for (const key of Object.keys(trust)) {
    if (!SETTINGS.has(key) && !platforms.includes(key)) {
      const known = [...SETTINGS, ...platforms].map((name) => `\`${name}\``).join(', ');
      throw new InputError(uri, `/trust/${pointerStep(key)}`, `expected one of ${known}`);
    }
  }
  for (const rule of Object.keys(severities)) {
    if (!rules.includes(rule)) throw new InputError(uri, `/severities/${pointerStep(rule)}`, `no rule \`${rule}\``);
  }
  suppressions.forEach((suppression, index) => {
    const pointer = `/suppressions/${String(index)}`;
    if (CRITERIA.every((name) => suppression[name] === undefined))
      throw new InputError(uri, pointer, `expected one of ${CRITERIA.map((name) => `\`${name}\``).join(', ')}`);
    if (!isDay(suppression.expires))
      throw new InputError(uri, `${pointer}/expires`, 'expected a date such as `2027-01-31`');
  });
}

const CRITERIA = ['rule', 'principal', 'address', 'fingerprint'] as const;
const SETTINGS: ReadonlySet<string> = new Set(['accounts', 'organization', 'oidc']);

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.valueOf()) && date.toISOString().startsWith(text);
}

function fromFile(
  { trust = {}, threatModel, failOn, severities = {}, suppressions = [] }: ConfigurationFile,
  path: string | null,
): Configuration {
  const { accounts = [], organization = null, oidc = [] } = trust;
  const owners = Object.entries(trust).flatMap(([platform, list]) =>
    SETTINGS.has(platform)
      ? []
      : [[platform, (Array.isArray(list) ? list : []).filter((owner) => typeof owner === 'string')] as const],
  );
  return {
    path,
    trust: { accounts, organization, owners: Object.fromEntries(owners), oidc },
    threatModel: threatModel ?? 'outsider',
    failOn: failOn ?? 'high',
    severities,
    suppressions: suppressions.map((entry) => ({
      ...entry,
      rule: entry.rule ?? null,
      principal: entry.principal ?? null,
      address: entry.address ?? null,
      fingerprint: entry.fingerprint ?? null,
    })),
  };
}
