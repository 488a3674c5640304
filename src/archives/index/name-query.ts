// What people type to find a name, as what a search can match bytes with.

/** A query as parseNameQuery reads it. */
export interface NameQuery {
  /** What the last part of a path has to match, then the folder that holds it, and so on up. */
  readonly parts: readonly NamePattern[];
  readonly foldersOnly: boolean;
}

/** What one part of a path has to match. */
export interface NamePattern {
  readonly source: string;
}

/** Reads a query. */
export function parseNameQuery(text: string): NameQuery {
  return { parts: [{ source: text }], foldersOnly: false };
}
