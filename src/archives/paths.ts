// Paths in an archive, inside and outside. Inside, U+DC80 to U+DCFF stand for bytes that are not UTF-8, as in borg. Such a
// string survives neither a URL nor a file system call, so outside it is written with `\xe9` for the byte and `\\` for a
// backslash: an ordinary name stays as it is, and every name comes back as it was.
import { longestSelectable } from "../borg/selector.ts";
import { Fault } from "../fault.ts";

/** What the API shows and takes. */
export function toPublicPath(path: string): string {
  return path.replace(/\\|[\udc80-\udcff]/gu, (character) => (character === "\\" ? "\\\\" : `\\x${byteOf(character)}`));
}

/** The reverse; slashes around it do not matter. Throws Fault `not-found` for what toPublicPath never makes. */
export function fromPublicPath(publicPath: string): string {
  const path = publicPath.replace(/^\/+|\/+$/g, "").replace(/\\(?:\\|x([89a-f][0-9a-f])|)/g, (match, hex?: string) => {
    if (match === "\\") throw new Fault("not-found", "There is no such path in the archive.");
    return hex === undefined ? "\\" : String.fromCharCode(0xdc00 + Number.parseInt(hex, 16));
  });
  if (path.includes("\0") || path.length > longestSelectable)
    throw new Fault("not-found", "There is no such path in the archive.");
  return path;
}

/** For people to read: U+FFFD in place of what is no text. */
export function toDisplayName(name: string): string {
  return name.replace(/[\ud800-\udfff]/gu, "\ufffd");
}

/** The bytes that it stands for. */
export function toBytes(path: string): Buffer {
  const parts = path.split(/([\udc80-\udcff])/u);
  return Buffer.concat(parts.map((part) => (isByte(part) ? Buffer.from(byteOf(part), "hex") : Buffer.from(part))));
}

/** The reverse, as Python's `surrogateescape` does it. */
export function fromBytes(bytes: Buffer): string {
  let path = "";
  for (let at = 0; at < bytes.length; ) {
    const length = [1, 2, 3, 4].find((count) => isCharacter(bytes.subarray(at, at + count)));
    path +=
      length === undefined ? String.fromCharCode(0xdc00 + (bytes[at] ?? 0)) : bytes.toString("utf8", at, at + length);
    at += length ?? 1;
  }
  return path;
}

/** The bytes of a path below `folder`, for the file system. */
export function toFilePath(folder: string, path: string): Buffer {
  return Buffer.concat([Buffer.from(folder.endsWith("/") ? folder : `${folder}/`), toBytes(path)]);
}

/** The folder that holds it; empty for the root. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** Its last part. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Of paths and what lies inside one of them, only the outer ones, each once. The empty one holds all others. */
export function outermost(paths: readonly string[]): string[] {
  const known = new Set(paths);
  if (known.has("")) return [""];
  return [...known].filter((path) => {
    for (let at = parentOf(path); at !== ""; at = parentOf(at)) if (known.has(at)) return false;
    return true;
  });
}

function isCharacter(bytes: Buffer): boolean {
  const text = bytes.toString("utf8");
  return Array.from(text).length === 1 && Buffer.from(text).equals(bytes);
}

function isByte(part: string): boolean {
  return part.length === 1 && part >= "\udc80" && part <= "\udcff";
}

function byteOf(character: string): string {
  return (character.charCodeAt(0) - 0xdc00).toString(16);
}
