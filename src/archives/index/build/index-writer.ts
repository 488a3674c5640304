// Building one index from one source: what the child process does.
import type { Borg } from "../../../borg/borg.ts";
import type { Files } from "../../../ports/files.ts";
import type { IndexTotals } from "../archive-index.ts";
import type { RawEntry } from "../sources/raw-entry.ts";
import { readEntries } from "../sources/source.ts";
import { SourceError } from "../sources/source-error.ts";
import { createIndexBuilder } from "../write/builder.ts";
import type { IndexProgress, IndexTask } from "./messages.ts";

export interface IndexWriterDependencies {
  readonly borg: Pick<Borg, "stream">;
  readonly files: Pick<Files, "take" | "createDurable">;
}

export interface IndexWriter {
  /** Resolves when the file is there, whole. Rejects as readEntries does; then there is no file. Called once. */
  write(signal: AbortSignal): Promise<IndexTotals>;
  /** How far the reading is, with at most `limit` entries; null where there is nothing new, or no reading. */
  progress(limit: number): IndexProgress | null;
}

const fileType = "-".charCodeAt(0);

/** Creates the writer; nothing is read before `write`. */
export function createIndexWriter({ borg, files }: IndexWriterDependencies, task: IndexTask): IndexWriter {
  const { archive, source, outFile } = task;
  const builder = createIndexBuilder({ archiveId: archive.id });
  let entries = 0;
  let ownFiles = 0;
  let told = 0;
  let reading = true;

  const take = (entry: RawEntry) => {
    builder.add(entry);
    entries += 1;
    if (entry.type === fileType && !entry.hardlink) ownFiles += 1;
  };

  /** A dump has each file that was counted. Overlapping sources are listed otherwise, but never as nothing at all. */
  const isDoubtful = (filesCount: number | null): boolean => {
    if (filesCount === null) return false;
    return source === "dump" ? filesCount !== ownFiles : filesCount > 0 && entries === 0;
  };

  return {
    async write(signal) {
      await readEntries(source, { borg, files }, { ...task, archiveName: archive.name, signal }, take);
      reading = false;
      if (isDoubtful(archive.filesCount)) {
        throw new SourceError(`The ${source} source has ${ownFiles} files, and the archive ${archive.filesCount}.`);
      }
      const out = await files.createDurable(outFile);
      try {
        const totals = await builder.finish(async (chunk) => {
          signal.throwIfAborted();
          await out.write(chunk);
        });
        await out.commit();
        return totals;
      } catch (error) {
        await out.abort();
        throw error;
      }
    },
    progress(limit) {
      if (!reading || entries === told) return null;
      told = entries;
      return { entries, preview: builder.preview(limit) };
    },
  };
}
