// The files with encrypted secrets as a change of the key needs them: all of them, and each as a whole.
import { join } from "node:path";
import type { VaultRecord } from "../../schemas/vault.ts";
import { Fault } from "../fault.ts";
import type { Files } from "../ports/files.ts";
import { type CollectionContent, decodeCollection, encodeCollection } from "./collection-file.ts";
import { collectionSpecs } from "./collection-specs.ts";
import { storeLayout } from "./layout.ts";
import { lineOf } from "./record.ts";

export interface SecretFiles {
  read(): Promise<{ readonly problem: string | null; readonly records: readonly VaultRecord[] }>;
  rewrite(change: (record: VaultRecord) => VaultRecord | null): Promise<void>;
  endSessions(): Promise<void>;
}

export interface SecretFilesDependencies {
  readonly dataDir: string;
  readonly files: Pick<Files, "readText" | "writeDurable" | "info" | "list">;
}

/** Names of the vault's file and of copies of it: in snapshots, before migrations, set aside by a recovery. */
const vaultName = /^vault(-v\d+)?\.json(\.set-aside-\w+)?$/;

/** Creates the access to them. Only for who has locked the folder and has not opened the store. */
export function createSecretFiles({ dataDir, files }: SecretFilesDependencies): SecretFiles {
  const layout = storeLayout(dataDir);
  const vault = layout.fileOf(collectionSpecs.vault);

  const decode = async (path: string): Promise<CollectionContent<VaultRecord> | null> => {
    const text = await files.readText(path);
    return text === null ? null : decodeCollection<VaultRecord>(collectionSpecs.vault, text);
  };
  /** False where the file is damaged, or of an older version, or holds what nothing opens: then it stays as it is. */
  const rewriteFile = async (
    path: string,
    { problem, migratedFrom, records }: CollectionContent<VaultRecord>,
    change: (record: VaultRecord) => VaultRecord | null,
  ): Promise<boolean> => {
    const changed = records.map(change);
    if (problem !== null || migratedFrom !== null || !isWhole(changed)) return false;
    if (changed.every((record, at) => record === records[at])) return true;
    await files.writeDurable(path, encodeCollection(collectionSpecs.vault, changed.map(lineOf)), 0o600);
    return true;
  };
  const namesIn = async (folder: string) => ((await files.info(folder)) ? files.list(folder) : []);

  const copies = async (): Promise<string[]> => {
    const folders = (await namesIn(layout.snapshots)).map(({ name }) => join(layout.snapshots, name));
    const found = [layout.store, ...folders].map(async (folder) =>
      (await namesIn(folder)).filter(({ name }) => vaultName.test(name)).map(({ name }) => join(folder, name)),
    );
    return (await Promise.all(found)).flat().filter((path) => path !== vault);
  };

  return {
    async read() {
      const own = await decode(vault).catch(() => notReadable);
      const others = await Promise.all((await copies()).map((path) => decode(path).catch(() => null)));
      return { problem: own?.problem ?? null, records: [own, ...others].flatMap((content) => content?.records ?? []) };
    },
    async rewrite(change) {
      const own = await decode(vault);
      if (own && !(await rewriteFile(vault, own, change))) throw unreadable();
      for (const path of await copies()) {
        const copy = await decode(path).catch(() => notReadable);
        if (copy) await rewriteFile(path, copy, change);
      }
    },
    async endSessions() {
      const path = layout.fileOf(collectionSpecs.sessions);
      const text = await files.readText(path);
      const none = encodeCollection(collectionSpecs.sessions, []);
      if (text !== null && text !== none) await files.writeDurable(path, none, 0o600);
    },
  };
}

const notReadable: CollectionContent<VaultRecord> = { records: [], problem: "cannot be read", migratedFrom: null };

function isWhole(records: readonly (VaultRecord | null)[]): records is readonly VaultRecord[] {
  return !records.includes(null);
}

function unreadable(): Fault {
  return new Fault(
    "secret-unreadable",
    "A stored secret cannot be decrypted with the key in use, so nothing was changed. Set SECRET_KEY, or put .secret_key back into DATA_DIR, as it was before",
  );
}
