import type { JobResult } from "../../../schemas/jobs.ts";
import type { RepositoryTarget } from "../../borg/target.ts";
import { type JobEnd, ownOutcome } from "../job.ts";
import { type JobKind, type ListArchives, newestOfPlan } from "./kind.ts";

type VerifyResult = NonNullable<JobResult["verify"]>;

export interface VerifyDependencies {
  readonly verifySample: (request: {
    target: RepositoryTarget;
    jobId: string;
    archiveName: string;
    sampleFiles: number;
    sources: readonly string[];
    unread: () => Promise<readonly string[]>;
    scratchDir: string;
    signal: AbortSignal;
    onProgress: (done: { files: number; ofFiles: number; path: string | null }) => void;
  }) => Promise<VerifyResult>;
  /** Folders that may be read for comparing an archive of this repository, where the job has no plan. */
  readonly sourcesOf: (archiveName: string, repositoryId: string) => readonly string[];
  /** Paths that no backup takes in, and that nothing is compared with. */
  readonly alwaysExcluded: () => Promise<readonly string[]>;
  /** Lists a repository's archives, oldest first, without a lease: the job has one. */
  readonly listArchives: ListArchives;
}

/** Files compared where no plan says otherwise. */
const usualSample = 20;

/** Restores a random sample of an archive's files to scratch and compares them with their sources, byte for byte. */
export function createVerifyKind({
  verifySample,
  listArchives,
  sourcesOf,
  alwaysExcluded,
}: VerifyDependencies): JobKind {
  return {
    lease: "shared",
    lane: "work",
    recovery: "again",
    async execute({ job, plan, target, signal, scratchDir, report }) {
      const archiveName = job.archiveName ?? newestOfPlan(await listArchives(target, signal, job.id), plan?.id);
      if (archiveName === null) {
        return {
          state: "failed",
          outcome: ownOutcome("archive-missing", "There is no archive to verify."),
          result: null,
        };
      }
      try {
        const verified = await verifySample({
          target,
          jobId: job.id,
          archiveName,
          sampleFiles: plan?.verify.sampleFiles ?? usualSample,
          sources: plan?.sources ?? sourcesOf(archiveName, job.repositoryId),
          unread: alwaysExcluded,
          scratchDir,
          signal,
          onProgress: ({ files, ofFiles, path }) =>
            report({ phase: "Comparing", files, path, percent: ofFiles > 0 ? (files / ofFiles) * 100 : null }),
        });
        return endOfVerify(verified);
      } catch (error) {
        if (!signal.aborted) throw error;
        return { state: "cancelled", outcome: ownOutcome("cancelled", "Cancelled."), result: null };
      }
    },
  };
}

function endOfVerify(verify: VerifyResult): JobEnd {
  const { filesChecked, filesMatched, filesChanged, filesDamaged } = verify;
  if (filesDamaged > 0) {
    return {
      state: "failed",
      outcome: ownOutcome(
        "verify-damaged",
        `${filesDamaged} of ${filesChecked} files did not come back as they were backed up.`,
        "Run a check of the repository; older archives are kept, since a run that does not verify prunes nothing.",
      ),
      result: { verify },
    };
  }
  if (filesMatched === 0) {
    return {
      state: "warning",
      outcome: ownOutcome(
        "nothing-to-verify",
        filesChecked === 0
          ? "The archive holds no files, so nothing could be compared."
          : `All ${filesChecked} files of the sample changed at the source since, so none could be compared.`,
        filesChecked === 0
          ? "Look whether the plan's sources are what you meant, and whether their disk is mounted."
          : null,
      ),
      result: { verify },
    };
  }
  const changed =
    filesChanged > 0 ? ` ${filesChanged} changed at the source since, so they could not be compared.` : "";
  return {
    state: "ok",
    outcome: ownOutcome("ok", `${filesMatched} of ${filesChecked} files came back byte for byte.${changed}`),
    result: { verify },
  };
}
