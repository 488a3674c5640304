// What drills remember of the files that they restored, by plan and repository.
import { type DrilledFile, type DrillRecord, mostDrilledFiles } from "../../../schemas/drills.ts";
import { type Clock, isoTime } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";

export interface DrillMemory {
  recall(planId: string, repositoryId: string): readonly DrilledFile[];
  /** Adds what a drill saw; the oldest go where there is no room. Never rejects: a drill that is done is not undone by this. */
  keep(planId: string, repositoryId: string, files: readonly DrilledFile[]): Promise<void>;
  /** Forgets all of a plan or of a repository. Never rejects. */
  forget(id: string): Promise<void>;
}

export interface DrillMemoryDependencies {
  readonly collection: {
    get(id: string): DrillRecord | undefined;
    list(): readonly DrillRecord[];
    insert(record: Omit<DrillRecord, "revision">): Promise<DrillRecord>;
    update(id: string, change: (record: DrillRecord) => Omit<DrillRecord, "revision">): Promise<DrillRecord>;
    remove(id: string): Promise<void>;
  };
  readonly clock: Clock;
  readonly log: Log;
}

/** Characters of paths that one record holds: the collection is written as a whole. */
const mostPathCharacters = 256 * 1024;

/** Creates it. */
export function createDrillMemory({ collection, clock, log }: DrillMemoryDependencies): DrillMemory {
  const told = (error: unknown) => log.warn("What a restore drill saw could not be stored", { error });
  const keyOf = (planId: string, repositoryId: string) => `${planId}-${repositoryId}`;
  return {
    recall: (planId, repositoryId) => collection.get(keyOf(planId, repositoryId))?.files ?? [],
    async keep(planId, repositoryId, seen) {
      const id = keyOf(planId, repositoryId);
      const before = collection.get(id);
      const record = {
        id,
        planId,
        repositoryId,
        at: isoTime(clock.now()),
        files: within([...seen, ...(before?.files ?? [])]),
      };
      await (before ? collection.update(id, () => record) : collection.insert(record)).catch(told);
    },
    async forget(id) {
      for (const record of collection.list()) {
        if (record.planId === id || record.repositoryId === id) await collection.remove(record.id).catch(told);
      }
    },
  };
}

/** The first of each path, as far as there is room. */
function within(files: readonly DrilledFile[]): DrilledFile[] {
  const kept = new Map<string, DrilledFile>();
  let characters = 0;
  for (const file of files) {
    if (kept.has(file.path)) continue;
    characters += file.path.length;
    if (kept.size >= mostDrilledFiles || characters > mostPathCharacters) break;
    kept.set(file.path, file);
  }
  return [...kept.values()];
}
