import { statementDocument } from '../fixes/document.js';
import type { Edit } from '../fixes/edit.js';
import type { SuggestedFix } from '../fixes/suggest.js';
import { editInWords, editsInWords } from '../fixes/words.js';
import { UNKNOWN_ACCOUNT } from '../model/arn.js';
import type { SourceLocation } from '../model/location.js';
import type { Statement } from '../model/policy.js';
import type { ClosingFix, FixEdit } from '../schemas/report.generated.js';
import { type Locate, statementLocation } from './locations.js';

/** The change of the sources that makes a fix, with the addresses of what else it changes. */
interface FixPatch {
  readonly diff: string;
  readonly also: readonly string[];
}

/** Puts a fix into the words of the report. `patch` is the change of the sources, where they are known. */
export function closingFix({ kind, edits, takes }: SuggestedFix, locate: Locate, patch: FixPatch | null): ClosingFix {
  const [first, ...rest] = edits.map((edit) => fixEdit(edit, locate));
  if (first === undefined) throw new Error('a fix without an edit');
  const { diff, also } = patch ?? { diff: null, also: [] };
  return {
    kind,
    summary: withPlaceholders(editsInWords(edits)),
    takes,
    edits: [first, ...rest],
    patch: diff,
    ...(also.length === 0 ? {} : { alsoChanges: [...also] }),
  };
}

/** An account that the input does not show is for the user to write. */
export function withPlaceholders(text: string): string {
  return text.replaceAll(UNKNOWN_ACCOUNT, 'YOUR-ACCOUNT');
}

function documentOf(statement: Statement): Record<string, unknown> {
  return JSON.parse(withPlaceholders(JSON.stringify(statementDocument(statement)))) as Record<string, unknown>;
}

/** The place of each edit, so that the input is searched for all of them at once. */
export function placesOfFix({ edits }: SuggestedFix): readonly SourceLocation[] {
  return edits.flatMap((edit) => placeOfEdit(edit) ?? []);
}

function fixEdit(edit: Edit, locate: Locate): FixEdit {
  const shared = { summary: withPlaceholders(editInWords(edit)), location: locate(placeOfEdit(edit)) };
  switch (edit.kind) {
    case 'statement':
      return {
        ...shared,
        address: edit.policy.address,
        before: documentOf(edit.before),
        after: edit.after === null ? null : documentOf(edit.after),
      };
    case 'deny':
      return {
        ...shared,
        address: edit.principal.address,
        before: null,
        after: documentOf(edit.statement),
      };
    case 'boundary':
      return { ...shared, address: edit.principal.address, before: null, after: null };
    case 'detach':
      return { ...shared, address: edit.attachment.address, before: null, after: null };
    case 'function-url':
      return { ...shared, address: edit.url.address, before: null, after: null };
    case 'credential':
      return { ...shared, address: edit.user.address, before: null, after: null };
  }
}

/** Where the thing stands that an edit changes; null for what stands in no file. */
export function placeOfEdit(edit: Edit): SourceLocation | null {
  switch (edit.kind) {
    case 'statement':
      return statementLocation({ policy: edit.policy, statement: edit.before });
    case 'deny':
    case 'boundary':
      return edit.principal.location;
    case 'detach':
      return edit.attachment.location;
    case 'function-url':
      return edit.url.location;
    case 'credential':
      return edit.user.credentials?.[0]?.location ?? edit.user.location;
  }
}
