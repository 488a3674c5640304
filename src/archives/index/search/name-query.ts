// What people type to find a name, as what a search can match bytes with.
import { Fault } from "../../../fault.ts";
import { encodeName, foldText } from "../format/names.ts";
import { createGlob, type Glob } from "./glob.ts";
import type { NamePattern } from "./name-pattern.ts";

/** A query as parseNameQuery reads it. */
export interface NameQuery {
  /** What the name has to match, then the folder that holds it, and so on up. */
  readonly parts: readonly [NamePattern, ...NamePattern[]];
  readonly foldersOnly: boolean;
}

/** Steps (name-pattern.ts) of a query's globs: each place in a name may cost as many. */
const mostSteps = 320;

/**
 * Reads a query. Plain text is found anywhere in a name; with `*`, `?` or `[...]` in it, the whole name has to match. A slash
 * makes it match the end of the path: "photos/im" finds "Photos/IMG_1.jpg", "photos/*.jpg" too, "photos/" folders only.
 * Upper case does not matter, nor how a letter with an accent is composed. Fault `invalid-input` for one of too many wildcards.
 */
export function parseNameQuery(text: string): NameQuery {
  const foldersOnly = text.length > 1 && text.endsWith("/");
  const [name = "", ...around] = (foldersOnly ? text.slice(0, -1) : text).split("/").reverse();
  if (/[*?[\]]/.test(text)) return { parts: bounded([glob(name), ...trimmed(around).map(glob)]), foldersOnly };
  if (around.length === 0) return { parts: [foldersOnly ? ending(name) : containing(name)], foldersOnly };
  const [outer = "", ...between] = around.reverse();
  const last = foldersOnly ? equal(name) : beginning(name);
  return { parts: [last, ...between.reverse().map(equal), ...(outer === "" ? [] : [ending(outer)])], foldersOnly };
}

function bounded(globs: [Glob, ...Glob[]]): [Glob, ...Glob[]] {
  if (globs.reduce((steps, glob) => steps + glob.steps, 0) <= mostSteps) return globs;
  throw new Fault("invalid-input", "The search is too long for one with wildcards; search for less of the name.", {
    fields: { "?q": "is too long, or has too many wildcards" },
  });
}

/** A slash in front says nothing: paths in an archive have none. */
function trimmed(around: readonly string[]): readonly string[] {
  return around.at(-1) === "" ? around.slice(0, -1) : around;
}

function containing(text: string): NamePattern {
  const literal = fold(text);
  return {
    literal,
    matches(bytes, start, end) {
      const at = bytes.indexOf(literal, start);
      return at >= 0 && at + literal.length <= end;
    },
  };
}

function beginning(text: string): NamePattern {
  const literal = fold(text);
  return { literal, matches: (bytes, start, end) => hasAt(bytes, start, end, literal) };
}

function ending(text: string): NamePattern {
  const literal = fold(text);
  return {
    literal,
    matches: (bytes, start, end) => end - literal.length >= start && hasAt(bytes, end - literal.length, end, literal),
  };
}

function equal(text: string): NamePattern {
  const literal = fold(text);
  return {
    literal,
    matches: (bytes, start, end) => end - start === literal.length && hasAt(bytes, start, end, literal),
  };
}

function glob(text: string): Glob {
  return createGlob(foldText(text));
}

function fold(text: string): Buffer {
  return encodeName(foldText(text));
}

function hasAt(bytes: Buffer, start: number, end: number, literal: Buffer): boolean {
  if (end - start < literal.length) return false;
  for (let at = 0; at < literal.length; at += 1) if (bytes[start + at] !== literal[at]) return false;
  return true;
}
