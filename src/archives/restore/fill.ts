// Fills the staging folders: first a listing, which says how much there is and what a tar does not tell, then the tar.
import type { Borg } from "../../borg/borg.ts";
import { lockWait } from "../../borg/command.ts";
import { exportTarCommand } from "../../borg/commands/export-tar.ts";
import type { EntryDetails } from "../../borg/commands/list-details.ts";
import type { RepositoryTarget } from "../../borg/target.ts";
import { Fault } from "../../fault.ts";
import { createChosenTracker } from "./chosen-tracker.ts";
import { createDetailsFinder, type DetailRecord, detailRecord, listChosen, selectorBatches } from "./contents.ts";
import type { RestorePlan } from "./destination.ts";
import { createFirstNames, type FirstNames } from "./first-names.ts";
import type { ProgressReporter } from "./progress.ts";
import { asBytes, readRecords, writeRecords } from "./records.ts";
import type { ReportCollector } from "./report.ts";
import type { StagedRecord } from "./staged-record.ts";
import type { Staging } from "./staging.ts";
import { readTar } from "./tar.ts";
import { type SetAttributes, unpack } from "./unpack.ts";

export interface FillOptions {
  readonly target: RepositoryTarget;
  readonly archiveName: string;
  readonly jobId: string;
  readonly plan: RestorePlan;
  readonly stagings: readonly Staging[];
  readonly ownership: boolean;
  readonly attempt: SetAttributes;
  readonly report: ReportCollector;
  readonly progress: ProgressReporter;
  readonly signal: AbortSignal;
}

export interface Filled {
  /** The list of what is to be placed, in the first staging folder. */
  readonly records: Buffer;
  /** Those that hardlinks refer to. */
  readonly firstNames: FirstNames;
  /** Everything that is no folder. */
  readonly files: number;
}

/** Fault `not-found` where the archive has nothing of what was chosen, `disk-full`, BorgFault, or the signal's reason. */
export async function fillStagings({ borg }: { borg: Pick<Borg, "stream"> }, options: FillOptions): Promise<Filled> {
  const { stagings, target, archiveName, jobId, signal, progress } = options;
  const first = stagings[0] as Staging;
  const detailsName = first.newName();
  const listed = await listInto(borg, options, detailsName);
  await refuseTooLarge(stagings, listed.bytesOfPlaces);
  const details = createDetailsFinder(readRecords<DetailRecord>(first.folder, detailsName));
  const recordsName = first.newName();
  const records = await writeRecords<StagedRecord>(first.folder, recordsName);
  const firstNames = createFirstNames();
  const onBytes = (bytes: number, path: string) => progress.extracted(bytes, listed.sizeBytes, path);
  try {
    for (const selectors of selectorBatches(listed.paths)) {
      signal.throwIfAborted();
      const command = exportTarCommand(target, { archiveName, selectors, lockWaitSeconds: lockWait.job });
      const { stdout, result } = await borg.stream(command, { signal, jobId });
      try {
        await unpack(readTar(stdout), { ...options, details: details.find, records, firstNames, onBytes });
      } finally {
        stdout.destroy();
        await result; // one borg at a time, and none once this has ended
      }
    }
  } finally {
    await records.end().finally(details.close);
  }
  return { records: recordsName, firstNames, files: listed.files };
}

interface Listed {
  readonly files: number;
  readonly sizeBytes: number;
  readonly bytesOfPlaces: readonly number[];
  /** Of the chosen paths those that the archive has; borg would warn of others. */
  readonly paths: readonly string[];
}

async function listInto(borg: Pick<Borg, "stream">, options: FillOptions, name: Buffer): Promise<Listed> {
  const { plan, stagings, report, signal, jobId, progress } = options;
  const writer = await writeRecords<DetailRecord>((stagings[0] as Staging).folder, name);
  const tracker = createChosenTracker(plan.paths);
  const count = createCount(plan);
  try {
    for await (const batch of listChosen(borg, { ...options, paths: plan.paths }, { signal, jobId })) {
      for (const entry of batch) {
        const record = detailRecord(entry);
        tracker.saw(record[0]);
        count.add(entry, record[0]);
        await writer.add(record);
      }
      progress.listed(count.totals.files);
    }
  } finally {
    await writer.end();
  }
  if (count.totals.entries === 0) throw new Fault("not-found", "The archive has nothing of what was chosen.");
  for (const path of tracker.missing()) report.failed(asBytes(path), "The archive has nothing of this name.");
  return { ...count.totals, paths: tracker.found() };
}

function createCount(plan: RestorePlan) {
  const totals = { entries: 0, files: 0, sizeBytes: 0, bytesOfPlaces: plan.places.map(() => 0) };
  return {
    totals,
    add({ type, hardlink, sizeBytes }: EntryDetails, path: string) {
      totals.entries += 1;
      if (type !== "d") totals.files += 1;
      if (type !== "-" || hardlink) return;
      totals.sizeBytes += sizeBytes;
      const root = plan.destinationOf(asBytes(path))?.place.root;
      const at = plan.places.findIndex((place) => place.root === root);
      if (at !== -1) totals.bytesOfPlaces[at] = (totals.bytesOfPlaces[at] ?? 0) + sizeBytes;
    },
  };
}

/** Of hardlinks whose first name is not chosen, the content is not counted: then the disk may fill up all the same. */
async function refuseTooLarge(stagings: readonly Staging[], bytesOfPlaces: readonly number[]): Promise<void> {
  for (const [at, { folder }] of stagings.entries()) {
    const [needed, free] = [bytesOfPlaces[at] ?? 0, await folder.freeBytes()];
    if (needed <= free) continue;
    throw new Fault(
      "disk-full",
      `There is not enough space: ${inWords(needed)} are to be restored, and ${inWords(free)} are free. Free some, or choose another folder; nothing was written.`,
    );
  }
}

function inWords(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
