/**
 * A place in a file that the user can open.
 *
 * `pointer` is an RFC 6901 JSON pointer; lines and columns count from one.
 */
export interface SourceLocation {
  readonly uri: string;
  readonly pointer?: string;
  readonly startLine?: number;
  readonly startColumn?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}
