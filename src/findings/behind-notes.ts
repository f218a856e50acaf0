import type { Violation } from '../rules/check.js';
import type { Note } from './note.js';

const MOST_NAMED = 5;

/** Who else comes to compute through the door of a violation, and is shut out with it. */
export function behindNotes({ entry, behind = [] }: Violation): readonly Note[] {
  const ways = [...new Set(behind.map((one) => wayOf(one)))].sort();
  if (ways.length === 0) return [];
  const more = ways.length - MOST_NAMED;
  const named = [...ways.slice(0, MOST_NAMED), ...(more > 0 ? [`${String(more)} more`] : [])];
  return [{ text: `${entry.opens} lets in as well, and closing it shuts out: ${named.join('; ')}`, raises: false }];
}

function wayOf({ entry: { kind, outsider, opens } }: Violation): string {
  if (kind === 'principal') return opens;
  return `${outsider} (by ${opens})`;
}
