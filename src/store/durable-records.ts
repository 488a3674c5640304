// The records of one file: what is in memory is what is on disk.
import { Low } from "lowdb";
import { Fault } from "../fault.ts";
import type { Files } from "../ports/files.ts";
import { type CollectionContent, type CollectionSpec, encodeCollection, type StoredRecord } from "./collection-file.ts";
import { createLowdbAdapter } from "./lowdb-adapter.ts";
import { deepFreeze, lineOf } from "./record.ts";

export type RecordMap<R> = ReadonlyMap<string, R>;

export interface DurableRecords<R> {
  /** What was wrong with the file when it was read, or null. */
  readonly problem: string | null;
  readonly migratedFrom: number | null;
  current(): RecordMap<R>;
  /** Makes the records durable and then current. Fault `store-write-failed` leaves both as they were. */
  replace(records: RecordMap<R>): Promise<void>;
}

export interface DurableRecordsDependencies {
  readonly spec: CollectionSpec;
  readonly path: string;
  readonly files: Files;
  /** Called when a write failed after it had replaced the file, or when the file can no longer be read to tell. */
  readonly onUncertain: (cause: unknown) => void;
}

/** Reads the file. A damaged one is left as it is, and its sound records can be read. */
export async function openDurableRecords<R extends StoredRecord>({
  spec,
  path,
  files,
  onUncertain,
}: DurableRecordsDependencies): Promise<DurableRecords<R>> {
  const low = new Low<CollectionContent<R>>(createLowdbAdapter<R>(spec, path, files), nothing);
  const problem = await low.read().then(
    () => low.data.problem,
    (error: NodeJS.ErrnoException) => `cannot be read (${error.code ?? "error"})`,
  );
  let current: RecordMap<R> = new Map(low.data.records.map((record) => [record.id, deepFreeze(record)]));

  /** After a failed write the disk decides: a rename may have happened although its fsync failed. */
  const followDisk = async (attempted: RecordMap<R>, cause: unknown) => {
    if ((cause as { unreplaced?: boolean }).unreplaced) return;
    const onDisk = await files.readText(path).catch(() => undefined);
    const replaced = onDisk === encodeCollection(spec, [...attempted.values()].map(lineOf));
    if (replaced) current = attempted;
    if (replaced || onDisk === undefined) onUncertain(cause);
  };

  return {
    problem,
    migratedFrom: low.data.migratedFrom,
    current: () => current,
    async replace(records) {
      low.data = { records: [...records.values()], problem: null, migratedFrom: null };
      try {
        await low.write();
      } catch (error) {
        await followDisk(records, error);
        throw writeFailed(spec.name, error);
      }
      current = records;
    },
  };
}

const nothing: CollectionContent<never> = { records: [], problem: null, migratedFrom: null };

/** The fault of a write that did not reach the disk; names the collection or journal, never a path. */
export function writeFailed(name: string, cause: unknown): Fault {
  const { code } = cause as NodeJS.ErrnoException;
  const full = code === "ENOSPC" || code === "EDQUOT";
  const why = full ? "the disk is full. Free some space, then try again" : `writing failed (${code ?? "error"})`;
  return new Fault("store-write-failed", `The change to ${name} was not saved: ${why}`, { cause });
}
