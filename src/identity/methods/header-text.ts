// Texts as proxies put them into headers, which were made for ASCII.

/** Node reads header bytes as Latin-1; what is UTF-8 in truth is made so, everything else stays Latin-1. */
export function decodeHeader(value: string): string {
  return decodeBytes(Buffer.from(value, "latin1"));
}

const encodedWord = /=\?(utf-8|us-ascii|iso-8859-1)\?q\?([!->@-~]*)\?=/gi;
const betweenEncodedWords = /(\?=)[ \t]+(?==\?)/g;

/** Decodes encoded words (RFC 2047, "Q" encoding) as well; Tailscale writes names so that are not plain ASCII. */
export function decodeEncodedWords(value: string): string {
  if (!value.includes("=?")) return decodeHeader(value);
  return value
    .replace(betweenEncodedWords, "$1") // a long text is several words; the space between them is none of its own
    .replace(encodedWord, (_word, charset: string, text: string) => {
      const bytes = Buffer.from(
        text
          .replaceAll("_", " ")
          .replace(/=([0-9a-f]{2})/gi, (_code, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        "latin1",
      );
      return charset.toLowerCase() === "iso-8859-1" ? bytes.toString("latin1") : decodeBytes(bytes);
    });
}

/** A text that is only shown: one that does not look right is left out rather than refused. */
export function plainText(decoded: string | null, maxLength: number): string | null {
  const text = decoded === null ? "" : decoded.normalize("NFC").trim();
  return text === "" || text.length > maxLength || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}{}]/u.test(text) ? null : text;
}

function decodeBytes(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes.toString("latin1"); // not UTF-8, so it was Latin-1
  }
}
