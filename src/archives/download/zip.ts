// A zip out of a tar, entry by entry.
import { Readable } from "node:stream";
import { fromBytes } from "../paths.ts";
import { readTar, type TarEntry } from "../restore/tar.ts";
import { createZipNames } from "./zip-names.ts";
import { writeZip, type ZipEntry } from "./zip-writer.ts";

/** What a zip cannot hold is told in a file of this name at its end. */
const noteName = "NOT IN THIS ZIP.txt";
/** Lines of that file. */
const mostNoted = 10_000;

/**
 * Files and folders with times and permissions. A zip has no links: what a symbolic link points at, and of which file a
 * hardlink is another name, is told in a note at the end, as are devices and the like. Fails where the tar does.
 */
export function zipOfTar(tar: Readable): Readable {
  const zip = Readable.from(writeZip(entriesOf(tar)), { objectMode: false });
  zip.once("close", () => tar.destroy()); // also where nobody ever began to read
  zip.on("error", () => {}); // whoever reads gets it too
  return zip;
}

async function* entriesOf(tar: Readable): AsyncGenerator<ZipEntry> {
  const names = createZipNames();
  const notes: string[] = [];
  let notedCount = 0;
  for await (const entry of readTar(tar as AsyncIterable<Buffer>)) {
    const path = fromBytes(entry.path);
    if (path === "." || path === "") continue;
    const note = noteOf(entry, path);
    if (note === null) yield toZipEntry(entry, names.nameOf(path));
    else if (notedCount++ < mostNoted) notes.push(note);
  }
  if (notedCount > mostNoted) notes.push(`… and ${notedCount - mostNoted} more`);
  if (notes.length > 0) yield textEntry(noteName, noteText(notes));
}

function toZipEntry(entry: TarEntry, name: string): ZipEntry {
  const { mode, modifiedAtSeconds, sizeBytes } = entry;
  if (entry.type === "folder") {
    return { ...entry, name: `${name}/`, mode: 0o040_000 | mode, modifiedAtSeconds, sizeBytes: 0 };
  }
  return { name, mode: 0o100_000 | mode, modifiedAtSeconds, sizeBytes, content: entry.content };
}

function textEntry(name: string, text: string): ZipEntry {
  const bytes = Buffer.from(text);
  return {
    name,
    mode: 0o100_644,
    modifiedAtSeconds: 0,
    sizeBytes: bytes.length,
    async *content() {
      yield bytes;
    },
  };
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
