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
 * Finds the lines of `wanted` in the sources of the inputs, or, for what those do not show, in their texts, each text in
 * one scan. Returns a function that answers for them. A location that has lines already keeps them.
 */
export function locator(
  inputs: readonly Pick<LoadedInput, 'uri' | 'text' | 'sources'>[],
  wanted: readonly (SourceLocation | null)[],
): (location: SourceLocation | null) => Place | null {
  const ranges = new Map<string, ReadonlyMap<string, TextRange>>();
  const inSources = new Map<string, Place>();
  for (const { uri, text, sources } of inputs) {
    const pointers = wanted.flatMap((location) =>
      location?.uri === uri && location.startLine === undefined ? (location.pointer ?? []) : [],
    );
    const others = pointers.filter((pointer) => {
      const place = sources?.locate(pointer) ?? null;
      if (place !== null) inSources.set(`${uri} ${pointer}`, { startLine: 1, ...place });
      return place === null;
    });
    if (others.length > 0) ranges.set(uri, locatePointers(text, others));
  }
  return (location) => {
    if (location === null || location.uri === '') return null;
    const { uri, pointer, ...lines } = location;
    const place = lines.startLine === undefined ? inSources.get(`${uri} ${pointer ?? ''}`) : undefined;
    if (place !== undefined) return place;
    const found = lines.startLine === undefined && pointer !== undefined ? ranges.get(uri)?.get(pointer) : undefined;
    return { uri, startLine: 1, ...lines, ...found, ...(pointer === undefined ? {} : { pointer }) };
  };
}
