// What a run does next, given what its jobs have come to. Pure.
import type { JobRecord, JobState } from "../../schemas/jobs.ts";
import type { PlanRecord } from "../../schemas/plans.ts";

/** The job that a run needs next. */
export interface NextJob {
  readonly kind: JobRecord["kind"];
  readonly repositoryId: string;
  readonly archiveName: string | null;
}

export type RunDecision =
  | { readonly do: "wait" }
  | { readonly do: "start"; readonly job: NextJob }
  | { readonly do: "end"; readonly state: Exclude<JobState, "queued" | "running">; readonly reason: string | null };

/**
 * Decides. For each repository: backup, verify where due, prune, compact. Nothing is pruned when the new archive was
 * not written, lacks sources or did not verify, and nothing is compacted when prune failed; a cancelled job ends the run.
 */
export function decideRun(
  plan: PlanRecord | undefined,
  jobs: readonly JobRecord[],
  verifyIsDue: (repositoryId: string) => boolean,
): RunDecision {
  if (jobs.some(({ state }) => state === "queued" || state === "running")) return { do: "wait" };
  const stopped = jobs.find(({ state }) => state === "cancelled" || state === "interrupted");
  if (!plan || stopped) return { do: "end", state: worst(jobs), reason: null };
  for (const repositoryId of plan.repositoryIds) {
    const done = jobs.filter((job) => job.repositoryId === repositoryId);
    const kind = nextKind(plan, done, () => verifyIsDue(repositoryId));
    if (kind) return { do: "start", job: { kind, repositoryId, archiveName: archiveOf(done) } };
  }
  const spared = jobs.some((job) => job.kind === "backup" && missesSources(job));
  return { do: "end", state: worst(jobs), reason: spared ? sparedReason : null };
}

const sparedReason = "Nothing was pruned: the new archive lacks sources, so older ones may be all there is of them.";

/**
 * Whether a backup that ended well is no stand-in for the one before: a source was not there, or nothing at all was. A disk
 * that is not mounted looks like this, and retention would then let good archives go for empty ones.
 */
function missesSources({ outcome, result }: JobRecord): boolean {
  return outcome?.code === "files-missing" || !result?.archive || result.archive.files === 0;
}

function nextKind(plan: PlanRecord, done: readonly JobRecord[], verifyIsDue: () => boolean): NextJob["kind"] | null {
  const stateOf = (kind: JobRecord["kind"]) => done.find((job) => job.kind === kind)?.state;
  const succeeded = (kind: JobRecord["kind"]) => stateOf(kind) === "ok" || stateOf(kind) === "warning";

  if (!stateOf("backup")) return "backup";
  if (!succeeded("backup")) return null;
  const backup = done.find((job) => job.kind === "backup");
  if (!stateOf("verify") && !stateOf("prune") && verifyIsDue()) return "verify";
  if (stateOf("verify") && !succeeded("verify")) return null;
  if (!stateOf("prune")) return keepsSomething(plan) && !(backup && missesSources(backup)) ? "prune" : null;
  if (!succeeded("prune") || stateOf("compact")) return null;
  return "compact";
}

/** Whether any retention rule is set; without one nothing may be pruned. */
export function keepsSomething({ retention }: Pick<PlanRecord, "retention">): boolean {
  return Object.values(retention).some((count) => count > 0);
}

function archiveOf(jobs: readonly JobRecord[]): string | null {
  return jobs.find(({ kind }) => kind === "backup")?.archiveName ?? null;
}

const severity = ["ok", "warning", "skipped", "cancelled", "interrupted", "failed"] as const;

/** The state that tells most about a run's jobs. */
export function worst(jobs: readonly JobRecord[]): (typeof severity)[number] {
  return [...severity].reverse().find((state) => jobs.some((job) => job.state === state)) ?? "ok";
}
