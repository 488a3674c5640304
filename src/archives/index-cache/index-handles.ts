import type { ArchiveIndex } from "../index/archive-index.ts";

/** A few index files that are kept open, since opening one reads and checks its tables. */
export interface IndexHandles {
  /** Opens the file unless it is open; null where `open` finds none. It stays open at least until `read` has ended. */
  use<T>(key: string, read: (index: ArchiveIndex) => Promise<T>): Promise<{ readonly value: T } | null>;
  /** Gives one up, as soon as nobody reads it: its file was removed or replaced. */
  drop(key: string): void;
  /** Gives all of them up, and resolves when those that nobody reads are closed. */
  close(): Promise<void>;
}

interface Handle {
  readonly index: Promise<ArchiveIndex | null>;
  users: number;
  dropped: boolean;
}

/** Creates the cache. `most` counts those that nobody reads; whoever reads is bounded elsewhere. */
export function createIndexHandles(open: (key: string) => Promise<ArchiveIndex | null>, most: number): IndexHandles {
  const handles = new Map<string, Handle>(); // the one that was used last at the end

  const closeUnused = async (handle: Handle) => {
    if (handle.users === 0 && handle.dropped) await (await handle.index.catch(() => null))?.close();
  };
  const drop = (key: string) => {
    const handle = handles.get(key);
    if (!handle) return undefined;
    handles.delete(key);
    handle.dropped = true;
    return closeUnused(handle);
  };
  const take = (key: string): Handle => {
    const handle = handles.get(key) ?? { index: open(key), users: 0, dropped: false };
    handles.delete(key);
    handles.set(key, handle);
    handle.users += 1;
    return handle;
  };
  const trim = () => {
    const unused = [...handles].filter(([, { users }]) => users === 0).map(([key]) => key);
    for (const key of unused.slice(0, Math.max(0, handles.size - most))) void drop(key);
  };

  return {
    async use(key, read) {
      const handle = take(key);
      try {
        const index = await handle.index.catch((error: unknown) => {
          if (handles.get(key) === handle) handles.delete(key); // the next one tries again
          throw error;
        });
        if (index) return { value: await read(index) };
        if (handles.get(key) === handle) handles.delete(key);
        return null;
      } finally {
        handle.users -= 1;
        await closeUnused(handle);
        trim();
      }
    },
    drop: (key) => void drop(key),
    async close() {
      await Promise.all([...handles.keys()].map(drop));
    },
  };
}
