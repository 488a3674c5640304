/** What one part of a path has to match, folded as in names.ts. */
export interface NamePattern {
  /** Bytes that every name has that matches; the longer they are the quicker is the search. May be empty. */
  readonly literal: Buffer;
  /** Whether the bytes from `start` to `end` match. What that took is added to `work`. */
  matches(bytes: Buffer, start: number, end: number, work: Work): boolean;
}

/** What a search has done so far. */
export interface Work {
  /** Each is a few nanoseconds: one part of a pattern tried at one place. */
  steps: number;
}
