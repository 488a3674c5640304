// Python's `unicode_escape` encoding, which keeps every byte of a name: a byte that is not UTF-8 arrives as U+DC80 to U+DCFF.

const escaped = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([\s\S]))/g;
const named: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** Decodes a whole text. What is no escape of Python's stays as it is. */
export function unescapePython(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(escaped, (_, x?: string, u?: string, U?: string, other = "") => {
    const code = x ?? u ?? U;
    return code === undefined ? (named[other] ?? other) : fromCode(Number.parseInt(code, 16));
  });
}

/** Decodes pieces of a text whose escapes may be cut anywhere. */
export function createUnescaper(): (piece: string) => string {
  let rest = "";
  return (piece) => {
    const text = rest + piece;
    const end = wholeLength(text);
    rest = text.slice(end);
    return unescapePython(text.slice(0, end));
  };
}

/** Length of the part that ends with no escape cut in two. */
function wholeLength(text: string): number {
  const token = /[^\\]+|\\(?:x[\s\S]{2}|u[\s\S]{4}|U[\s\S]{8}|[^xuU])/y;
  let end = 0;
  while (token.test(text)) end = token.lastIndex;
  return end;
}

function fromCode(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
}
