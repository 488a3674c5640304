// Several pieces of work at once, whose ends are dealt with in the order in which they were begun.

export interface Ordered {
  /** Begins it; waits while too many are under way. What it resolves to is called in its turn. Rejects with what failed. */
  add(work: () => Promise<Settle>): Promise<void>;
  /** Waits for all, and rejects with the first that failed. */
  drain(): Promise<void>;
  /** The same, deaf to failures: for whoever has failed already. */
  abandon(): Promise<void>;
}

/** Deals with an end. */
export type Settle = () => void | Promise<void>;

export function createOrdered(limit: number): Ordered {
  const underWay: Promise<Settle>[] = [];

  const settleFirst = async () => {
    const settle = await underWay.shift();
    await settle?.();
  };
  return {
    async add(work) {
      const begun = work();
      begun.catch(() => {}); // told when its turn comes
      underWay.push(begun);
      if (underWay.length >= limit) await settleFirst();
    },
    async drain() {
      while (underWay.length > 0) await settleFirst();
    },
    async abandon() {
      while (underWay.length > 0) await settleFirst().catch(() => {});
    },
  };
}
