// restore/ brings what is in an archive back to this host: it is unpacked into a closed folder beside the target, without any
// name of its own, and put in its place through folders that are held open (decision 0022).
import type { RestoreOptions, RestoreReport } from "../../../schemas/restores.ts";
import type { Borg } from "../../borg/borg.ts";
import type { RepositoryTarget } from "../../borg/target.ts";
import { Fault } from "../../fault.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Files } from "../../ports/files.ts";
import type { Log } from "../../ports/log.ts";
import { createAttributeSetter, maySetOwners } from "./attributes.ts";
import { closeAll } from "./close-all.ts";
import { type DestinationDependencies, planRestore, type RestorePlan } from "./destination.ts";
import { fillStagings } from "./fill.ts";
import { forbiddenIdentities } from "./forbidden.ts";
import { place } from "./place.ts";
import { createProgress, type RestoreProgress } from "./progress.ts";
import { asBytes, readRecords } from "./records.ts";
import { createReportCollector, type ReportCollector, reasonOf } from "./report.ts";
import type { StagedRecord } from "./staged-record.ts";
import { type Staging, stagingName } from "./staging.ts";
import { createStagings, openRoot, removeStagings, type StagingDependencies } from "./stagings.ts";
import { createTargetFolders, type TargetFolders } from "./target-folders.ts";
import { asFault } from "./trouble.ts";

export interface RestoreDependencies extends DestinationDependencies, StagingDependencies {
  readonly borg: Pick<Borg, "stream">;
  readonly files: Files;
  readonly clock: Pick<Clock, "now">;
  readonly log: Pick<Log, "warn">;
}

export interface RestoreWork {
  readonly target: RepositoryTarget;
  readonly archiveName: string;
  readonly jobId: string;
  readonly options: RestoreOptions;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RestoreProgress) => void;
}

export interface RestoreEnd {
  /** Null where it was cancelled before anything was placed. */
  readonly report: RestoreReport | null;
  readonly cancelled: boolean;
  /** Why it ended early although nobody cancelled it: an error that no single file can be blamed for. */
  readonly failure: string | null;
}

/**
 * Restores. What is placed when the signal is aborted, or when it fails, stays; the staging folders go in any case, or are
 * left to the next start. Rejects with a Fault where nothing could be placed: `invalid-input`, `not-found`, `disk-full`, `not-allowed`, or a BorgFault.
 */
export async function restore(dependencies: RestoreDependencies, work: RestoreWork): Promise<RestoreEnd> {
  const startedAt = dependencies.clock.now();
  const plan = await planRestore(dependencies, work.options);
  const forbidden = await forbiddenIdentities(dependencies);
  const report = createReportCollector(work.options.ownership && maySetOwners());
  const stagings = await createStagings(dependencies, plan.places, work.jobId, forbidden).catch(asFault);
  const tidyUp = () =>
    removeStagings(dependencies, stagings, work.jobId).catch((error) =>
      report.failed(stagingName(work.jobId), `The folder beside the target could not be removed. ${reasonOf(error)}`),
    );
  const { placed, failure } = await fillAndPlace(dependencies, work, { plan, forbidden, report, stagings }).finally(
    tidyUp,
  );
  const { archiveName } = work;
  const durationMs = Math.max(0, dependencies.clock.now() - startedAt);
  const finished = report.finish({ archiveName, target: plan.target, durationMs });
  const cancelled = placed !== "everything" && failure === null;
  return { report: placed === "nothing" ? null : finished, cancelled, failure };
}

interface Prepared {
  readonly plan: RestorePlan;
  readonly forbidden: ReadonlySet<string>;
  readonly report: ReportCollector;
  readonly stagings: readonly Staging[];
}

async function fillAndPlace(
  dependencies: RestoreDependencies,
  work: RestoreWork,
  prepared: Prepared,
): Promise<{ readonly placed: "nothing" | "part" | "everything"; readonly failure: string | null }> {
  const { signal } = work;
  const progress = createProgress(dependencies.clock, work.onProgress);
  const attempt = createAttributeSetter(prepared.report.ownerLost);
  const ownership = work.options.ownership && maySetOwners();
  let began = false;
  try {
    const filled = await fillStagings(dependencies, { ...work, ...prepared, ownership, attempt, progress });
    const folder = (prepared.stagings[0] as Staging).folder;
    const targets: TargetFolders[] = [];
    try {
      await openTargets(targets, dependencies, work.options, prepared, attempt);
      began = true;
      await place(readRecords<StagedRecord>(folder, filled.records), {
        ...prepared,
        targets,
        conflicts: work.options.conflicts,
        firstNames: filled.firstNames,
        attempt,
        signal,
        onPlaced: (path) => progress.placed(prepared.report.done(), filled.files, path),
      });
    } finally {
      await closeAll(targets);
    }
    return { placed: "everything", failure: null };
  } catch (error) {
    if (signal.aborted) return { placed: began ? "part" : "nothing", failure: null };
    if (!began) return asFault(error);
    // What is placed stays, so its report is worth more than a clean failure.
    dependencies.log.warn("A restore broke off while files were put in place", { jobId: work.jobId, error });
    return { placed: "part", failure: error instanceof Fault ? error.detail : reasonOf(error) };
  }
}

async function openTargets(
  targets: TargetFolders[],
  { openFolder }: RestoreDependencies,
  { conflicts }: RestoreOptions,
  { plan, forbidden, report, stagings }: Prepared,
  attempt: ReturnType<typeof createAttributeSetter>,
): Promise<void> {
  for (const [at, { root }] of plan.places.entries()) {
    targets.push(
      createTargetFolders({
        root: await openRoot(openFolder, root),
        staging: stagings[at] as Staging,
        conflicts,
        forbidden,
        setAttributes: (folder, attributes) => attempt((possible) => folder.setAttributes(possible), attributes),
        onAttributesLost: (parts, error) =>
          report.failed(Buffer.concat(parts.flatMap((part) => [asBytes("/"), part])), error),
      }),
    );
  }
}
