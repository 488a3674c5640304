// What is at the target, looked at only.
import { type FolderHandle, systemCode } from "../../ports/directories.ts";
import type { FileInfo } from "../../ports/files.ts";
import { closeAll } from "./close-all.ts";

export interface TargetView {
  /** What has these names, or what stands in the way of them; null where there is nothing. */
  look(parts: readonly Buffer[]): Promise<FileInfo | null>;
  close(): Promise<void>;
}

interface Frame {
  readonly name: Buffer;
  readonly handle: FolderHandle;
}

/** Creates a view that takes the root over. Entries of one folder are best looked at one after another. */
export function createTargetView(root: FolderHandle): TargetView {
  const frames: Frame[] = [];
  /** Below these names there is this, and nothing else. */
  let end: { readonly parts: readonly Buffer[]; readonly info: FileInfo | null } | null = null;

  const top = () => frames.at(-1)?.handle ?? root;
  const leave = async () => frames.pop()?.handle.close();

  return {
    async look(parts) {
      if (end && startsWith(parts, end.parts)) return end.info;
      const folders = parts.slice(0, -1);
      while (!frames.every(({ name }, at) => folders[at]?.equals(name))) await leave();
      while (frames.length < folders.length) {
        const name = folders[frames.length] as Buffer;
        const handle = await top().openFolder(name).catch(unlessHidden);
        if (handle === null) {
          end = { parts: folders.slice(0, frames.length + 1), info: await top().look(name).catch(unlessHidden) };
          return end.info;
        }
        frames.push({ name, handle });
      }
      const last = parts.at(-1);
      return last === undefined ? null : top().look(last).catch(unlessHidden);
    },
    async close() {
      await closeAll([...frames.splice(0).map(({ handle }) => handle), root]);
    },
  };
}

/** What may not be looked at counts as not there: the restore will say so of each. */
function unlessHidden(error: unknown): null {
  if (systemCode(error) !== null) return null;
  throw error;
}

function startsWith(parts: readonly Buffer[], start: readonly Buffer[]): boolean {
  return start.length <= parts.length && start.every((part, at) => part.equals(parts[at] as Buffer));
}
