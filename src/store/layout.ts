// Where the store's parts are in DATA_DIR.
import { join } from "node:path";
import type { CollectionSpec } from "./collection-file.ts";

/** Folders and files of a data folder. */
export function storeLayout(dataDir: string) {
  return {
    store: join(dataDir, "store"),
    journal: join(dataDir, "journal"),
    snapshots: join(dataDir, "snapshots"),
    socket: join(dataDir, "borgdeck.sock"),
    fileOf: (spec: CollectionSpec) => join(dataDir, "store", `${spec.name}.json`),
  } as const;
}
