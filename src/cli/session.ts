import { loadCatalogue } from '../catalogue/catalogue.js';
import {
  ASSUMPTIONS,
  type Configuration,
  INPUT_KINDS,
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

/** Loaded inputs with the settings of a run. */
export interface Session {
  readonly inputs: readonly LoadedInput[];
  readonly configuration: Configuration;
  readonly threatModel: ThreatModel;
  /** The shipped catalogue with the rows of the user's files. */
  readonly catalogue: Catalogue;
}

/** Reads configuration and inputs. Throws `InputError` or {@link UsageError}. */
export async function openSession(
  paths: readonly string[],
  values: InputOptionValues,
  terminal: Terminal,
  { mayBeEmpty = false }: { readonly mayBeEmpty?: boolean } = {},
): Promise<Session> {
  if (paths.length === 0 && !mayBeEmpty) throw new UsageError('no input');
  if (paths.filter((path) => path === '-').length > 1) throw new UsageError('`-` stands twice');
  const kind = values['input-kind'] === undefined ? undefined : oneOf('input-kind', values['input-kind'], INPUT_KINDS);
  const named = values['threat-model'];
  const threatModel = named === undefined ? undefined : oneOf('threat-model', named, THREAT_MODELS);
  const catalogue = await openCatalogue(values.rules ?? []);
  const configuration = await loadConfiguration({
    path: values.config ?? null,
    folder: terminal.cwd(),
    ...knownNames(catalogue),
  });
  const accounts = parseAccounts(values.account ?? []);
  const { plan: binaryPlans = [], 'source-root': sourceRoot } = values;
  if (binaryPlans.length > 1 && binaryPlans.length !== paths.length) {
    throw new UsageError('--plan: expected one, or one for each input');
  }
  const taken = values['assume-unknown'];
  const assumption = taken === undefined ? {} : { assumeUnknown: oneOf('assume-unknown', taken, ASSUMPTIONS) };
  const inputs: LoadedInput[] = [];
  for (const [index, path] of paths.entries()) {
    const binaryPlan = binaryPlans[index];
    for (const file of await inputFiles([path])) {
      const input = await loadInput(file, {
        stdin: terminal.stdin,
        accounts,
        ...assumption,
        ...(kind === undefined ? {} : { kind }),
        ...(binaryPlan === undefined ? {} : { binaryPlan }),
        ...(sourceRoot === undefined ? {} : { sourceRoot }),
      });
      if (binaryPlan !== undefined && input.kind !== 'terraform-plan') {
        throw new UsageError(`--plan: ${file} is not the JSON of a plan`);
      }
      inputs.push(input);
    }
  }
  checkAliases([...accounts.keys()], inputs);
  for (const path of await inputFiles(values.with ?? [])) inputs.push(await loadBase(path, assumption, terminal));
  return { inputs, configuration, threatModel: threatModel ?? configuration.threatModel, catalogue };
}

/** The shipped catalogue, with the rows of further files laid over it in their order. Throws `InputError`. */
export async function openCatalogue(paths: readonly string[]): Promise<Catalogue> {
  let catalogue = loadCatalogue();
  for (const path of paths) {
    const [{ loadExtraRules }, { extendCatalogue }] = await Promise.all([
      import('../inputs/extra-rules.js'),
      import('../catalogue/extend.js'),
    ]);
    catalogue = extendCatalogue(catalogue, await loadExtraRules(path, Object.keys(catalogue.rules)));
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
