// Takes files out of an archive to scratch, a bounded batch at a time, for those who look whether they come back.
import type { Borg } from "../../borg/borg.ts";
import { lockWait } from "../../borg/command.ts";
import { extractToFolderCommand, extractToStdoutCommand } from "../../borg/commands/extract.ts";
import type { ListedEntry } from "../../borg/commands/listing.ts";
import { BorgFault, type BorgResult, borgFault } from "../../borg/result/result.ts";
import { exactly } from "../../borg/selector.ts";
import type { RepositoryTarget } from "../../borg/target.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Files } from "../../ports/files.ts";
import { toFilePath } from "../paths.ts";

export interface TrialDependencies {
  readonly borg: Pick<Borg, "run" | "stream">;
  readonly files: Pick<Files, "remove" | "makeDirectory" | "linkInfo" | "readStream">;
  readonly clock: Pick<Clock, "now">;
}

export interface Trial {
  readonly target: RepositoryTarget;
  readonly archiveName: string;
  /** Made 0700, emptied before and removed after. */
  readonly scratchDir: string;
  readonly jobId: string;
  readonly signal: AbortSignal;
}

/** Takes a file that came back, or null in place of its content where it did not. Called again with null where reading fails. */
export type UseRestored = (entry: ListedEntry, content: AsyncIterable<Buffer> | null) => Promise<void>;

/** What one call of borg may put into the scratch folder; a larger file is handed on as it comes and never stored. */
const batchBytes = 256 * 1024 * 1024;
/** Linux takes 128 KiB in one argument and 2 MiB in all. */
const batchArgumentBytes = 256 * 1024;
const timeLimitMs = 6 * 3_600_000;

/**
 * Restores the entries one after another, and says how long borg took for it, in milliseconds. Throws BorgFault where borg cannot
 * do it at all, or the signal's reason.
 */
export async function eachRestored(
  dependencies: TrialDependencies,
  trial: Trial,
  entries: readonly ListedEntry[],
  use: UseRestored,
): Promise<number> {
  const { files } = dependencies;
  let tookMs = 0;
  try {
    for (const batch of batchesOf(entries)) {
      await files.remove(trial.scratchDir);
      await files.makeDirectory(trial.scratchDir, 0o700);
      tookMs += await restoreBatch(dependencies, trial, batch, use);
    }
  } finally {
    await files.remove(trial.scratchDir);
  }
  return tookMs;
}

async function restoreBatch(
  dependencies: TrialDependencies,
  trial: Trial,
  batch: readonly ListedEntry[],
  use: UseRestored,
): Promise<number> {
  const { clock } = dependencies;
  const startedAt = clock.now();
  const [first] = batch;
  if (batch.length === 1 && first && first.sizeBytes > batchBytes) {
    await useStreamed(dependencies, trial, first, use);
    return clock.now() - startedAt;
  }
  const result = await extract(dependencies, trial, batch);
  let tookMs = clock.now() - startedAt;
  if (isDamage(result) && batch.length > 1) {
    for (const entry of batch) tookMs += await restoreBatch(dependencies, trial, [entry], use); // borg stops at a bad file
    return tookMs;
  }
  for (const entry of batch) {
    trial.signal.throwIfAborted();
    if (isDamage(result)) await use(entry, null);
    else await useExtracted(dependencies, trial, entry, result, use);
  }
  return tookMs;
}

async function extract(
  { borg }: TrialDependencies,
  { target, archiveName, scratchDir, signal, jobId }: Trial,
  batch: readonly ListedEntry[],
): Promise<BorgResult> {
  const command = extractToFolderCommand(target, {
    archiveName,
    selectors: batch.map(({ path }) => exactly(path)),
    folder: scratchDir,
    lockWaitSeconds: lockWait.job,
  });
  const result = await borg.run(command, { signal, jobId, timeLimitMs });
  signal.throwIfAborted();
  if (result.state !== "ok" && result.state !== "warning" && !isDamage(result)) throw borgFault(result);
  return result;
}

async function useExtracted(
  { files }: TrialDependencies,
  { scratchDir, signal }: Trial,
  entry: ListedEntry,
  result: BorgResult,
  use: UseRestored,
): Promise<void> {
  const restored = toFilePath(scratchDir, entry.path);
  const info = await files.linkInfo(restored);
  // Not written, or not whole: with a warning that is for instance a full disk, and says nothing of the archive.
  if (info?.sizeBytes !== entry.sizeBytes && result.state === "warning") throw borgFault(result);
  if (info?.kind !== "file") return use(entry, null);
  const content = files.readStream(restored);
  try {
    await unlessStopped(signal, use(entry, content));
  } finally {
    content.destroy(); // perhaps nothing was read of it
  }
}

async function useStreamed(
  { borg }: TrialDependencies,
  { target, archiveName, signal, jobId }: Trial,
  entry: ListedEntry,
  use: UseRestored,
): Promise<void> {
  const selectors = [exactly(entry.path)];
  const command = extractToStdoutCommand(target, { archiveName, selectors, lockWaitSeconds: lockWait.job });
  const { stdout, result } = await borg.stream(command, { signal, jobId });
  try {
    await unlessStopped(signal, use(entry, stdout));
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof BorgFault && isDamage(error))) throw error;
    await use(entry, null);
  } finally {
    stdout.destroy();
    await result; // one borg at a time
  }
}

/** Waits for the work, or rejects with the signal's reason: a disk that does not answer is not waited for. */
async function unlessStopped<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let stop = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function isDamage({ outcome }: Pick<BorgResult, "outcome">): boolean {
  return outcome.code === "repository-damaged";
}

function batchesOf(entries: readonly ListedEntry[]): ListedEntry[][] {
  const batches: ListedEntry[][] = [];
  let [bytes, argumentBytes] = [0, 0];
  for (const entry of entries) {
    const length = exactly(entry.path).length;
    const batch = batches.at(-1);
    if (batch && bytes + entry.sizeBytes <= batchBytes && argumentBytes + length <= batchArgumentBytes) {
      batch.push(entry);
    } else {
      batches.push([entry]);
      [bytes, argumentBytes] = [0, 0];
    }
    bytes += entry.sizeBytes;
    argumentBytes += length;
  }
  return batches;
}
