// Opens everything that is stored in DATA_DIR; names every file.
import type { Static } from "typebox";
import { AuditEntry } from "../../schemas/audit.ts";
import { JobJournalEntry } from "../../schemas/jobs.ts";
import { Fault } from "../fault.ts";
import { isoTime } from "../ports/clock.ts";
import type { Ports } from "../ports/ports.ts";
import { type Collection, type OpenCollection, openCollection } from "./collection.ts";
import type { CollectionSpec, StoredRecord } from "./collection-file.ts";
import { collectionSpecs, withoutSnapshots } from "./collection-specs.ts";
import { prepareFolders } from "./folders.ts";
import { type Journal, openJournal } from "./journal.ts";
import { storeLayout } from "./layout.ts";
import { createSnapshots, goodSnapshots } from "./snapshots.ts";

type Specs = typeof collectionSpecs;
/** Of each spec the collection with its records. */
type Collections = { readonly [Name in keyof Specs]: Collection<Static<Specs[Name]["schema"]>> };

/** Everything that is stored. */
export interface Store extends Collections {
  readonly jobsJournal: Journal<JobJournalEntry>;
  readonly auditJournal: Journal<AuditEntry>;
  /** Why collections cannot be written, or null. Journals can be written nevertheless, so that plans go on running. */
  fault(): Fault | null;
  /** Waits for what is being written. */
  close(): Promise<void>;
}

export interface StoreDependencies {
  readonly dataDir: string;
  readonly ports: Pick<Ports, "files" | "clock" | "log">;
}

/**
 * Opens the store, which the caller has locked (directory-lock). A damaged or newer file makes all collections
 * read-only and is left as it is. Fault `invalid-configuration` where the folder cannot be used at all.
 */
export async function openStore({ dataDir, ports }: StoreDependencies): Promise<Store> {
  const layout = storeLayout(dataDir);
  const { files, clock, log } = ports;
  await prepareFolders(dataDir, ports);
  let fault: Fault | null = null;

  const opened: OpenCollection<never>[] = [];
  const open = async <R extends StoredRecord>(spec: CollectionSpec): Promise<Collection<R>> => {
    const result = await openCollection<R>({
      spec,
      path: layout.fileOf(spec),
      files,
      assertWritable() {
        if (fault) throw new Fault("store-read-only", fault.detail, { cause: fault });
      },
      onUncertain(cause) {
        fault ??= uncertain(spec, cause);
      },
    });
    opened.push(result as unknown as OpenCollection<never>);
    return result.collection;
  };
  const journal = <T extends typeof JobJournalEntry | typeof AuditEntry>(name: string, schema: T) =>
    openJournal({ folder: layout.journal, name, schema, ports });

  const names = Object.keys(collectionSpecs) as (keyof Specs)[];
  const [entries, jobsJournal, auditJournal] = await Promise.all([
    Promise.all(names.map(async (name) => [name, await open(collectionSpecs[name])] as const)),
    journal("jobs", JobJournalEntry),
    journal("audit", AuditEntry),
  ]);
  const collections = Object.fromEntries(entries) as unknown as Collections;

  fault = await damageOf(opened, layout.snapshots, files);
  if (fault) log.error(fault.detail, { code: fault.code });
  else
    await finishMigrations(opened, `${layout.snapshots}/before-migration-${isoTime(clock.now()).slice(0, 10)}`, files);
  const snapshots = createSnapshots({
    folder: layout.snapshots,
    storeFiles: opened.filter(({ spec }) => !withoutSnapshots.includes(spec)),
    ports,
    healthy: () => fault === null,
  });
  const stopSnapshots = snapshots.schedule();

  return {
    ...collections,
    jobsJournal,
    auditJournal,
    fault: () => fault,
    async close() {
      await Promise.all(opened.map(({ settled }) => settled()));
      await Promise.all([jobsJournal.close(), auditJournal.close(), stopSnapshots()]);
    },
  };
}

/** Says which files are damaged and what could replace each, or null where all are sound. */
async function damageOf(
  opened: readonly OpenCollection<never>[],
  snapshots: string,
  files: Ports["files"],
): Promise<Fault | null> {
  const damaged = opened.filter(({ problem }) => problem !== null);
  if (damaged.length === 0) return null;
  const described = await Promise.all(
    damaged.map(async ({ spec, problem }) => {
      const [good] = await goodSnapshots(files, snapshots, spec);
      const offer = good
        ? `the newest good copy is snapshots/${good.day}/${spec.name}.json`
        : "there is no good copy of it";
      return [`store/${spec.name}.json`, `${problem}; ${offer}`] as const;
    }),
  );
  const list = described.map(([file, what]) => `${file} ${what}`).join(". ");
  return new Fault(
    "store-damaged",
    `${list}. Nothing was changed. Stop the service, then run "borgdeck recover" to see and repair it`,
    { fields: Object.fromEntries(described) },
  );
}

/** Copies each file that was of an older version, then writes its migrated records. */
async function finishMigrations(
  opened: readonly OpenCollection<never>[],
  folder: string,
  files: Ports["files"],
): Promise<void> {
  for (const { spec, path, migratedFrom, rewrite } of opened) {
    if (migratedFrom === null) continue;
    await files.makeDirectory(folder);
    const text = await files.readText(path);
    if (text !== null) await files.writeDurable(`${folder}/${spec.name}-v${migratedFrom}.json`, text, 0o600);
    await rewrite();
  }
}

function uncertain(spec: CollectionSpec, cause: unknown): Fault {
  return new Fault(
    "store-read-only",
    `A write to store/${spec.name}.json failed so that it is not known what is on the disk. Check the disk, then restart the service`,
    { cause },
  );
}
