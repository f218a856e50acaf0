import type { SourceLocation } from '../model/location.js';
import type { LoadedInput } from './loaded-input.js';
import { locatePointers, type TextRange } from './locate.js';

/** A place with lines. */
export interface Place {
  uri: string;
  startLine: number;
  pointer?: string;
  startColumn?: number;
  endLine?: number;
  endColumn?: number;
}

/**
 * Finds the lines of `wanted` in the texts of the inputs, each text in one scan, and returns a function that answers for
 * them. A location that has lines already keeps them.
 */
export function locator(
  inputs: readonly Pick<LoadedInput, 'uri' | 'text'>[],
  wanted: readonly (SourceLocation | null)[],
): (location: SourceLocation | null) => Place | null {
  const ranges = new Map<string, ReadonlyMap<string, TextRange>>();
  for (const { uri, text } of inputs) {
    const pointers = wanted.flatMap((location) =>
      location?.uri === uri && location.startLine === undefined ? (location.pointer ?? []) : [],
    );
    if (pointers.length > 0) ranges.set(uri, locatePointers(text, pointers));
  }
  return (location) => {
    if (location === null || location.uri === '') return null;
    const { uri, pointer, ...lines } = location;
    const found = lines.startLine === undefined && pointer !== undefined ? ranges.get(uri)?.get(pointer) : undefined;
    return { uri, startLine: 1, ...lines, ...found, ...(pointer === undefined ? {} : { pointer }) };
  };
}
