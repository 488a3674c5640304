// A zip out of a tar, entry by entry, in bounded memory but for the table of contents that every zip ends with.
import { PassThrough, Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { ZipFile } from "yazl";
import { fromBytes } from "./paths.ts";
import { readTar, type TarEntry } from "./restore/tar.ts";
import { createZipNames } from "./zip-names.ts";

/** What a zip cannot hold is told in a file of this name at its end. */
const noteName = "NOT IN THIS ZIP.txt";
/** Lines of that file. */
const mostNoted = 10_000;

/**
 * Files and folders with times and permissions. A zip has no links: what a symbolic link points at, and of which file a
 * hardlink is another name, is told in a note at the end, as are devices and the like. Fails where the tar does.
 */
export function zipOfTar(tar: Readable): Readable {
  const zip = new ZipFile();
  const out = new PassThrough();
  let content: Readable | null = null;
  const fail = (error: unknown) => out.destroy(error instanceof Error ? error : new Error(String(error)));
  out.on("error", () => {}); // whoever reads gets it too
  out.once("close", () => {
    content?.destroy();
    tar.destroy();
  });
  zip.on("error", fail);
  zip.outputStream.pipe(out);

  /** Resolves when its content was read: only then does the tar go on. */
  const add = async (entry: TarEntry, name: string): Promise<void> => {
    const mtime = new Date(entry.modifiedAtSeconds * 1000);
    if (entry.type === "folder") return zip.addEmptyDirectory(name, { mtime, mode: 0o040_000 | entry.mode });
    content = Readable.from(entry.content(), { objectMode: false });
    zip.addReadStream(content, name, { mtime, mode: 0o100_000 | entry.mode, size: entry.sizeBytes });
    await finished(content);
  };
  fill(zip, tar, add).catch(fail);
  return out;
}

async function fill(zip: ZipFile, tar: Readable, add: (entry: TarEntry, name: string) => Promise<void>): Promise<void> {
  const names = createZipNames();
  const notes: string[] = [];
  let notedCount = 0;
  for await (const entry of readTar(tar as AsyncIterable<Buffer>)) {
    const path = fromBytes(entry.path);
    if (path === "." || path === "") continue;
    const note = noteOf(entry, path);
    if (note === null) await add(entry, names.nameOf(path));
    else if (notedCount++ < mostNoted) notes.push(note);
  }
  if (notedCount > mostNoted) notes.push(`… and ${notedCount - mostNoted} more`);
  if (notes.length > 0) zip.addBuffer(Buffer.from(noteText(notes)), noteName);
  zip.end();
}

function noteOf({ type, link }: TarEntry, path: string): string | null {
  switch (type) {
    case "file":
    case "folder":
      return null;
    case "symlink":
      return `${path} is a symbolic link to ${fromBytes(link)}`;
    case "hardlink":
      return `${path} is another name of ${fromBytes(link)}, with the same content`;
    case "special":
      return `${path} is a device or a pipe`;
  }
}

function noteText(notes: readonly string[]): string {
  return `A zip cannot hold these. Download a tar, or restore them.\n\n${notes.map(oneLine).join("\n")}\n`;
}

function oneLine(note: string): string {
  return note.replace(/\p{Cc}/gu, "?").replace(/[\ud800-\udfff]/gu, "\ufffd");
}
