// From a tar to the staging folder: contents under numbers, and a list of what is to become of each.
import type { RestoreOptions } from "../../../schemas/restores.ts";
import type { Attributes, FolderHandle } from "../../ports/directories.ts";
import { systemCode } from "../../ports/directories.ts";
import type { Details } from "./contents.ts";
import type { Destination, Place, RestorePlan } from "./destination.ts";
import type { FirstNames } from "./first-names.ts";
import { createOrdered, type Settle } from "./ordered.ts";
import { asText, type RecordWriter } from "./records.ts";
import type { ReportCollector } from "./report.ts";
import type { StagedRecord } from "./staged-record.ts";
import type { Staging } from "./staging.ts";
import type { TarEntry } from "./tar.ts";

export interface UnpackOptions {
  readonly plan: RestorePlan;
  /** One for each place. */
  readonly stagings: readonly Staging[];
  readonly ownership: RestoreOptions["ownership"];
  readonly details: (path: string) => Promise<Details | null>;
  readonly records: RecordWriter<StagedRecord>;
  /** Told of those that hardlinks refer to. */
  readonly firstNames: Pick<FirstNames, "refer">;
  readonly report: ReportCollector;
  /** Sets owner, mode and time as far as the system lets us. */
  readonly attempt: SetAttributes;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number, path: string) => void;
}

/** Calls `set` with the attributes, and with less of them where the system refuses. */
export type SetAttributes = (set: (attributes: Attributes) => Promise<void>, attributes: Attributes) => Promise<void>;

const zeros = Buffer.alloc(64 * 1024);
/** Set-user-id and set-group-id: without the archived owner they would give somebody else's rights away. */
const withoutSetId = 0o1777;

/** Contents up to this size are held in memory, and written several at a time. */
const smallBytes = 64 * 1024;
const atOnce = 16;

/** Unpacks a whole tar. Rejects where a content cannot be written: nothing is placed then. */
export async function unpack(entries: AsyncIterable<TarEntry>, options: UnpackOptions): Promise<void> {
  const ordered = createOrdered(atOnce);
  try {
    for await (const entry of entries) {
      options.signal.throwIfAborted();
      const details = await options.details(asText(entry.path));
      const destination = options.plan.destinationOf(entry.path);
      if (destination === null) {
        // A folder that is the root itself has its place already; one with an impossible name is told by what is in it.
        if (entry.type !== "folder")
          options.report.failed(entry.path, "Its path leads nowhere that may be restored to.");
      } else if (entry.type === "special") {
        options.report.special(entry.path);
      } else {
        await ordered.add(await begin(entry, details, destination, options));
      }
    }
    await ordered.drain();
  } finally {
    await ordered.abandon();
  }
}

/** Reads the entry's content; small ones are written by the work that is returned. */
async function begin(
  entry: TarEntry,
  details: Details | null,
  { place, parts }: Destination,
  options: UnpackOptions,
): Promise<() => Promise<Settle>> {
  const attributes = attributesOf(entry, details, options.ownership);
  const at = options.plan.places.findIndex((each: Place) => each.root === place.root);
  const staging = options.stagings[at] as Staging;
  const isStaged = entry.type === "file" || entry.type === "symlink";
  const name = isStaged ? staging.newName() : null;
  const record: StagedRecord = {
    kind: isStaged ? "file" : entry.type === "folder" ? "folder" : "hardlink",
    path: asText(entry.path),
    place: at,
    parts: parts.map(asText),
    staged: name && asText(name),
    link: entry.type === "hardlink" ? asText(entry.link) : null,
    sizeBytes: entry.sizeBytes,
    attributes,
    damaged: details?.damaged ?? false,
  };
  if (record.link !== null) options.firstNames.refer(record.link);
  const add = () => options.records.add(record);
  if (name === null) return async () => add;
  if (entry.type === "symlink") {
    return () =>
      stageLink(staging.folder, name, entry, attributes, options).then(
        () => add,
        (error: unknown) => () => failLink(entry, error, options.report),
      );
  }
  const chunks = counted(entry, options);
  if (entry.sizeBytes > smallBytes) {
    await stageContent(staging.folder, name, chunks, attributes, options);
    return async () => add;
  }
  const held: Buffer[] = [];
  for await (const chunk of chunks) held.push(chunk);
  return () => stageContent(staging.folder, name, held, attributes, options).then(() => add);
}

/** A link's target that the system does not take; other failures, such as a full disk, end it all. */
function failLink(entry: TarEntry, error: unknown, report: ReportCollector): void {
  if (systemCode(error) !== "EINVAL" && systemCode(error) !== "ENAMETOOLONG" && systemCode(error) !== "ENOENT")
    throw error;
  report.failed(entry.path, error);
}

async function* counted(entry: TarEntry, { onBytes, signal }: UnpackOptions): AsyncGenerator<Buffer> {
  const path = asText(entry.path);
  for await (const chunk of entry.content()) {
    signal.throwIfAborted();
    yield chunk;
    onBytes(chunk.length, path);
  }
}

async function stageContent(
  folder: FolderHandle,
  name: Buffer,
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  attributes: Attributes,
  { attempt }: UnpackOptions,
): Promise<void> {
  const file = await folder.createFile(name);
  try {
    for await (const chunk of chunks) {
      if (isZeros(chunk)) file.skip(chunk.length);
      else await file.write(chunk);
    }
    await attempt((possible) => file.finish(possible), attributes);
  } finally {
    await file.close();
  }
}

async function stageLink(
  folder: FolderHandle,
  name: Buffer,
  entry: TarEntry,
  attributes: Attributes,
  { attempt }: UnpackOptions,
): Promise<void> {
  await attempt(async (possible) => {
    await folder.removeFile(name).catch(() => {}); // of an attempt before
    await folder.makeLink(name, entry.link, possible);
  }, attributes);
}

function attributesOf(entry: TarEntry, details: Details | null, ownership: boolean): Attributes {
  return {
    mode: ownership ? entry.mode : entry.mode & withoutSetId,
    owner: ownership ? { uid: entry.uid, gid: entry.gid } : null,
    modifiedAtUs: details?.modifiedAtUs ?? entry.modifiedAtSeconds * 1_000_000,
  };
}

/** Whole pieces of zeros become holes, as they most often were. */
function isZeros(chunk: Buffer): boolean {
  return chunk.length >= 4096 && chunk.length <= zeros.length && chunk.equals(zeros.subarray(0, chunk.length));
}
