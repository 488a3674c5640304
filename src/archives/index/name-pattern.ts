/** What one part of a path has to match, folded as in names.ts. */
export interface NamePattern {
  /** Bytes that every name has that matches; the longer they are the quicker is the search. May be empty. */
  readonly literal: Buffer;
  /** Whether the bytes from `start` to `end` match. */
  matches(bytes: Buffer, start: number, end: number): boolean;
}
