// Daily copies of the store's files, and finding the sound ones.
import { join } from "node:path";
import { isoTime } from "../ports/clock.ts";
import type { Ports } from "../ports/ports.ts";
import { type CollectionSpec, decodeCollection } from "./collection-file.ts";

/** Days of which a copy is kept. */
const keptDays = 14;
const checkEveryMs = 3_600_000;
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

/** A file of the store as snapshots see it. */
export interface StoreFile {
  readonly spec: CollectionSpec;
  readonly path: string;
}

export interface Snapshots {
  /** Copies today's files, unless that is done, and drops copies that are too old. */
  take(): Promise<void>;
  /** Takes one now and whenever a day has begun, in the background; returns what stops it, after a last one. */
  schedule(): () => Promise<void>;
}

export interface SnapshotsDependencies {
  readonly folder: string;
  readonly storeFiles: readonly StoreFile[];
  readonly ports: Pick<Ports, "files" | "clock" | "log">;
  /** False where a file is damaged: then nothing is copied and nothing is dropped. */
  readonly healthy: () => boolean;
}

/** Creates the snapshots of a store. */
export function createSnapshots({ folder, storeFiles, ports, healthy }: SnapshotsDependencies): Snapshots {
  const { files, clock, log } = ports;

  const copyMissing = async (day: string) => {
    const target = join(folder, day);
    await files.makeDirectory(target);
    for (const { spec, path } of storeFiles) {
      const copy = join(target, `${spec.name}.json`);
      if (await files.info(copy)) continue;
      const text = await files.readText(path);
      if (text !== null) await files.writeDurable(copy, text, 0o600);
    }
  };
  const dropOld = async () => {
    for (const day of (await snapshotDays(files, folder)).slice(keptDays)) await files.remove(join(folder, day));
  };
  const take = async () => {
    if (!healthy()) return;
    await copyMissing(isoTime(clock.now()).slice(0, 10));
    await dropOld();
  };

  return {
    take,
    schedule() {
      let running = Promise.resolve();
      const run = () => {
        running = running.then(take).catch((error) => log.error("The daily copy of the data files failed", { error }));
      };
      run();
      const stop = clock.every(checkEveryMs, run);
      return async () => {
        stop();
        run(); // files that were made since the day's copy: on the first day, all of them
        await running;
      };
    },
  };
}

/** The sound copies of a file, newest first. */
export async function goodSnapshots(
  files: Ports["files"],
  folder: string,
  spec: CollectionSpec,
): Promise<{ readonly day: string; readonly text: string }[]> {
  const found: { day: string; text: string }[] = [];
  for (const day of await snapshotDays(files, folder)) {
    const text = await files.readText(join(folder, day, `${spec.name}.json`)).catch(() => null);
    if (text !== null && decodeCollection(spec, text).problem === null) found.push({ day, text });
  }
  return found;
}

/** Days of which there is a copy, newest first. */
async function snapshotDays(files: Ports["files"], folder: string): Promise<string[]> {
  const entries = (await files.info(folder)) ? await files.list(folder) : [];
  return entries
    .map(({ name }) => name)
    .filter((name) => dayPattern.test(name))
    .sort()
    .reverse();
}
