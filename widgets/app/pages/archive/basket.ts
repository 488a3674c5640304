// What somebody has chosen in an archive, to download or restore together. It stays while the browser's tab is open.
import type { FileEntry } from "../../../../schemas/archives.ts";

/** As many paths as a restore takes. */
export const mostChosen = 1000;

export type Chosen = Pick<FileEntry, "path" | "type" | "sizeBytes" | "filesCount">;

export interface Basket {
  items(): readonly Chosen[];
  /** The chosen path that holds this one: itself, or a folder above it. Null where it is not in the basket. */
  holder(path: string): string | null;
  /** Puts an entry in; what is below it goes into it. `full`: there is no room. */
  add(entry: Chosen): "added" | "full";
  remove(path: string): void;
  clear(): void;
  subscribe(listener: () => void): () => void;
}

/** The basket of one archive. Where the browser keeps nothing it lasts as long as the page. */
export function createBasket(repositoryId: string, archiveName: string, storage: Storage = sessionStorage): Basket {
  const key = `borgdeck.basket.${repositoryId}.${archiveName}`;
  const listeners = new Set<() => void>();
  let items = read(storage, key);

  const set = (next: readonly Chosen[]) => {
    items = next;
    try {
      if (next.length === 0) storage.removeItem(key);
      else storage.setItem(key, JSON.stringify(next));
    } catch {
      // Full or forbidden: then it is kept in memory alone.
    }
    for (const listener of listeners) listener();
  };
  return {
    items: () => items,
    holder: (path) => items.find((item) => isWithin(path, item.path))?.path ?? null,
    add({ path, type, sizeBytes, filesCount }) {
      const others = items.filter((item) => !isWithin(item.path, path));
      if (others.length >= mostChosen) return "full";
      set([...others, { path, type, sizeBytes, filesCount }]);
      return "added";
    },
    remove: (path) => set(items.filter((item) => item.path !== path)),
    clear: () => set([]),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Files and bytes of everything in it. */
export function sumOf(items: readonly Chosen[]): { readonly files: number; readonly sizeBytes: number } {
  return items.reduce(
    (sum, { type, filesCount, sizeBytes }) => ({
      files: sum.files + (type === "directory" ? (filesCount ?? 0) : 1),
      sizeBytes: sum.sizeBytes + sizeBytes,
    }),
    { files: 0, sizeBytes: 0 },
  );
}

const isWithin = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);

function read(storage: Storage, key: string): readonly Chosen[] {
  try {
    const found: unknown = JSON.parse(storage.getItem(key) ?? "[]");
    return Array.isArray(found) ? (found as Chosen[]).filter(({ path }) => typeof path === "string") : [];
  } catch {
    return []; // not ours, or not to be had
  }
}
