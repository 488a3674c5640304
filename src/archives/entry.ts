import type { FileEntry } from "../../schemas/archives.ts";
import { type ListedEntry, timeMs } from "../borg/listing.ts";
import { isoTime } from "../ports/clock.ts";
import { nameOf, toDisplayName, toPublicPath } from "./paths.ts";

const types: Readonly<Record<string, FileEntry["type"]>> = {
  "-": "file",
  d: "directory",
  l: "symlink",
  p: "fifo",
  c: "device",
  b: "device",
  s: "socket",
};

/** What people see of an entry. */
export function toFileEntry(listed: ListedEntry): FileEntry {
  return {
    name: toDisplayName(nameOf(listed.path)),
    path: toPublicPath(listed.path),
    type: isHardlink(listed) ? "hardlink" : (types[listed.type] ?? "device"),
    sizeBytes: listed.sizeBytes,
    filesCount: null,
    modifiedAt: toTimestamp(listed.modifiedAt),
    mode: listed.mode,
    linkTarget: listed.source === "" ? null : toDisplayName(listed.source),
  };
}

/** A folder that the archive has no entry for, only what is in it. */
export function impliedFolder(path: string): FileEntry {
  return {
    name: toDisplayName(nameOf(path)),
    path: toPublicPath(path),
    type: "directory",
    sizeBytes: 0,
    filesCount: null,
    modifiedAt: null,
    mode: "drwxr-xr-x",
    linkTarget: null,
  };
}

/** A second name of a file whose content is stored under another one. */
export function isHardlink({ type, mode }: ListedEntry): boolean {
  return type === "-" && mode.startsWith("h");
}

function toTimestamp(listed: string): string | null {
  const ms = timeMs(listed);
  return Number.isFinite(ms) && Math.abs(ms) < 8.64e15 ? isoTime(Math.floor(ms)) : null;
}
