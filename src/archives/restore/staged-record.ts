// What the list says that is written while unpacking and read while placing.
import type { Attributes } from "../../ports/directories.ts";

/** One entry that waits to be placed, in the order of the archive. Bytes as latin1 text. */
export interface StagedRecord {
  readonly kind: "folder" | "file" | "hardlink";
  /** In the archive. */
  readonly path: string;
  /** Which place it goes to, and the names from its root. */
  readonly place: number;
  readonly parts: readonly string[];
  /** Name in the staging folder of its place; null for folders and hardlinks. */
  readonly staged: string | null;
  /** Of a hardlink: the path of its first name. */
  readonly link: string | null;
  readonly sizeBytes: number;
  readonly attributes: Attributes;
  readonly damaged: boolean;
}
