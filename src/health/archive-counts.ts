// Keeps the number of each repository's archives current: counted when a run has ended.
import type { EventMap } from "../events/events.ts";
import type { Log } from "../ports/log.ts";

export interface ArchiveCountsDependencies {
  readonly events: { on(name: "run.changed", listener: (payload: EventMap["run.changed"]) => void): () => void };
  readonly repositoriesOf: (planId: string) => readonly string[];
  readonly countArchives: (repositoryId: string) => Promise<number>;
  readonly note: (repositoryId: string, count: number) => void;
  readonly log: Log;
}

/** Begins to count. A repository that cannot be read keeps the number it had. */
export function followArchiveCounts(dependencies: ArchiveCountsDependencies): void {
  const { events, repositoriesOf, countArchives, note, log } = dependencies;

  const count = async (planId: string): Promise<void> => {
    for (const id of repositoriesOf(planId)) {
      await countArchives(id).then(
        (found) => note(id, found),
        (error: unknown) => log.warn("The archives of a repository could not be counted", { repositoryId: id, error }),
      );
    }
  };

  events.on("run.changed", ({ run }) => {
    if (run.finishedAt && run.state !== "skipped") void count(run.planId);
  });
}
