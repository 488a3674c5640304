// How lowdb reads and writes a collection: durably, through the files port.
import type { Adapter } from "lowdb";
import type { Files } from "../ports/files.ts";
import {
  type CollectionContent,
  type CollectionSpec,
  decodeCollection,
  encodeCollection,
  type StoredRecord,
} from "./collection-file.ts";
import { lineOf } from "./record.ts";

/** An adapter whose write resolves when the data would survive a power cut; lowdb's own writer does not fsync. */
export function createLowdbAdapter<R extends StoredRecord>(
  spec: CollectionSpec,
  path: string,
  files: Files,
): Adapter<CollectionContent<R>> {
  return {
    async read() {
      const text = await files.readText(path);
      return text === null ? null : decodeCollection<R>(spec, text);
    },
    write: ({ records }) => files.writeDurable(path, encodeCollection(spec, records.map(lineOf)), 0o600),
  };
}
