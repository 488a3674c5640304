// Tells archives/ what jobs did to repositories, and has each new archive indexed once its run is over.
import type { JobRecord } from "../../schemas/jobs.ts";
import type { EventBus } from "../events/bus.ts";
import type { Log } from "../ports/log.ts";
import { isEnded } from "./job.ts";
import type { JobKind } from "./kinds/kind.ts";

export interface FollowArchivesDependencies {
  readonly events: Pick<EventBus, "on">;
  readonly kinds: Readonly<Record<JobRecord["kind"], Pick<JobKind, "lease">>>;
  readonly jobsOfRun: (runId: string) => readonly JobRecord[];
  readonly archives: {
    invalidate(repositoryId: string): void;
    jobEnded(job: JobRecord): void;
    ensureIndex(repositoryId: string, archive: { readonly id: string; readonly name: string }): Promise<void>;
    forget(repositoryId: string): Promise<void>;
  };
  readonly log: Log;
}

/**
 * Begins to follow. Not the end of a backup but that of its run is waited for: prune and compact would make the index job
 * yield, and its work would be lost.
 */
export function followArchives({ events, kinds, jobsOfRun, archives, log }: FollowArchivesDependencies): void {
  const failed = (what: string) => (error: unknown) => log.warn(what, { error });

  events.on("job.changed", ({ job }) => {
    if (!isEnded(job.state)) return;
    if (kinds[job.kind].lease === "exclusive") archives.invalidate(job.repositoryId);
    if (job.kind === "index") archives.jobEnded(job);
  });
  events.on("run.changed", ({ run }) => {
    if (!isEnded(run.state)) return;
    for (const { repositoryId, result } of jobsOfRun(run.id)) {
      if (result?.archive)
        archives.ensureIndex(repositoryId, result.archive).catch(failed("An archive is not indexed"));
    }
  });
  events.on("repository.changed", ({ repositoryId, removed }) => {
    if (removed) archives.forget(repositoryId).catch(failed("The indexes of a repository could not be removed"));
  });
}

/** Files with content of their own that a backup among these jobs counted in its archive; null where none made it. */
export function filesInArchive(jobs: readonly JobRecord[], archiveId: string): number | null {
  return jobs.find(({ result }) => result?.archive?.id === archiveId)?.result?.archive?.files ?? null;
}
