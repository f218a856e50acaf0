/** Attributes, expressions or unknown masks by name. */
export type PlainObject = Readonly<Record<string, unknown>>;

/** True for a JSON object. */
export function isPlainObject(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of an own property; names come from the input, so that an inherited one must not answer. */
export function own(record: PlainObject | null | undefined, key: string): unknown {
  return record !== null && record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

/** A text that says something, or null. The provider writes "" for an attribute that is not set. */
export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The entries of a JSON list; empty for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
