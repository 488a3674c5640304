// store/ keeps Borgdeck's state: collections that are rewritten as a whole, and journals that only grow.
import { Fault } from "../fault.ts";
import { check } from "../validate.ts";
import type { CollectionSpec, StoredRecord } from "./collection-file.ts";
import { type DurableRecordsDependencies, openDurableRecords } from "./durable-records.ts";
import { asStored } from "./record.ts";
import { createRevisionHistory, type RevisionHistory } from "./revision-history.ts";
import { createWriteQueue } from "./write-queue.ts";

/** Refuses an update of a record that is no longer at this revision. */
export interface RevisionCondition {
  readonly ifRevision?: number | undefined;
}

/** Records in memory, equal to one file on disk. What is returned is frozen. */
export interface Collection<R extends StoredRecord> {
  get(id: string): R | undefined;
  list(): readonly R[];
  /** Resolves when durable. Fault `conflict` where the id is taken. */
  insert(record: Omit<R, "revision">): Promise<R>;
  /**
   * Replaces a record by what `change` makes of it; resolves when durable. Returning the record itself changes nothing.
   * Fault `not-found`, or `stale-revision` with the fields that changed meanwhile.
   */
  update(id: string, change: (record: R) => Omit<R, "revision">, condition?: RevisionCondition): Promise<R>;
  /** Fault `not-found` or `stale-revision`. */
  remove(id: string, condition?: RevisionCondition): Promise<void>;
}

/** A collection and what openStore needs to know of its file. */
export interface OpenCollection<R extends StoredRecord> {
  readonly collection: Collection<R>;
  readonly spec: CollectionSpec;
  readonly path: string;
  /** What is wrong with the file, or null. */
  readonly problem: string | null;
  readonly migratedFrom: number | null;
  /** Writes the file anew, as after a migration. */
  rewrite(): Promise<void>;
  /** Resolves when nothing waits to be written. */
  settled(): Promise<void>;
}

export interface CollectionDependencies extends DurableRecordsDependencies {
  /** Throws where the store must not be written. */
  readonly assertWritable: () => void;
}

/** Reads a collection's file into memory. */
export async function openCollection<R extends StoredRecord>(deps: CollectionDependencies): Promise<OpenCollection<R>> {
  const { spec, path, assertWritable } = deps;
  const durable = await openDurableRecords<R>(deps);
  const edits = createEdits<R>(spec, createRevisionHistory());
  const queue = createWriteQueue({ begin: () => new Map(durable.current()), write: durable.replace });
  let listed: { readonly of: object; readonly records: readonly R[] } | null = null;

  const collection: Collection<R> = {
    get: (id) => durable.current().get(id),
    list() {
      const current = durable.current();
      if (listed?.of !== current) listed = { of: current, records: Object.freeze([...current.values()]) };
      return listed.records;
    },
    async insert(candidate) {
      assertWritable();
      return queue.run((draft) => edits.insert(draft, candidate));
    },
    async update(id, change, condition = {}) {
      assertWritable();
      return queue.run((draft) => edits.update(draft, id, change, condition));
    },
    async remove(id, condition = {}) {
      assertWritable();
      await queue.run((draft) => edits.remove(draft, id, condition));
    },
  };
  return {
    collection,
    spec,
    path,
    problem: durable.problem,
    migratedFrom: durable.migratedFrom,
    rewrite: () => durable.replace(durable.current()),
    settled: queue.settled,
  };
}

/** The three changes, applied to a draft. Each either happens as a whole or throws and leaves the draft as it was. */
function createEdits<R extends StoredRecord>(spec: CollectionSpec, history: RevisionHistory) {
  const asRecord = (candidate: Omit<R, "revision">, revision: number): R =>
    check(spec.schema, asStored({ ...candidate, revision }), `A record of ${spec.name} is not valid`) as R;
  const existing = (draft: Map<string, R>, id: string, { ifRevision }: RevisionCondition): R => {
    const record = draft.get(id);
    if (!record) throw new Fault("not-found", "There is no such object, or no longer");
    if (ifRevision === undefined || ifRevision === record.revision) return record;
    throw new Fault("stale-revision", "It was changed meanwhile. Load it again, then repeat your change", {
      fields: history.changedSince(record, ifRevision),
    });
  };

  return {
    insert(draft: Map<string, R>, candidate: Omit<R, "revision">) {
      const record = asRecord(candidate, 1);
      if (draft.has(record.id)) throw new Fault("conflict", "There is already an object with this id");
      draft.set(record.id, record);
      return { result: record, changed: true };
    },
    update(
      draft: Map<string, R>,
      id: string,
      change: (record: R) => Omit<R, "revision">,
      condition: RevisionCondition,
    ) {
      const before = existing(draft, id, condition);
      const candidate = change(before);
      if (candidate === before) return { result: before, changed: false };
      const after = asRecord({ ...candidate, id }, before.revision + 1);
      history.note(before, after);
      draft.set(id, after);
      return { result: after, changed: true };
    },
    remove(draft: Map<string, R>, id: string, condition: RevisionCondition) {
      existing(draft, id, condition);
      draft.delete(id);
      history.forget(id);
      return { result: undefined, changed: true };
    },
  };
}
