// Patterns that choose exactly what was meant, whatever a name holds: regular expressions in which every character but the
// plainest is escaped. Prefix patterns would do for most names; names with newlines, bytes that are no text, or a style's
// prefix need this form. Paths are those of listing.ts: no slash in front, U+DC80 to U+DCFF for bytes that are not UTF-8.

/**
 * The longest path that can be chosen, in UTF-16 units, of which one becomes six bytes at most: an argument of a program has at
 * most 128 KiB. No path of a file system is nearly as long.
 */
export const longestSelectable = 20_000;

/** One entry. */
export function exactly(path: string): string {
  return `re:^${escapePath(path)}\\Z`;
}

/** An entry and everything below it. */
export function subtree(path: string): string {
  return `re:^${escapePath(path)}(?:/|\\Z)`;
}

function escapePath(path: string): string {
  return Array.from(path, escapeCharacter).join("");
}

function escapeCharacter(character: string): string {
  if (/^[A-Za-z0-9/_]$/.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}
