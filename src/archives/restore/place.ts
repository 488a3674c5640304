// From the staging folder to the target, entry by entry.
import type { RestoreOptions } from "../../../schemas/restores.ts";
import type { FolderHandle } from "../../ports/directories.ts";
import type { RestorePlan } from "./destination.ts";
import type { FirstNames, StagedContent } from "./first-names.ts";
import { joined } from "./names.ts";
import { createOrdered, type Ordered } from "./ordered.ts";
import { type Conflicts, type Placement, placeFile, type StagedFile } from "./place-file.ts";
import { asBytes } from "./records.ts";
import type { ReportCollector } from "./report.ts";
import type { StagedRecord } from "./staged-record.ts";
import type { Staging } from "./staging.ts";
import { Obstacle, type TargetFolders } from "./target-folders.ts";
import type { SetAttributes } from "./unpack.ts";

export interface PlaceOptions {
  readonly plan: RestorePlan;
  /** One for each place of the plan; so for the next. */
  readonly stagings: readonly Staging[];
  readonly targets: readonly TargetFolders[];
  readonly conflicts: RestoreOptions["conflicts"];
  readonly firstNames: FirstNames;
  readonly report: ReportCollector;
  readonly attempt: SetAttributes;
  readonly signal: AbortSignal;
  readonly onPlaced: (path: string) => void;
}

const atOnce = 16;

/** Places everything that can be. What cannot is reported; only an aborted signal ends it early, and then it rejects. */
export async function place(records: AsyncIterable<StagedRecord>, options: PlaceOptions): Promise<void> {
  const { signal, firstNames, onPlaced } = options;
  const ordered = createOrdered(atOnce);
  const names = new Set<string>();
  let folder = "";
  try {
    for await (const record of records) {
      signal.throwIfAborted();
      if (record.kind === "file") firstNames.hold(record.path, record);
      const itsFolder = `${record.place}/${record.parts.slice(0, -1).join("/")}`;
      const name = record.parts.at(-1) ?? "";
      // What is placed at once is of one folder, which stays open meanwhile, and has names of its own.
      if (record.kind === "folder" || itsFolder !== folder || names.has(name)) {
        await ordered.drain();
        names.clear();
        folder = itsFolder;
      }
      names.add(name);
      if (record.kind === "folder") await makeFolder(record, options);
      else await placeOne(record, options, ordered);
      onPlaced(record.path);
    }
    await ordered.drain();
  } finally {
    await ordered.abandon();
  }
}

async function makeFolder(record: StagedRecord, { targets, report }: PlaceOptions): Promise<void> {
  try {
    await targets[record.place]?.make(record.parts.map(asBytes), record.attributes);
  } catch (error) {
    fail(report, record, error);
  }
}

/** A folder that stands back for what is there is no file that was skipped: what was to be in it is. */
function fail(report: ReportCollector, record: StagedRecord, error: unknown): void {
  const path = asBytes(record.path);
  const obstacle = error instanceof Obstacle ? error : null;
  if (record.kind === "folder") {
    if (!obstacle?.skipped) report.failed(path, obstacle?.reason ?? error);
  } else if (obstacle?.skipped) report.skipped(path);
  else report.failed(path, obstacle?.reason ?? error);
}

async function placeOne(record: StagedRecord, options: PlaceOptions, ordered: Ordered): Promise<void> {
  const { report, targets, firstNames } = options;
  const content = record.kind === "hardlink" ? firstNames.take(record.link ?? "") : record;
  if (content === undefined || content.place !== record.place) {
    return report.failed(asBytes(record.path), "The file that it is another name of was not restored.");
  }
  const parts = record.parts.map(asBytes);
  const name = parts.at(-1) as Buffer;
  try {
    const folder = await (targets[record.place] as TargetFolders).enter(parts.slice(0, -1));
    const keep = record.kind === "hardlink" || firstNames.isAwaited(record.path);
    const staged = stagedFile(content, keep, options);
    await ordered.add(() =>
      placeFile(folder, name, staged, conflictsOf(content, options.conflicts)).then(
        (placement) => () => tell(report, record, content, placement, folder),
        (error: unknown) => () => fail(report, record, error),
      ),
    );
  } catch (error) {
    fail(report, record, error);
  }
}

async function tell(
  report: ReportCollector,
  record: StagedRecord,
  content: StagedContent,
  placement: Placement,
  folder: FolderHandle,
): Promise<void> {
  const path = asBytes(record.path);
  const sizeBytes = record.kind === "hardlink" ? 0 : record.sizeBytes;
  if (placement.type === "skipped") return report.skipped(path);
  if (placement.type === "renamed") report.renamed(path, await absolute(folder, placement.name), sizeBytes);
  else if (placement.type === "replaced") report.replaced(sizeBytes);
  else report.written(sizeBytes);
  if (content.damaged) report.damaged(path);
}

/** What has lost parts is better than nothing, but not than what is there. */
function conflictsOf({ damaged }: StagedContent, conflicts: Conflicts): Conflicts {
  return damaged && conflicts === "replace" ? "rename" : conflicts;
}

async function absolute(folder: FolderHandle, name: Buffer): Promise<Buffer> {
  return joined([await folder.path(), name]);
}

function stagedFile(content: StagedContent, keep: boolean, { stagings, attempt }: PlaceOptions): StagedFile {
  const staging = stagings[content.place] as Staging;
  const name = asBytes(content.staged ?? "");
  return {
    folder: staging.folder,
    name,
    newName: staging.newName,
    keep,
    copyTo: (folder, newName) => copy(staging.folder, name, folder, newName, content, attempt),
  };
}

async function copy(
  from: FolderHandle,
  name: Buffer,
  to: FolderHandle,
  newName: Buffer,
  { attributes }: StagedContent,
  attempt: SetAttributes,
): Promise<void> {
  const info = await from.look(name);
  if (info?.kind === "symlink") {
    // Its name is where others may write: owner and time would be set on whatever has it by then.
    return to.makeLink(newName, await from.linkTarget(name), { mode: null, owner: null, modifiedAtUs: null });
  }
  const file = await to.createFile(newName);
  try {
    for await (const chunk of from.read(name)) await file.write(chunk);
    await attempt((possible) => file.finish(possible), attributes);
  } finally {
    await file.close();
  }
}
