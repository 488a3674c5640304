import type { FileEntry } from "../../../schemas/archives.ts";
import type { ListedEntry } from "../../borg/commands/listing.ts";
import { isoTime } from "../../ports/clock.ts";
import type { EntryType, IndexedEntry } from "../index/archive-index.ts";
import { toDisplayName, toPublicPath } from "../paths.ts";

const types = {
  "-": "file",
  d: "directory",
  l: "symlink",
  p: "fifo",
  c: "device",
  b: "device",
  s: "socket",
} as const satisfies Record<EntryType, FileEntry["type"]>;

/** What people see of an entry. */
export function toFileEntry(entry: IndexedEntry): FileEntry {
  return {
    name: toDisplayName(entry.name),
    path: toPublicPath(entry.path),
    ...toVersion(entry),
    filesCount: entry.type === "d" ? entry.filesCount : null,
    linkTarget: entry.linkTarget === null ? null : toDisplayName(entry.linkTarget),
  };
}

/** What can change of an entry while its path stays. */
export function toVersion(
  entry: IndexedEntry,
): Pick<FileEntry, "type" | "sizeBytes" | "modifiedAt" | "mode" | "damaged"> {
  return {
    type: entry.hardlink ? "hardlink" : types[entry.type],
    sizeBytes: entry.sizeBytes,
    modifiedAt: toTimestamp(entry.modifiedAtUs),
    mode: modeText(entry),
    ...(entry.damaged ? { damaged: true } : {}),
  };
}

/** A second name of a file whose content is stored under another one. */
export function isHardlink({ type, mode }: ListedEntry): boolean {
  return type === "-" && mode.startsWith("h");
}

/** Years that RFC 3339 can write. */
const firstMs = Date.parse("0000-01-01T00:00:00Z");
const lastMs = Date.parse("9999-12-31T23:59:59.999Z");

function toTimestamp(us: number | null): string | null {
  const ms = us === null ? Number.NaN : Math.floor(us / 1000);
  return ms >= firstMs && ms <= lastMs ? isoTime(ms) : null;
}

/** As ls prints it, but with `h` in front of a second name, as in borg. */
function modeText({ type, mode, hardlink }: IndexedEntry): string {
  const special = [mode & 0o4000 && "s", mode & 0o2000 && "s", mode & 0o1000 && "t"];
  const triplets = special.map((letter, at) => {
    const bits = (mode >> (6 - 3 * at)) & 7;
    const execute = bits & 1 ? letter || "x" : letter ? letter.toUpperCase() : "-";
    return `${bits & 4 ? "r" : "-"}${bits & 2 ? "w" : "-"}${execute}`;
  });
  return `${hardlink ? "h" : type}${triplets.join("")}`;
}
