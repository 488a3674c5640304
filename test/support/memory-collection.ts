// A collection without a disk, for tests of what stands on collections.
interface Stored {
  id: string;
  revision: number;
}

export interface MemoryCollection<R extends Stored> {
  get(id: string): R | undefined;
  list(): readonly R[];
  insert(record: Omit<R, "revision">): Promise<R>;
  update(id: string, change: (record: R) => Omit<R, "revision">): Promise<R>;
  remove(id: string): Promise<void>;
}

export function createMemoryCollection<R extends Stored>(records: readonly R[] = []): MemoryCollection<R> {
  const byId = new Map(records.map((record) => [record.id, record]));
  return {
    get: (id) => byId.get(id),
    list: () => [...byId.values()],
    async insert(record) {
      const stored = { ...record, revision: 1 } as R;
      byId.set(stored.id, stored);
      return stored;
    },
    async update(id, change) {
      const before = byId.get(id);
      if (!before) throw new Error(`no record ${id}`);
      const after = { ...change(before), revision: before.revision + 1 } as R;
      byId.set(id, after);
      return after;
    },
    async remove(id) {
      byId.delete(id);
    },
  };
}
