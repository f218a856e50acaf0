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
/** Of what most entries share, two are tried together where neither is enough. */
const PAIRED = 12;
const MAX_PAIRS = 4;

/** Changes to try, and how many of them there are. */
interface Candidate {
  readonly fix: SuggestedFix;
  readonly changes: 1 | 2;
}

/**
 * The changes that close the most entries, greedily: the one that closes most, then the one that closes most of the rest; what
 * two changes close together counts half for each. Entries are by their key. Only what closes two entries or more is a choke point.
 */
export function findChokePoints(
  entries: ReadonlyMap<string, ClosableEntry>,
  { model, open, actions }: ChokeQuestion,
): readonly ChokePoint[] {
  const all = [...entries.keys()];
  const principals = model.users.length + model.roles.length;
  const most = Math.max(MIN_TRIED, Math.min(MAX_TRIED, Math.floor(PRINCIPALS_AND_TRIES / Math.max(1, principals))));
  const tried = candidates([...entries.values()], { model, actions }, most).map(({ fix, changes }) => {
    const left = open(applyEdits(model, fix.edits));
    return { fix, changes, closes: all.filter((key) => !left.has(key)) };
  });
  const chosen: ChokePoint[] = [];
  const closed = new Set<string>();
  while (chosen.length < MAX_SHOWN) {
    let best: (ChokePoint & { readonly worth: number }) | null = null;
    for (const { fix, changes, closes } of tried) {
      const fresh = closes.filter((key) => !closed.has(key));
      const worth = fresh.length / changes;
      const better = best === null || worth > best.worth || (worth === best.worth && fix.takes < best.fix.takes);
      if (fresh.length > 1 && better) best = { fix, closes: fresh, worth };
    }
    if (best === null) break;
    chosen.push({ fix: best.fix, closes: best.closes });
    for (const key of best.closes) closed.add(key);
  }
  return chosen;
}

/** Fixes that change the same thing count once, and only those that may close two entries or more, the widest first. */
function candidates(
  entries: readonly ClosableEntry[],
  { model, actions }: Pick<ChokeQuestion, 'model' | 'actions'>,
  most: number,
): readonly Candidate[] {
  const shared = sharedEdits(
    entries.map(({ violation }) => violation),
    model,
  ).map(({ kind, edits }) => ({
    kind,
    edits,
    takes: edits.reduce((sum, edit) => sum + takes(edit, model, actions), 0),
  }));
  const byKey = new Map(
    [...entries.flatMap(({ fixes }) => fixes), ...shared].map((fix) => [fix.edits.map(editKey).join('\n'), fix]),
  );
  const alone = widest([...byKey.values()], (fix) => entries.filter((entry) => mayClose(fix, entry)));
  const together = widest(pairsOf(shared, entries), ({ edits, parts }) =>
    entries.filter((entry) => mayClose({ edits }, entry) && !parts.some((part) => mayClose(part, entry))),
  ).slice(0, MAX_PAIRS);
  return [
    ...alone.slice(0, most - together.length).map((fix) => ({ fix, changes: 1 as const })),
    ...together.map(({ kind, edits, takes: taken }) => ({ fix: { kind, edits, takes: taken }, changes: 2 as const })),
  ];
}

/** Those that may close two entries or more, the one that may close the most first. */
function widest<F extends Pick<SuggestedFix, 'takes'>>(
  fixes: readonly F[],
  closable: (fix: F) => readonly ClosableEntry[],
): readonly F[] {
  return fixes
    .map((fix) => ({ fix, wide: closable(fix).length }))
    .filter(({ wide }) => wide > 1)
    .sort((a, b) => b.wide - a.wide || a.fix.takes - b.fix.takes)
    .map(({ fix }) => fix);
}

interface Pair extends SuggestedFix {
  readonly parts: readonly SuggestedFix[];
}

/** Two changes of different things each, of those that paths of the most entries rest on. */
function pairsOf(shared: readonly SuggestedFix[], entries: readonly ClosableEntry[]): readonly Pair[] {
  const touching = (fix: SuggestedFix): readonly ClosableEntry[] =>
    entries.filter(({ violation: { entry, reach } }) =>
      [...reach.paths.values()].some(({ steps }) => fix.edits.some((edit) => isHit(edit, steps, entry))),
    );
  const paired = widest(shared, touching).slice(0, PAIRED);
  return paired.flatMap((one, index) =>
    paired.slice(index + 1).flatMap((other): readonly Pair[] => {
      const changed = new Set([one, other].flatMap(({ edits }) => edits.map(thingOf)));
      if (changed.size < one.edits.length + other.edits.length) return [];
      const parts = [one, other];
      return [{ kind: one.kind, edits: [...one.edits, ...other.edits], takes: one.takes + other.takes, parts }];
    }),
  );
}

/** What an edit changes: two edits of the same statement are not made together. */
function thingOf(edit: Edit): unknown {
  return edit.kind === 'statement' ? edit.before : edit;
}

/** False when a path of the entry rests on nothing that is changed, so that the entry stays open. */
function mayClose({ edits }: Pick<SuggestedFix, 'edits'>, { violation: { entry, reach } }: ClosableEntry): boolean {
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
