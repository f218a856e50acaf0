import { parseArn, UNKNOWN_ACCOUNT, UNKNOWN_REGION } from '../../model/arn.js';
import { InputError } from '../input-error.js';
import { parsePolicyDocument } from '../../model/policy-document.js';
import type { ProviderConfiguration, TerraformPlan } from '../../schemas/terraform-plan.generated.js';
import { isPlainObject, listOf, own, textOrNull } from './guards.js';
import type { Instance } from './instance.js';
import { referencesOf } from './references.js';
import { splitAddress } from './modules.js';

/** Where a provider configuration works. */
export interface Place {
  readonly partition: string;
  /** `000000000000` when the plan does not show it. */
  readonly account: string;
  /** Begins with `unknown-region` when the plan does not show it, and names the provider configuration, if it is not the default. */
  readonly region: string;
}

const ACCOUNT = /^\d{12}$/;

/** What is known of accounts beside the configuration of the providers. */
export interface AccountSources {
  /** Instances before and after the plan: what exists already tells the account it exists in. */
  readonly instances: readonly (readonly Instance[])[];
  /** Accounts that the user names, by provider. */
  readonly named: ReadonlyMap<string, string>;
  readonly uri: string;
}

/** The places of all provider configurations of a plan, by the key that resources carry. */
export class Providers {
  readonly #places = new Map<string, Place>();
  readonly #evidence: ReadonlyMap<string, Evidence>;
  readonly #named: ReadonlyMap<string, string>;
  readonly #plan: TerraformPlan;

  /** Throws {@link InputError} where the user names an account that the plan shows to be another. */
  constructor(plan: TerraformPlan, { instances, named, uri }: AccountSources) {
    this.#plan = plan;
    this.#evidence = collectEvidence(instances, Object.keys(plan.configuration?.provider_config ?? {}));
    this.#named = this.#byKey(named, uri);
  }

  /** Every name by which the user may mean a provider configuration. */
  names(): readonly string[] {
    const keys = this.#keys();
    return keys.flatMap((key) => namesOf(key, keys));
  }

  /** The place of an instance; a `region` of its own, as the provider takes from version 6 on, goes before the provider's. */
  of(instance: Instance): Place {
    const place = this.#ofKey(instance.configuration?.provider_config_key ?? instance.type.split('_')[0] ?? '');
    const region = regional(instance);
    if (region === null || region === place.region) return place;
    return { ...place, region, partition: region === UNKNOWN_REGION ? place.partition : partitionOf(region) };
  }

  /** The accounts that the plan shows to be worked in. */
  accounts(): readonly string[] {
    const accounts = this.#keys().map((key) => this.#ofKey(key).account);
    return [...new Set(accounts)].filter((account) => account !== UNKNOWN_ACCOUNT);
  }

  #keys(): readonly string[] {
    const configured = Object.keys(this.#plan.configuration?.provider_config ?? {});
    return [...new Set([...configured, ...this.#evidence.keys()])];
  }

  #byKey(named: ReadonlyMap<string, string>, uri: string): ReadonlyMap<string, string> {
    const keys = this.#keys();
    const found = new Map<string, string>();
    for (const key of keys) {
      const names = namesOf(key, keys);
      for (const [name, account] of named) {
        if (!names.includes(name)) continue;
        const shown = this.#evidence.get(key)?.account ?? account;
        if (shown !== account) {
          throw new InputError(uri, '', `provider \`${key}\` works in account ${shown}, not in ${account}`);
        }
        found.set(key, account);
      }
    }
    return found;
  }

  #ofKey(key: string): Place {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.#read(key);
    this.#places.set(key, place);
    return place;
  }

  #read(key: string): Place {
    const configurations = this.#plan.configuration?.provider_config ?? {};
    const configuration = Object.hasOwn(configurations, key) ? configurations[key] : undefined;
    const evidence = this.#evidence.get(key);
    const region =
      this.#constants(own(configuration?.expressions, 'region'))[0] ?? evidence?.region ?? unknownRegionOf(key);
    return {
      partition: evidence?.partition ?? partitionOf(region),
      account:
        evidence?.account ??
        this.#named.get(key) ??
        this.#configuredAccount(configuration) ??
        trustedAccount(evidence?.trusts ?? []) ??
        UNKNOWN_ACCOUNT,
      region,
    };
  }

  /** A provider that takes one account only, or assumes a role in it, names the account. */
  #configuredAccount(configuration: ProviderConfiguration | undefined): string | null {
    const allowed = this.#constants(own(configuration?.expressions, 'allowed_account_ids'));
    const [only] = allowed;
    if (only !== undefined && allowed.length === 1 && ACCOUNT.test(only)) return only;
    // Roles assumed one after the other end in the account of the last.
    const role = listOf(own(configuration?.expressions, 'assume_role')).filter(isPlainObject).at(-1);
    const accounts = this.#constants(own(role, 'role_arn')).map((text) => parseArn(text)?.account ?? text);
    return accounts.find((account) => ACCOUNT.test(account)) ?? null;
  }

  /** The texts of an expression: its constant, or the values of the root module's variables that it refers to. */
  #constants(expression: unknown): readonly string[] {
    if (!isPlainObject(expression)) return [];
    const variables = this.#plan.variables ?? {};
    const values = referencesOf(expression).map((reference) => {
      const [first, second] = splitAddress(reference);
      return first?.name === 'var' && second !== undefined && Object.hasOwn(variables, second.name)
        ? variables[second.name]?.value
        : undefined;
    });
    return [own(expression, 'constant_value'), ...values].flat().filter((value) => typeof value === 'string');
  }
}

/** What instances tell about the provider configuration that they belong to. */
interface Evidence {
  account?: string;
  partition?: string;
  region?: string | undefined;
  /** True when the account was read from the provider itself and not from something that lies in it. */
  asked?: boolean;
  /** The trust policies of roles. */
  readonly trusts: Set<string>;
}

function collectEvidence(
  instances: readonly (readonly Instance[])[],
  configured: readonly string[],
): ReadonlyMap<string, Evidence> {
  const found = new Map<string, Evidence>();
  // What is deleted or forgotten has no configuration any more; it lies where everything does, if there is one place.
  const only = configured.length === 1 ? configured[0] : undefined;
  const collect = (instance: Instance): void => {
    const key =
      instance.configuration?.provider_config_key ?? (instance.type.startsWith(`${only}_`) ? only : undefined);
    if (key === undefined) return;
    const evidence = found.get(key) ?? { trusts: new Set() };
    found.set(key, evidence);
    if (instance.mode === 'data') readDataSource(instance, evidence);
    else {
      readArn(instance, evidence);
      const trust = instance.type === 'aws_iam_role' ? textOrNull(own(instance.values, 'assume_role_policy')) : null;
      if (trust !== null) evidence.trusts.add(trust);
    }
  };
  for (const list of instances) list.forEach(collect);
  return found;
}

/** Data sources that read nothing but the account's own. */
const OWN = new Set(['aws_iam_role', 'aws_iam_user', 'aws_iam_group', 'aws_iam_instance_profile', 'aws_iam_policy']);

function readDataSource(instance: Instance, evidence: Evidence): void {
  const { type, values } = instance;
  if (OWN.has(type)) readArn(instance, evidence);
  else if (type === 'aws_caller_identity') {
    const account = textOrNull(own(values, 'account_id'));
    if (account !== null && ACCOUNT.test(account)) Object.assign(evidence, { account, asked: true });
  } else if (type === 'aws_partition') {
    evidence.partition = textOrNull(own(values, 'partition')) ?? evidence.partition ?? 'aws';
  } else if (type === 'aws_region' && !['region', 'name', 'endpoint'].some((name) => sets(instance, name))) {
    const region = textOrNull(own(values, 'region')) ?? textOrNull(own(values, 'name'));
    if (region !== null) evidence.region = region;
  }
}

/** What a provider manages lies in its account; data sources, in contrast, may show what others share. */
function readArn(instance: Instance, evidence: Evidence): void {
  const { values, configuration } = instance;
  const elsewhere = sets(instance, 'region');
  // From version 6 of the provider on, everything shows its Region before it is there.
  if (configuration !== null && !elsewhere) evidence.region ??= textOrNull(own(values, 'region')) ?? undefined;
  const arn = parseArn(textOrNull(own(values, 'arn')) ?? '');
  if (arn === null || !ACCOUNT.test(arn.account)) return;
  if (evidence.asked !== true) evidence.account ??= arn.account;
  evidence.partition ??= arn.partition;
  if (arn.region !== '' && !elsewhere) evidence.region ??= arn.region;
}

const TRUST = { type: 'trust', id: '', name: '', address: null, location: { uri: '' } } as const;

/**
 * The one account whose OIDC and SAML providers the policies trust: a role can trust those of its own account only
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-federated-web-identity).
 */
function trustedAccount(documents: Iterable<string>): string | null {
  let found: string | null = null;
  for (const document of documents) {
    for (const { principals } of parsePolicyDocument(document, TRUST).statements) {
      for (const provider of principals?.Federated?.values ?? []) {
        const account = parseArn(provider)?.account ?? '';
        if (!ACCOUNT.test(account)) continue;
        if (found !== null && found !== account) return null;
        found = account;
      }
    }
  }
  return found;
}

/** Provider configurations are mostly there for a Region each. */
function unknownRegionOf(key: string): string {
  const local = key.slice(key.lastIndexOf(':') + 1);
  const dot = local.indexOf('.');
  return dot < 0 ? UNKNOWN_REGION : `${UNKNOWN_REGION}-${local.slice(dot + 1)}`;
}

/** `aws` and `default` mean the configuration without alias; one in a module is also named by its alias alone. */
function namesOf(key: string, keys: readonly string[]): readonly string[] {
  if (key === 'aws') return keys.includes('aws.default') ? [key] : [key, 'default'];
  const local = key.slice(key.lastIndexOf(':') + 1);
  const dot = local.indexOf('.');
  return dot < 0 ? [key] : [...new Set([key, local, local.slice(dot + 1)])];
}

/** The `region` of an instance; null where it neither has one nor sets one. */
function regional(instance: Instance): string | null {
  const { values, unknown, written } = instance;
  const known = textOrNull(own(values, 'region'));
  if (known !== null) return known;
  if (own(unknown, 'region') !== true || !sets(instance, 'region')) return null;
  return textOrNull(written('region')?.value) ?? UNKNOWN_REGION;
}

/** Whether an instance sets an argument, as far as the plan shows. */
function sets({ configuration }: Instance, name: string): boolean {
  return own(configuration?.expressions, name) !== undefined;
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
