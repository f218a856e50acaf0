/**
 * What is known of one context key of the requests that a search looks for.
 *
 * - `fixed`: the configuration decides it; no values means that the key is absent.
 * - `free`: the caller decides it, within `shapes` (wildcard patterns that it must fit one of) and `accepts`.
 * - `open`: it depends on what the input does not show. `usual` is what an ordinary request has (no values: absent);
 *   any other value is an assumption. `accepts` rules out what cannot be.
 *
 * A key that is `always` sent cannot be left out. `examples` are values that it may well have and that no condition names.
 */
export type KeyKnowledge =
  | { readonly kind: 'fixed'; readonly values: readonly string[] }
  | {
      readonly kind: 'free';
      readonly always?: boolean;
      readonly shapes?: readonly string[];
      readonly examples?: readonly string[];
      readonly accepts?: (value: string) => boolean;
    }
  | {
      readonly kind: 'open';
      readonly usual: readonly string[];
      readonly always?: boolean;
      readonly examples?: readonly string[];
      readonly accepts?: (value: string) => boolean;
    };

/** Answers for a key in lower case. */
export type Knowledge = (key: string) => KeyKnowledge;

/** A key that never stands in a request. */
export const ABSENT: KeyKnowledge = { kind: 'fixed', values: [] };
