import type { DrillOptions, DrillReport } from "../../../schemas/upkeep.ts";
import type { DrillMemory } from "../../archives/drill/drill-memory.ts";
import type { DrillRequest, DrillResult } from "../../archives/drill/drill-request.ts";
import { planOfArchive } from "../../borg/archive-name.ts";
import { type JobEnd, ownOutcome } from "../job.ts";
import { type JobContext, type JobKind, type ListArchives, newestOfPlan } from "./kind.ts";

export interface DrillKindDependencies {
  readonly drill: (request: DrillRequest) => Promise<DrillResult>;
  readonly drillMemory: Pick<DrillMemory, "recall" | "keep">;
  /** Folders that may be read for comparing an archive of this repository, where the job has no plan. */
  readonly sourcesOf: (archiveName: string, repositoryId: string) => readonly string[];
  /** Paths that no backup takes in, and that nothing is compared with. */
  readonly alwaysExcluded: () => Promise<readonly string[]>;
  /** Lists a repository's archives, oldest first, without a lease: the job has one. */
  readonly listArchives: ListArchives;
}

/** What is restored where nobody says otherwise. */
const usualDrill: DrillOptions = { sampleFiles: 10, canaries: [] };

/** Restores canaries and a random sample to scratch, and holds them against their sources or the drills before. */
export function createDrillKind(dependencies: DrillKindDependencies): JobKind {
  return {
    lease: "shared",
    lane: "work",
    recovery: "again",
    async execute(context) {
      const { job, plan, target, signal } = context;
      try {
        const archives = job.archiveName === null ? await dependencies.listArchives(target, signal, job.id) : [];
        const archiveName = job.archiveName ?? newestOfPlan(archives, plan?.id);
        if (archiveName === null) return failed("archive-missing", "There is no archive to restore from.");
        return endOfDrill(await drillArchive(dependencies, context, archiveName));
      } catch (error) {
        if (!signal.aborted) throw error;
        return { state: "cancelled", outcome: ownOutcome("cancelled", "Cancelled."), result: null };
      }
    },
  };
}

async function drillArchive(
  { drill, drillMemory, sourcesOf, alwaysExcluded }: DrillKindDependencies,
  { job, plan, target, signal, scratchDir, report }: JobContext,
  archiveName: string,
): Promise<DrillReport> {
  const planId = planOfArchive(archiveName) ?? plan?.id ?? null;
  const { report: drilled, seen } = await drill({
    ...optionsOf(job.options?.drill ?? plan?.drill),
    target,
    jobId: job.id,
    archiveName,
    sources: plan?.sources ?? sourcesOf(archiveName, job.repositoryId),
    unread: alwaysExcluded,
    earlier: planId === null ? [] : drillMemory.recall(planId, job.repositoryId),
    scratchDir,
    signal,
    onProgress: ({ files, ofFiles, path }) =>
      report({ phase: "Restoring on trial", files, path, percent: (files / ofFiles) * 100 }),
  });
  if (plan && planId === plan.id && seen.length > 0) await drillMemory.keep(plan.id, job.repositoryId, seen);
  return drilled;
}

/** A plan's policy says besides how often. */
function optionsOf({ sampleFiles, canaries }: DrillOptions = usualDrill): DrillOptions {
  return { sampleFiles, canaries };
}

function endOfDrill(drill: DrillReport): JobEnd {
  const { filesRestored, filesDamaged, missingCanaries, filesUnproven, restoreMs } = drill;
  const result = { drill };
  if (filesDamaged > 0) {
    const message = `${filesDamaged} of ${filesRestored + filesDamaged} files did not come back as they were backed up.`;
    const nextStep = "Run a check of the repository, and look whether older archives still have these files.";
    return { state: "failed", outcome: ownOutcome("drill-damaged", message, nextStep), result };
  }
  if (missingCanaries.length > 0) {
    const message = `${missingCanaries.length} canaries are not in the archive as files.`;
    const nextStep = "Look whether they are still at their source, and whether the plan backs them up.";
    return { state: "failed", outcome: ownOutcome("canary-missing", message, nextStep), result };
  }
  if (filesRestored === 0) {
    const message = "The archive holds no files, so nothing could be restored.";
    const nextStep = "Look whether the plan's sources are what you meant, and whether their disk is mounted.";
    return { state: "warning", outcome: ownOutcome("nothing-to-restore", message, nextStep), result: null };
  }
  const unproven = filesUnproven > 0 ? ` Of ${filesUnproven} nothing is left to compare them with.` : "";
  const message = `${filesRestored} files came back in ${(restoreMs / 1000).toFixed(1)} s.${unproven}`;
  return { state: "ok", outcome: ownOutcome("ok", message), result };
}

function failed(code: string, message: string): JobEnd {
  return { state: "failed", outcome: ownOutcome(code, message), result: null };
}
