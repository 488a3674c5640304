// What this folder needs of the store.

/** Records by id. Writes resolve when durable; values are frozen. */
export interface Collection<R extends { readonly id: string; readonly revision: number }> {
  get(id: string): R | undefined;
  list(): readonly R[];
  insert(record: Omit<R, "revision">): Promise<R>;
  /** Throws Fault `not-found`, or `stale-revision` where `ifRevision` is not the record's. */
  update(id: string, change: (record: R) => Omit<R, "revision">, options?: { ifRevision?: number }): Promise<R>;
  remove(id: string, options?: { ifRevision?: number }): Promise<void>;
}
