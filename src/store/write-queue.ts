// Turns a burst of updates into one write; each caller waits for its own to be durable.

export interface WriteQueue<D> {
  /**
   * Applies an update to the draft, after those before it. Resolves when the draft is written. An update that throws is
   * refused alone; one that fails to be written rejects all of its burst.
   */
  run<T>(apply: (draft: D) => { result: T; changed: boolean }): Promise<T>;
  /** Resolves when nothing is waiting or being written. */
  settled(): Promise<void>;
}

export interface WriteQueueDependencies<D> {
  /** A draft to work on: a copy of what is on disk. */
  readonly begin: () => D;
  /** Makes the draft durable, and then current. */
  readonly write: (draft: D) => Promise<void>;
}

interface Waiting<D> {
  /** Applies the update and returns what tells its caller, to be called once the burst is on disk. */
  readonly apply: (draft: D) => { changed: boolean; settle: () => void };
  readonly reject: (error: unknown) => void;
}

/** Creates an idle queue. */
export function createWriteQueue<D>({ begin, write }: WriteQueueDependencies<D>): WriteQueue<D> {
  let waiting: Waiting<D>[] = [];
  let working: Promise<void> | null = null;

  const commit = async (burst: readonly Waiting<D>[]) => {
    try {
      const draft = begin();
      const applied = burst.map((update) => update.apply(draft));
      if (applied.some(({ changed }) => changed)) await write(draft);
      for (const { settle } of applied) settle();
    } catch (error) {
      for (const { reject } of burst) reject(error);
    }
  };
  const work = async () => {
    await null; // lets callers of the same turn join
    while (waiting.length > 0) {
      const burst = waiting;
      waiting = [];
      await commit(burst);
    }
    working = null;
  };

  return {
    run: <T>(apply: (draft: D) => { result: T; changed: boolean }) =>
      new Promise<T>((resolve, reject) => {
        waiting.push({ apply: (draft) => outcomeOf(() => apply(draft), resolve, reject), reject });
        working ??= work();
      }),
    settled: async () => {
      while (working) await working;
    },
  };
}

function outcomeOf<T>(
  apply: () => { result: T; changed: boolean },
  resolve: (result: T) => void,
  reject: (error: unknown) => void,
): { changed: boolean; settle: () => void } {
  try {
    const { result, changed } = apply();
    return { changed, settle: () => resolve(result) };
  } catch (error) {
    return { changed: false, settle: () => reject(error) };
  }
}
