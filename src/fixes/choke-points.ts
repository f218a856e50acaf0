import type { Model } from '../model/model.js';
import type { Entry, Step } from '../graph/types.js';
import type { Violation } from '../rules/check.js';
import { shuts } from './boundary-edits.js';
import { applyEdits, type Edit } from './edit.js';
import { sharedEdits } from './shared-edits.js';
import type { SuggestedFix } from './suggest.js';
import { takes } from './takes.js';

/** A few edits that close several entries at once. */
export interface ChokePoint {
  readonly fix: SuggestedFix;
  /** Keys of the entries that it closes and that none before it closed. */
  readonly closes: readonly string[];
}

/** An entry with every fix that closes it, where they were worked out. */
export interface ClosableEntry {
  readonly violation: Violation;
  readonly fixes: readonly SuggestedFix[];
}

/** What choke points are looked for in. */
export interface ChokeQuestion {
  readonly model: Model;
  /** Keys of the entries that lead to compute in a changed model. */
  readonly open: (model: Model) => ReadonlySet<string>;
  /** Actions by which it is counted what an edit takes. */
  readonly actions: readonly string[];
}

/** Each one costs a whole run of the rules, so fewer are tried in a larger account. */
const MAX_TRIED = 24;
const MIN_TRIED = 6;
const PRINCIPALS_AND_TRIES = 18_000;
const MAX_SHOWN = 5;

/**
 * The changes that close the most entries, greedily: the one that closes most, then the one that closes most of the rest.
 * Entries are by their key. Only what closes two entries or more is a choke point.
 */
export function findChokePoints(
  entries: ReadonlyMap<string, ClosableEntry>,
  { model, open, actions }: ChokeQuestion,
): readonly ChokePoint[] {
  const all = [...entries.keys()];
  const principals = model.users.length + model.roles.length;
  const most = Math.max(MIN_TRIED, Math.min(MAX_TRIED, Math.floor(PRINCIPALS_AND_TRIES / Math.max(1, principals))));
  const tried = candidates([...entries.values()], { model, actions }, most).map((fix) => {
    const left = open(applyEdits(model, fix.edits));
    return { fix, closes: all.filter((key) => !left.has(key)) };
  });
  const chosen: ChokePoint[] = [];
  const closed = new Set<string>();
  while (chosen.length < MAX_SHOWN) {
    let best: ChokePoint | null = null;
    for (const { fix, closes } of tried) {
      const fresh = closes.filter((key) => !closed.has(key));
      const better = best === null || fresh.length > best.closes.length;
      const cheaper = best !== null && fresh.length === best.closes.length && fix.takes < best.fix.takes;
      if (fresh.length > 1 && (better || cheaper)) best = { fix, closes: fresh };
    }
    if (best === null) break;
    chosen.push(best);
    for (const key of best.closes) closed.add(key);
  }
  return chosen;
}

/** Fixes that change the same thing count once, and only those that may close two entries or more, the widest first. */
function candidates(
  entries: readonly ClosableEntry[],
  { model, actions }: Pick<ChokeQuestion, 'model' | 'actions'>,
  most: number,
): readonly SuggestedFix[] {
  const shared = sharedEdits(entries.map(({ violation }) => violation)).map(({ kind, edits }) => ({
    kind,
    edits,
    takes: edits.reduce((sum, edit) => sum + takes(edit, model, actions), 0),
  }));
  const byKey = new Map(
    [...entries.flatMap(({ fixes }) => fixes), ...shared].map((fix) => [fix.edits.map(editKey).join('\n'), fix]),
  );
  return [...byKey.values()]
    .map((fix) => ({ fix, wide: entries.filter((entry) => mayClose(fix, entry)).length }))
    .filter(({ wide }) => wide > 1)
    .sort((a, b) => b.wide - a.wide || a.fix.takes - b.fix.takes)
    .slice(0, most)
    .map(({ fix }) => fix);
}

/** False when a path of the entry rests on nothing that is changed, so that the entry stays open. */
function mayClose({ edits }: SuggestedFix, { violation: { entry, reach } }: ClosableEntry): boolean {
  return [...reach.paths.values()].every(({ steps }) => edits.some((edit) => isHit(edit, steps, entry)));
}

function isHit(edit: Edit, steps: readonly Step[], entry: Entry): boolean {
  switch (edit.kind) {
    case 'statement':
      return steps.some(({ grant }) => grant.statements.some(({ statement }) => statement === edit.before));
    case 'deny':
      return steps.some(
        ({ from, grant }) =>
          from.startsWith(edit.principal.arn) &&
          grant.witness.some(({ action }) => edit.statement.actions?.values.includes(action) === true),
      );
    case 'boundary':
      return steps.some(
        ({ from, grant }) =>
          from.startsWith(edit.principal.arn) && grant.witness.some(({ action }) => shuts(edit.boundary, action)),
      );
    case 'function-url':
      return entry.resource?.functionUrls.includes(edit.url) === true;
    case 'detach':
      return steps.some(({ grant }) => grant.statements.some(({ policy }) => policy === edit.attachment.policy));
    case 'credential':
      return entry.to === edit.user.arn;
  }
}

/** Equal for edits that change the same thing in the same way. */
function editKey(edit: Edit): string {
  switch (edit.kind) {
    case 'statement':
      return JSON.stringify([edit.policy.id, edit.policy.address, edit.policy.location, edit.before.index, edit.after]);
    case 'deny':
      return JSON.stringify([edit.principal.arn, edit.statement]);
    case 'boundary':
      return JSON.stringify([edit.principal.arn, edit.boundary.id]);
    case 'function-url':
      return JSON.stringify([edit.url.address, edit.url.location]);
    case 'detach':
      return JSON.stringify([edit.holder.arn, edit.attachment.policy.id]);
    case 'credential':
      return edit.user.arn;
  }
}
