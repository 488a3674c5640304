import type { Borg } from "../borg/borg.ts";
import { listFilesCommand } from "../borg/commands/list-files.ts";
import { type ListedEntry, readListing } from "../borg/commands/listing.ts";
import type { RepositoryTarget } from "../borg/target.ts";

/** Asks borg for entries and hands them on, `.` (the root of an archive made in its own folder) left out. */
export async function eachEntry(
  borg: Pick<Borg, "stream">,
  { target, archiveName }: { readonly target: RepositoryTarget; readonly archiveName: string },
  options: { selectors: readonly string[]; signal: AbortSignal; jobId?: string; lockWaitSeconds?: number },
  use: (entry: ListedEntry) => void,
): Promise<void> {
  const { selectors, signal, jobId, lockWaitSeconds } = options;
  const waiting = lockWaitSeconds === undefined ? {} : { lockWaitSeconds };
  const command = listFilesCommand(target, { archiveName, selectors, ...waiting });
  const { stdout } = await borg.stream(command, { signal, ...(jobId === undefined ? {} : { jobId }) });
  try {
    for await (const batch of readListing(stdout)) {
      for (const entry of batch) if (entry.path !== ".") use(entry);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
