import { nameOfStep } from '../model/json-pointer.js';
import { endOfString, endOfValue, skipWhitespace } from './json-scan.js';

/** A part of a text; lines and columns count from one, and the end is the position after the last character. */
export interface TextRange {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The wanted pointers as a tree, so that one scan finds them all and steps over whatever none of them goes through. */
interface Target {
  readonly children: Map<string, Target>;
  start: number;
  end: number;
}

/** Deeper pointers than any input has; below that the value's ancestor is located. */
const MAX_DEPTH = 200;
const ELEMENT = /^(?:0|[1-9]\d{0,14})$/;

/**
 * Finds where JSON pointers (RFC 6901) point to in a JSON text. A pointer to a value that the text does not hold, such as
 * one into a document that is embedded as a string, gets the range of its nearest ancestor that it does hold. Of several
 * members with the same name the last one counts, as it does for `JSON.parse`. In a text of several documents in a row
 * a pointer begins with the document's number.
 */
export function locatePointers(text: string, pointers: readonly string[]): ReadonlyMap<string, TextRange> {
  const root: Target = newTarget();
  const wanted = new Map([...new Set(pointers)].map((pointer) => [pointer, insert(root, pointer)]));
  scanDocuments(text, root);
  const offsets: { start: number; end: number }[] = [];
  const found = [...wanted].map(([pointer, path]) => {
    const target = path.findLast(({ end }) => end !== -1) ?? root;
    offsets.push(target);
    return [pointer, target] as const;
  });
  const position = positions(
    text,
    offsets.flatMap(({ start, end }) => [start, end]),
  );
  return new Map(
    found.map(([pointer, { start, end }]) => [pointer, { ...startOf(position(start)), ...endOf(position(end)) }]),
  );
}

function newTarget(): Target {
  return { children: new Map(), start: -1, end: -1 };
}

/** Adds a pointer; returns the targets on its way, the root first. */
function insert(root: Target, pointer: string): readonly Target[] {
  const path = [root];
  let target = root;
  for (const token of pointer.split('/').slice(1, MAX_DEPTH)) {
    const name = nameOfStep(token);
    const child = target.children.get(name) ?? newTarget();
    target.children.set(name, child);
    target = child;
    path.push(target);
  }
  return path;
}

function scanDocuments(text: string, root: Target): void {
  const start = skipWhitespace(text, 0);
  if (skipWhitespace(text, scanValue(text, start, root)) >= text.length) return;
  forget(root);
  let at = start;
  for (let index = 0; at < text.length; index += 1) {
    const child = root.children.get(String(index));
    root.end = child === undefined ? endOfValue(text, at) : scanValue(text, at, child);
    if (root.end === at) return;
    at = skipWhitespace(text, root.end);
  }
}

/** Scans the value at `start`, which `target` stands for; returns the index after it. */
function scanValue(text: string, start: number, target: Target): number {
  forget(target);
  const first = text[start];
  let end: number;
  if (target.children.size === 0 || (first !== '{' && first !== '[')) end = endOfValue(text, start);
  else if (first === '{') end = scanMembers(text, start, target);
  else end = scanElements(text, start, target);
  target.start = start;
  target.end = end;
  return end;
}

/** What an earlier member with the same name holds is not what the pointers mean. */
function forget(target: Target): void {
  if (target.end === -1) return;
  target.end = -1;
  for (const child of target.children.values()) forget(child);
}

function scanMembers(text: string, start: number, target: Target): number {
  let at = skipWhitespace(text, start + 1);
  while (text[at] === '"') {
    const nameEnd = endOfString(text, at);
    const child = target.children.get(readName(text, at, nameEnd));
    at = skipWhitespace(text, skipWhitespace(text, nameEnd) + 1);
    at = skipWhitespace(text, child === undefined ? endOfValue(text, at) : scanValue(text, at, child));
    if (text[at] !== ',') break;
    at = skipWhitespace(text, at + 1);
  }
  return at + 1;
}

function scanElements(text: string, start: number, target: Target): number {
  let last = -1;
  for (const name of target.children.keys()) if (ELEMENT.test(name)) last = Math.max(last, Number(name));
  let at = skipWhitespace(text, start + 1);
  for (let index = 0; at < text.length && text[at] !== ']'; index += 1) {
    // Behind the last wanted element only the end of the list is of interest.
    if (index > last) return endOfList(text, at);
    const child = target.children.get(String(index));
    at = skipWhitespace(text, child === undefined ? endOfValue(text, at) : scanValue(text, at, child));
    if (text[at] !== ',') break;
    at = skipWhitespace(text, at + 1);
  }
  return at + 1;
}

function endOfList(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== ']') {
    at = skipWhitespace(text, endOfValue(text, at));
    if (text[at] === ',') at = skipWhitespace(text, at + 1);
  }
  return at + 1;
}

function readName(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end - 1);
  return raw.includes('\\') ? (JSON.parse(text.slice(start, end)) as string) : raw;
}

interface Position {
  readonly line: number;
  readonly column: number;
}

/** Line and column of each offset, found in one pass over the line ends. */
function positions(text: string, offsets: readonly number[]): (offset: number) => Position {
  const found = new Map<number, Position>();
  let line = 1;
  let lineStart = 0;
  let next = text.indexOf('\n');
  for (const offset of [...new Set(offsets)].sort((a, b) => a - b)) {
    while (next !== -1 && next < offset) {
      line += 1;
      lineStart = next + 1;
      next = text.indexOf('\n', lineStart);
    }
    found.set(offset, { line, column: offset - lineStart + 1 });
  }
  return (offset) => found.get(offset) ?? { line: 1, column: 1 };
}

function startOf({ line, column }: Position): Pick<TextRange, 'startLine' | 'startColumn'> {
  return { startLine: line, startColumn: column };
}

function endOf({ line, column }: Position): Pick<TextRange, 'endLine' | 'endColumn'> {
  return { endLine: line, endColumn: column };
}
