/** A policy document as given, decoded, or why that is not possible. */
export type DecodedDocument =
  { readonly ok: true; readonly document: unknown } | { readonly ok: false; readonly problem: string };

/** IAM answers with URL-encoded JSON (RFC 3986): `{`, perhaps after white space. */
const ENCODED = /^(?:%09|%0a|%0d|%20|[\t\n\r ]){0,1000}%7b/i;

/**
 * Undoes the URL encoding in which IAM's API gives documents; the AWS CLI undoes it itself, so that a document may come as
 * an object, as JSON text or encoded. It is undone once only: a `%7B` inside a value is the value's.
 */
export function decodeDocument(document: unknown): DecodedDocument {
  if (typeof document !== 'string' || !ENCODED.test(document)) return { ok: true, document };
  try {
    return { ok: true, document: decodeURIComponent(document) };
  } catch (error) {
    if (error instanceof URIError) return { ok: false, problem: 'the URL encoding of the document is damaged' };
    throw error;
  }
}
