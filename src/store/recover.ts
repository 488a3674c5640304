// Looking at the store's files without opening it, and putting a good copy in the place of a damaged one.
import { basename, join } from "node:path";
import { Fault } from "../fault.ts";
import { isoTime } from "../ports/clock.ts";
import type { Ports } from "../ports/ports.ts";
import { type CollectionSpec, decodeCollection, encodeCollection } from "./collection-file.ts";
import { collectionSpecs } from "./collection-specs.ts";
import { storeLayout } from "./layout.ts";
import { goodSnapshots } from "./snapshots.ts";

/** A file of the store. */
export interface FileReport {
  /** Such as `plans`. */
  readonly name: string;
  /** What is wrong with it, or null. A file that is not there yet is sound. */
  readonly problem: string | null;
  readonly recordsCount: number;
  /** Days of which there is a sound copy, newest first. */
  readonly snapshots: readonly string[];
}

/** Where a file's new content comes from: the copy of a day, the newest good one, or no records at all. */
export type RecoverySource = { readonly day: string } | "newest" | "empty";

export interface RecoverDependencies {
  readonly dataDir: string;
  readonly ports: Pick<Ports, "files" | "clock">;
}

/** Looks at every file. Changes nothing. */
export async function inspectStore({ dataDir, ports }: RecoverDependencies): Promise<FileReport[]> {
  const layout = storeLayout(dataDir);
  return Promise.all(
    Object.values(collectionSpecs).map(async (spec) => {
      const text = await ports.files.readText(layout.fileOf(spec));
      const { problem, records } = text === null ? { problem: null, records: [] } : decodeCollection(spec, text);
      const snapshots = (await goodSnapshots(ports.files, layout.snapshots, spec)).map(({ day }) => day);
      return { name: spec.name, problem, recordsCount: records.length, snapshots };
    }),
  );
}

/**
 * Replaces a file, which the caller has locked (directory-lock); a copy of what was there is kept beside it. Returns its name,
 * or null where there was none. Fault `not-found` where there is no such file or copy.
 */
export async function recoverFile(
  name: string,
  source: RecoverySource,
  { dataDir, ports }: RecoverDependencies,
): Promise<string | null> {
  const spec = Object.values(collectionSpecs).find((each) => each.name === name);
  if (!spec) throw new Fault("not-found", `There is no file ${name}.json in the store`);
  const layout = storeLayout(dataDir);
  const path = layout.fileOf(spec);
  const text = await replacement(spec, source, layout.snapshots, ports.files);
  const aside = await keepAside(path, layout.store, ports);
  await ports.files.writeDurable(path, text, 0o600);
  return aside;
}

/** A copy, byte for byte, made before the file is replaced: at no time is it missing. */
async function keepAside(
  path: string,
  folder: string,
  { files, clock }: RecoverDependencies["ports"],
): Promise<string | null> {
  const found = await files.info(path);
  if (!found) return null;
  const name = `${basename(path)}.set-aside-${isoTime(clock.now()).replaceAll(/[-:.]/g, "")}`;
  await files.writeDurable(join(folder, name), await files.readRange(path, 0, found.sizeBytes), 0o600);
  return name;
}

async function replacement(
  spec: CollectionSpec,
  source: RecoverySource,
  snapshots: string,
  files: Ports["files"],
): Promise<string> {
  if (source === "empty") return encodeCollection(spec, []);
  for (const { day, text } of await goodSnapshots(files, snapshots, spec)) {
    if (source === "newest" || source.day === day) return text;
  }
  const which = source === "newest" ? "There is no sound copy" : `There is no sound copy of ${source.day}`;
  throw new Fault("not-found", `${which} of ${spec.name}.json`);
}
