import type { Model } from '../model/model.js';
import type { LoadedInput } from './loaded-input.js';
import { mergeModels } from './merge.js';
import { overlay } from './overlay.js';

/** What several inputs show together. */
export interface Combined {
  /** Null when no input shows a change. */
  readonly before: Model | null;
  readonly after: Model;
}

/** Puts inputs together: as one account or organization, with the changes of plans on top of the inputs that are a base. */
export function combineInputs(inputs: readonly LoadedInput[]): Combined {
  const base = inputs.filter((input) => input.base).map((input) => input.after);
  const others = inputs.filter((input) => !input.base);
  const after = mergeModels(others.map((input) => input.after));
  const changing = others.some((input) => input.before !== null);
  const before = changing ? mergeModels(others.map((input) => input.before ?? input.after)) : null;
  if (base.length === 0) return { before, after };
  const account = mergeModels(base);
  return {
    before: before === null ? null : mergeModels([account, before]),
    after: overlay(account, before ?? after, after),
  };
}
