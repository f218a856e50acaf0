import type { Model } from '../model/model.js';
import type { LoadedInput } from './loaded-input.js';
import { mergeModels } from './merge.js';
import { overlay } from './overlay.js';

/** What several inputs show together. */
export interface Combined {
  /** Null when no input shows a change. */
  readonly before: Model | null;
  /** What was recorded before somebody changed it outside Terraform; null where nobody did. */
  readonly recorded: Model | null;
  readonly after: Model;
}

/** Puts inputs together: as one account or organization, with the changes of plans on top of the inputs that are a base. */
export function combineInputs(inputs: readonly LoadedInput[]): Combined {
  const base = inputs.filter((input) => input.base).map((input) => input.after);
  const others = inputs.filter((input) => !input.base);
  const after = mergeModels(others.map((input) => input.after));
  const changing = others.some((input) => input.before !== null);
  const before = changing ? mergeModels(others.map((input) => input.before ?? input.after)) : null;
  const drifted = others.some((input) => (input.recorded ?? null) !== null);
  const recorded = drifted ? mergeModels(others.map((input) => input.recorded ?? input.before ?? input.after)) : null;
  if (base.length === 0) return { before, recorded, after };
  const account = mergeModels(base);
  return {
    // A whole account shows what is there, not what Terraform has recorded.
    recorded: null,
    before: before === null ? null : mergeModels([account, before]),
    after: overlay(account, before ?? after, after),
  };
}
