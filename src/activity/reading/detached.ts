/**
 * The same text with memory of its own. A part of a text keeps the whole of it alive, so what is kept of a file has to be taken out of the
 * text that was read.
 */
export function detached(text: string): string {
  return Buffer.from(text).toString();
}
