// What the system tells of a file.
import type { Stats } from "node:fs";

export type FileKind = "file" | "directory" | "symlink" | "other";

export interface FileInfo {
  readonly kind: FileKind;
  readonly sizeBytes: number;
  /** Permission bits, such as 0o600. */
  readonly mode: number;
  readonly uid: number;
  readonly modifiedAtMs: number;
  readonly changedAtMs: number;
  readonly device: number;
  readonly inode: number;
}

export function infoOf(stats: Stats): FileInfo {
  return {
    kind: kindOf(stats),
    sizeBytes: stats.size,
    mode: stats.mode & 0o7777,
    uid: stats.uid,
    modifiedAtMs: stats.mtimeMs,
    changedAtMs: stats.ctimeMs,
    device: stats.dev,
    inode: stats.ino,
  };
}

export function kindOf(entry: Pick<Stats, "isFile" | "isDirectory" | "isSymbolicLink">): FileKind {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "directory";
  return entry.isSymbolicLink() ? "symlink" : "other";
}
