import type { Asked } from '../pipeline/lint.js';
import type { Catalogue } from '../schemas/rules.generated.js';
import { SEVERITIES } from '../schemas/report-values.generated.js';
import { oneOf } from './options.js';
import { UsageError } from './usage-error.js';

/** Options of the commands that end with a report: which findings are asked for. */
export const FILTER_OPTIONS = {
  exclude: { type: 'string', multiple: true },
  'min-severity': { type: 'string' },
  rule: { type: 'string', multiple: true },
} as const;

/** Values of {@link FILTER_OPTIONS}. */
export interface FilterValues {
  readonly exclude?: readonly string[] | undefined;
  readonly 'min-severity'?: string | undefined;
  readonly rule?: readonly string[] | undefined;
}

/** Which findings are asked for. Throws {@link UsageError} for a severity that there is not, and a rule that the catalogue has not. */
export function readFilters(values: FilterValues, { rules }: Pick<Catalogue, 'rules'>): Asked {
  const least = values['min-severity'];
  const only = rulesOf('rule', values.rule ?? [], rules);
  return {
    ...(least === undefined ? {} : { minSeverity: oneOf('min-severity', least, SEVERITIES) }),
    ...(only.length === 0 ? {} : { onlyRules: only }),
    exceptRules: rulesOf('exclude', values.exclude ?? [], rules),
  };
}

/** Options that may be repeated, and whose values may be lists with commas. */
function rulesOf(option: string, values: readonly string[], rules: Catalogue['rules']): readonly string[] {
  const ids = values.flatMap((value) => value.split(',')).filter((id) => id !== '');
  const unknown = ids.find((id) => !Object.hasOwn(rules, id));
  if (unknown === undefined) return ids;
  throw new UsageError(`--${option}: no rule \`${unknown}\`; the rules are ${Object.keys(rules).join(', ')}`);
}
