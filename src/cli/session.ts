import { loadActions, loadCatalogue } from '../catalogue/catalogue.js';
import {
  ASSUMPTIONS,
  type Configuration,
  INPUT_KINDS,
  type InputFile,
  inputFiles,
  type KnownNames,
  loadConfiguration,
  loadInput,
  type LoadedInput,
  type LoadOptions,
} from '../inputs/index.js';
import type { ThreatModel } from '../model/trust-zone.js';
import type { Catalogue } from '../schemas/rules.generated.js';
import type { Terminal } from './terminal.js';
import { oneOf, THREAT_MODELS } from './options.js';
import { UsageError } from './usage-error.js';

/** Values of the options that every command with inputs takes. */
export interface InputOptionValues {
  readonly account?: readonly string[] | undefined;
  readonly 'assume-unknown'?: string | undefined;
  readonly config?: string | undefined;
  readonly 'input-kind'?: string | undefined;
  readonly plan?: readonly string[] | undefined;
  readonly rules?: readonly string[] | undefined;
  readonly 'source-root'?: string | undefined;
  readonly 'threat-model'?: string | undefined;
  readonly with?: readonly string[] | undefined;
}

/** The settings of a run. */
export interface Settings {
  readonly configuration: Configuration;
  readonly threatModel: ThreatModel;
  /** The shipped catalogue with the rows of the user's files. */
  readonly catalogue: Catalogue;
  /** How inputs are read. */
  readonly reading: Pick<LoadOptions, 'assumeUnknown' | 'kind' | 'sourceRoot'> & {
    readonly accounts: ReadonlyMap<string, string>;
  };
}

/** Loaded inputs with the settings of a run. */
export interface Session extends Settings {
  readonly inputs: readonly LoadedInput[];
}

/** Reads configuration and inputs. Throws `InputError` or {@link UsageError}. */
export async function openSession(
  paths: readonly string[],
  values: InputOptionValues,
  terminal: Terminal,
  { mayBeEmpty = false }: { readonly mayBeEmpty?: boolean } = {},
): Promise<Session> {
  if (givenInputs(paths, values).length === 0 && !mayBeEmpty) throw new UsageError('no input');
  const settings = await openSettings(values, terminal);
  return { ...settings, inputs: await loadInputs(paths, values, settings, terminal) };
}

/** Reads what the options and the configuration say, without an input. Throws `InputError` or {@link UsageError}. */
export async function openSettings(values: InputOptionValues, terminal: Terminal): Promise<Settings> {
  const kind = values['input-kind'] === undefined ? undefined : oneOf('input-kind', values['input-kind'], INPUT_KINDS);
  const named = values['threat-model'];
  const threatModel = named === undefined ? undefined : oneOf('threat-model', named, THREAT_MODELS);
  const catalogue = await openCatalogue(values.rules ?? []);
  const configuration = await loadConfiguration({
    path: values.config ?? null,
    folder: terminal.cwd(),
    ...knownNames(catalogue),
  });
  const taken = values['assume-unknown'];
  const { 'source-root': sourceRoot } = values;
  const reading = {
    accounts: parseAccounts(values.account ?? []),
    ...(taken === undefined ? {} : { assumeUnknown: oneOf('assume-unknown', taken, ASSUMPTIONS) }),
    ...(kind === undefined ? {} : { kind }),
    ...(sourceRoot === undefined ? {} : { sourceRoot }),
  };
  return { configuration, threatModel: threatModel ?? configuration.threatModel, catalogue, reading };
}

/** What is to be read: a saved plan that no JSON is given for is an input itself. */
export function givenInputs(
  paths: readonly string[],
  { plan = [] }: Pick<InputOptionValues, 'plan'>,
): readonly string[] {
  return paths.length === 0 ? plan : paths;
}

/** Reads the inputs. Throws `InputError` or {@link UsageError}. */
export async function loadInputs(
  given: readonly string[],
  values: Pick<InputOptionValues, 'plan' | 'with'>,
  { reading }: Settings,
  terminal: Terminal,
): Promise<readonly LoadedInput[]> {
  const paths = givenInputs(given, values);
  if (paths.filter((path) => path === '-').length > 1) throw new UsageError('`-` stands twice');
  const { plan: binaryPlans = [] } = given.length === 0 ? {} : values;
  if (binaryPlans.length > 1 && binaryPlans.length !== paths.length) {
    throw new UsageError('--plan: expected one, or one for each input');
  }
  const inputs: LoadedInput[] = [];
  for (const [index, path] of paths.entries()) {
    const binaryPlan = binaryPlans[index];
    for (const file of await inputFiles([path])) {
      const input = await loadInput(file.path, {
        stdin: terminal.stdin,
        ...reading,
        ...ownAccount(file),
        ...(binaryPlan === undefined ? {} : { binaryPlan }),
      });
      if (binaryPlan !== undefined && input.kind !== 'terraform-plan') {
        throw new UsageError(`--plan: ${file.path} is not the JSON of a plan`);
      }
      inputs.push(input);
    }
  }
  checkAliases([...reading.accounts.keys()], inputs);
  const { assumeUnknown } = reading;
  const assumption = assumeUnknown === undefined ? {} : { assumeUnknown };
  for (const file of await inputFiles(values.with ?? []))
    inputs.push(await loadBase(file.path, { ...assumption, ...ownAccount(file) }, terminal));
  return inputs;
}

function ownAccount({ account }: InputFile): Pick<LoadOptions, 'snapshotOf'> {
  return account === null ? {} : { snapshotOf: account };
}

/** The shipped catalogue, with the rows of further files laid over it in their order. Throws `InputError`. */
export async function openCatalogue(paths: readonly string[]): Promise<Catalogue> {
  let catalogue = loadCatalogue();
  for (const path of paths) {
    const [{ loadExtraRules }, { extendCatalogue }] = await Promise.all([
      import('../inputs/extra-rules.js'),
      import('../catalogue/extend.js'),
    ]);
    const known = { rules: Object.keys(catalogue.rules), actions: Object.keys(loadActions()) };
    catalogue = extendCatalogue(catalogue, await loadExtraRules(path, known));
  }
  return catalogue;
}

/** What a configuration may name. */
export function knownNames({ issuers, rules }: Catalogue = loadCatalogue()): KnownNames {
  return { platforms: issuers.map(({ id }) => id), rules: Object.keys(rules) };
}

const ACCOUNT = /^\d{12}$/;

/** Throws {@link UsageError} for what is not `ALIAS=ID`. */
function parseAccounts(values: readonly string[]): ReadonlyMap<string, string> {
  const accounts = new Map<string, string>();
  for (const value of values) {
    const [alias = '', id = '', ...rest] = value.split('=');
    if (alias === '' || rest.length > 0 || !ACCOUNT.test(id)) {
      throw new UsageError(`--account: expected ALIAS=ID with an ID of twelve digits, got \`${value}\``);
    }
    if ((accounts.get(alias) ?? id) !== id) throw new UsageError(`--account: two accounts for \`${alias}\``);
    accounts.set(alias, id);
  }
  return accounts;
}

function checkAliases(aliases: readonly string[], inputs: readonly LoadedInput[]): void {
  const known = [...new Set(inputs.flatMap(({ providers }) => providers))];
  const unknown = aliases.find((alias) => !known.includes(alias));
  if (unknown === undefined) return;
  const choice = known.length === 0 ? 'no input is a plan' : `the providers are ${known.join(', ')}`;
  throw new UsageError(`--account: no provider \`${unknown}\`; ${choice}`);
}

/** An account that plans are laid over. Throws `InputError`, and {@link UsageError} for what is no account. */
async function loadBase(path: string, options: LoadOptions, terminal: Terminal): Promise<LoadedInput> {
  const input = await loadInput(path, { ...options, stdin: terminal.stdin, base: true });
  if (input.before !== null) throw new UsageError(`--with ${path}: expected an account, found a change`);
  return input;
}
