import type { JobResult } from "../../../schemas/jobs.ts";
import { BorgFault } from "../../borg/result/result.ts";
import type { RepositoryTarget } from "../../borg/target.ts";
import { type JobEnd, ownOutcome } from "../job.ts";
import { again, endOfFault, type JobContext, type JobKind } from "./kind.ts";

type IndexResult = NonNullable<JobResult["index"]>;

export interface IndexDependencies {
  /** borg's id of the archive of this name; undefined where there is none. The job holds the repository's lease. */
  readonly archiveHere: (
    repositoryId: string,
    archiveName: string,
    target: RepositoryTarget,
    signal: AbortSignal,
  ) => Promise<{ readonly id: string } | undefined>;
  /** Makes the index of one archive. */
  readonly indexArchive: (request: {
    repositoryId: string;
    archive: { readonly id: string; readonly name: string };
    target: RepositoryTarget;
    jobId: string;
    signal: AbortSignal;
    onProgress: (entries: number) => void;
  }) => Promise<IndexResult>;
}

/**
 * Makes the index of one archive, in a process of its own. Whoever wants to write gets the repository at once; the index is
 * then begun anew, since what was read so far is of no use.
 */
export function createIndexKind(dependencies: IndexDependencies): JobKind {
  return {
    lease: "shared",
    lane: "background",
    yieldAfterMs: 0,
    recovery: "again",
    async execute(context) {
      try {
        return await indexNamed(dependencies, context);
      } catch (error) {
        if (context.hasYielded()) return again;
        if (context.signal.aborted) return cancelled;
        if (error instanceof BorgFault) return endOfFault(error);
        throw error;
      }
    },
  };
}

async function indexNamed(
  { archiveHere, indexArchive }: IndexDependencies,
  { job, target, signal, report }: JobContext,
): Promise<JobEnd> {
  const { archiveName: name, repositoryId, options } = job;
  const found = name === null ? undefined : await archiveHere(repositoryId, name, target, signal);
  // A stranger may have deleted the archive and made another one of the same name.
  if (name === null || !found || (options?.archiveId ?? found.id) !== found.id) return missing;
  const index = await indexArchive({
    repositoryId,
    archive: { id: found.id, name },
    target,
    jobId: job.id,
    signal,
    onProgress: (entries) => report({ phase: "Reading the archive", files: entries }),
  });
  return { state: "ok", outcome: ownOutcome("ok", `${index.entries} entries indexed.`), result: { index } };
}

const missing: JobEnd = {
  state: "failed",
  outcome: ownOutcome("archive-missing", "There is no such archive any more.", "Load the list of archives anew."),
  result: null,
};
const cancelled: JobEnd = { state: "cancelled", outcome: ownOutcome("cancelled", "Cancelled."), result: null };
