// Remembers which fields changed in which revision, so that a stale update can be told what it missed.
import { isDeepStrictEqual } from "node:util";
import type { StoredRecord } from "./collection-file.ts";

export interface RevisionHistory {
  /** Notes what differs between a record's state before and after an update. */
  note(before: StoredRecord, after: StoredRecord): void;
  forget(id: string): void;
  /** JSON pointer → what happened there after `revision`; nothing is known from before this start. */
  changedSince(record: StoredRecord, revision: number): Record<string, string>;
}

/** Creates an empty history. */
export function createRevisionHistory(): RevisionHistory {
  const changes = new Map<string, Map<string, number>>();
  return {
    note(before, after) {
      const known = changes.get(after.id) ?? new Map<string, number>();
      changes.set(after.id, known);
      for (const field of fieldsThatDiffer(before, after)) known.set(field, after.revision);
    },
    forget: (id) => void changes.delete(id),
    changedSince(record, revision) {
      const fields: Record<string, string> = { "/revision": `is ${record.revision} now, ${revision} was sent` };
      for (const [field, at] of changes.get(record.id) ?? []) {
        if (at > revision) fields[`/${field}`] = `changed in revision ${at}`;
      }
      return fields;
    },
  };
}

function fieldsThatDiffer(before: StoredRecord, after: StoredRecord): string[] {
  const [was, is] = [Object.entries(before), Object.entries(after)].map(
    (entries) => new Map<string, unknown>(entries),
  ) as [Map<string, unknown>, Map<string, unknown>];
  return [...new Set([...was.keys(), ...is.keys()])].filter(
    (field) => field !== "revision" && !isDeepStrictEqual(was.get(field), is.get(field)),
  );
}
