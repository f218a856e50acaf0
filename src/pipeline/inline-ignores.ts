import type { Acceptance } from '../findings/index.js';
import type { LoadedInput } from '../inputs/index.js';

/** What a comment `iam-miner-lint:ignore RULE reason` in the Terraform sources accepts, for good. */
export interface InlineIgnore extends Acceptance {
  readonly rule: string;
  readonly reason: string;
  /** Where the comment stands, as `main.tf:12`. */
  readonly place: string;
}

/** The comments of the inputs, and what is wrong with those that do nothing, one sentence each. */
export function inlineIgnores(
  inputs: readonly LoadedInput[],
  rules: readonly string[],
): { readonly ignores: readonly InlineIgnore[]; readonly problems: readonly string[] } {
  const ignores = new Map<string, InlineIgnore>();
  const problems = new Set<string>();
  for (const { rule, reason, location, lines } of inputs.flatMap(({ sources }) => sources?.ignores() ?? [])) {
    const { uri, startLine = 1 } = location;
    const place = `${uri}:${String(startLine)}`;
    if (!rules.includes(rule)) {
      problems.add(
        `${place}: iam-miner-lint:ignore names ${rule === '' ? 'no rule' : `\`${rule}\`, which is no rule`}`,
      );
    } else if (reason === '') {
      problems.add(`${place}: iam-miner-lint:ignore ${rule} gives no reason, so it ignores nothing`);
    } else {
      const accepted = { uri, first: lines[0], last: lines[1] };
      const anything = { principal: null, address: null, fingerprint: null, expires: '9999-12-31' };
      ignores.set(place, { ...anything, rule, reason, place, lines: accepted });
    }
  }
  return { ignores: [...ignores.values()], problems: [...problems] };
}
