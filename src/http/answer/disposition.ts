// The name that a browser gives a download.

/**
 * A Content-Disposition header for a file of any name (RFC 6266, RFC 8187): a plain ASCII name for old clients and the whole name
 * in UTF-8. Path separators, control and direction-changing characters are replaced, since they could make a name look like, or
 * land as, another one.
 */
export function attachment(fileName: string): string {
  const name = safeName(fileName);
  const plain = name.replace(/[^\x20-\x7e]/g, "_").replace(/["\\%;]/g, "_");
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeValue(name)}`;
}

function safeName(fileName: string): string {
  const name = fileName.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029/\\]/gu, "_").trim();
  return /^\.{0,2}$/.test(name) ? "download" : Array.from(name).slice(0, 200).join("");
}

/** RFC 8187: attr-char stays, all else is percent-encoded. */
function encodeValue(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
