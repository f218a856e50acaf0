import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { ThreatModel } from '../model/trust-zone.js';
import { SEVERITIES } from '../schemas/report-values.generated.js';
import { UsageError } from './usage-error.js';

export const THREAT_MODELS: readonly ThreatModel[] = ['outsider', 'leaked-credential', 'insider'];
/** What `--fail-on` takes. */
export const FAIL_ON = [...SEVERITIES, 'never'] as const;

type Options = NonNullable<ParseArgsConfig['options']>;

/** Options that every command takes. */
const COMMON = {
  help: { type: 'boolean', short: 'h' },
} as const satisfies Options;

/** Options of the commands that read inputs. */
export const INPUT_OPTIONS = {
  account: { type: 'string', multiple: true },
  'assume-unknown': { type: 'string' },
  config: { type: 'string' },
  'input-kind': { type: 'string' },
  plan: { type: 'string', multiple: true },
  rules: { type: 'string', multiple: true },
  'source-root': { type: 'string' },
  'threat-model': { type: 'string' },
  verbose: { type: 'boolean' },
  with: { type: 'string', multiple: true },
} as const satisfies Options;

type OptionValue<O extends Options[string]> = O extends { readonly multiple: true }
  ? readonly string[]
  : O['type'] extends 'boolean'
    ? boolean
    : string;

/** What `parseArgs` makes of a command's options; written out since its own type has no exported name. */
export interface ParsedOptions<O extends Options> {
  readonly values: { readonly [K in keyof O]?: OptionValue<O[K]> } & {
    readonly help?: boolean;
  };
  readonly positionals: readonly string[];
}

/** Parses the arguments of one command. Throws {@link UsageError} for an unknown option. */
export function parseOptions<O extends Options>(args: readonly string[], options: O): ParsedOptions<O> {
  try {
    const parsed = parseArgs({
      args: [...args],
      options: { ...COMMON, ...options },
      allowPositionals: true,
      strict: true,
    });
    return { values: parsed.values, positionals: parsed.positionals };
  } catch (error) {
    const [reason = 'unknown option'] = error instanceof Error ? error.message.split('. ') : [];
    throw new UsageError(reason.charAt(0).toLowerCase() + reason.slice(1));
  }
}

/** A value out of a closed list. Throws {@link UsageError} that names the list. */
export function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) {
    throw new UsageError(`--${option}: expected one of ${allowed.join(', ')}, got \`${value}\``);
  }
  return found;
}
