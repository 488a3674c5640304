// A restore on trial: a random sample of files is taken out of an archive and compared byte for byte with its sources.
import type { Borg } from "../borg/borg.ts";
import { lockWait } from "../borg/command.ts";
import { extractToFolderCommand, extractToStdoutCommand } from "../borg/commands/extract.ts";
import type { ListedEntry } from "../borg/listing.ts";
import { BorgFault, type BorgResult, borgFault } from "../borg/result.ts";
import { exactly } from "../borg/selector.ts";
import type { Ports } from "../ports/ports.ts";
import { type Comparison, compareWithSource } from "./compare.ts";
import type { VerifyOptions, VerifyResult } from "./contract.ts";
import { eachEntry } from "./each-entry.ts";
import { toFilePath, toPublicPath } from "./paths.ts";
import { createSampler } from "./sample.ts";

export interface VerifyDependencies {
  readonly borg: Pick<Borg, "run" | "stream">;
  readonly ports: Pick<Ports, "files" | "random">;
}

/** What one call of borg may put into the scratch folder; a larger file is compared as it comes and never stored. */
const batchBytes = 256 * 1024 * 1024;
/** Linux takes 128 KiB in one argument and 2 MiB in all. */
const batchArgumentBytes = 256 * 1024;
const mostPaths = 20;

/** See Archives.verifySample. */
export async function verifySample(dependencies: VerifyDependencies, options: VerifyOptions): Promise<VerifyResult> {
  const { files, random } = dependencies.ports;
  const { signal, scratchDir, jobId } = options;
  const sampler = createSampler(random, options.sampleFiles, options.sources);
  await eachEntry(
    dependencies.borg,
    options,
    { selectors: [], signal, jobId, lockWaitSeconds: lockWait.job },
    sampler.add,
  );
  const sample = sampler.chosen();
  const tally = createVerifyTally(options, sample.length);
  try {
    for (const batch of batchesOf(sample)) {
      await files.remove(scratchDir);
      await files.makeDirectory(scratchDir, 0o700);
      await verifyBatch(dependencies, options, batch, tally.add);
    }
  } finally {
    await files.remove(scratchDir);
  }
  return tally.result();
}

type Add = (entry: ListedEntry, comparison: Comparison) => void;

async function verifyBatch(
  dependencies: VerifyDependencies,
  options: VerifyOptions,
  batch: readonly ListedEntry[],
  add: Add,
) {
  const [first] = batch;
  if (batch.length === 1 && first && first.sizeBytes > batchBytes) {
    add(first, await compareStreamed(dependencies, options, first));
    return;
  }
  const result = await extract(dependencies, options, batch);
  if (isDamage(result) && batch.length > 1) {
    for (const entry of batch) await verifyBatch(dependencies, options, [entry], add); // borg stops at the first bad file
    return;
  }
  for (const entry of batch) {
    options.signal.throwIfAborted();
    add(entry, isDamage(result) ? "damaged" : await compareExtracted(dependencies, options, entry, result));
  }
}

async function extract(
  { borg }: VerifyDependencies,
  options: VerifyOptions,
  batch: readonly ListedEntry[],
): Promise<BorgResult> {
  const { target, archiveName, scratchDir, signal, jobId } = options;
  const selectors = batch.map(({ path }) => exactly(path));
  const command = extractToFolderCommand(target, {
    archiveName,
    selectors,
    folder: scratchDir,
    lockWaitSeconds: lockWait.job,
  });
  const result = await borg.run(command, { signal, jobId, timeLimitMs: 6 * 3600_000 });
  signal.throwIfAborted();
  if (result.state !== "ok" && result.state !== "warning" && !isDamage(result)) throw borgFault(result);
  return result;
}

async function compareExtracted(
  { ports: { files } }: VerifyDependencies,
  { scratchDir }: VerifyOptions,
  entry: ListedEntry,
  result: BorgResult,
): Promise<Comparison> {
  const restored = toFilePath(scratchDir, entry.path);
  const info = await files.linkInfo(restored);
  // Not written, or not whole: with a warning that is for instance a full disk, and says nothing of the archive.
  if (info?.sizeBytes !== entry.sizeBytes && result.state === "warning") throw borgFault(result);
  if (info?.kind !== "file") return "damaged";
  const archived = files.readStream(restored);
  try {
    return await compareWithSource(files, entry, archived, toFilePath("/", entry.path));
  } finally {
    archived.destroy(); // where the source was gone, nothing was read of it
  }
}

async function compareStreamed(
  { borg, ports: { files } }: VerifyDependencies,
  { target, archiveName, signal, jobId }: VerifyOptions,
  entry: ListedEntry,
): Promise<Comparison> {
  const selectors = [exactly(entry.path)];
  const command = extractToStdoutCommand(target, { archiveName, selectors, lockWaitSeconds: lockWait.job });
  const { stdout, result } = await borg.stream(command, { signal, jobId });
  try {
    return await compareWithSource(files, entry, stdout, toFilePath("/", entry.path));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof BorgFault && isDamage(error)) return "damaged";
    throw error;
  } finally {
    stdout.destroy();
    await result; // one borg at a time
  }
}

function isDamage({ outcome }: Pick<BorgResult, "outcome">): boolean {
  return outcome.code === "repository-damaged";
}

function batchesOf(sample: readonly ListedEntry[]): ListedEntry[][] {
  const batches: ListedEntry[][] = [];
  let [bytes, argumentBytes] = [0, 0];
  for (const entry of sample) {
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

function createVerifyTally({ archiveName, onProgress }: VerifyOptions, ofFiles: number) {
  const result = {
    archiveName,
    filesChecked: 0,
    filesMatched: 0,
    filesChanged: 0,
    filesDamaged: 0,
    bytesChecked: 0,
    damagedPaths: [] as string[],
    changedPaths: [] as string[],
  };
  const noteIn = (paths: string[], path: string) => {
    if (paths.length < mostPaths) paths.push(path);
  };
  return {
    add(entry: ListedEntry, comparison: Comparison) {
      const path = toPublicPath(entry.path);
      result.filesChecked += 1;
      result.bytesChecked += entry.sizeBytes;
      if (comparison === "matched") result.filesMatched += 1;
      if (comparison === "changed") result.filesChanged += 1;
      if (comparison === "damaged") result.filesDamaged += 1;
      if (comparison !== "matched") noteIn(comparison === "changed" ? result.changedPaths : result.damagedPaths, path);
      onProgress({ files: result.filesChecked, ofFiles, path });
    },
    result: (): VerifyResult => result,
  };
}
