// What a run does next, given what its jobs have come to. Pure.
import type { JobOptions, JobRecord, JobState } from "../../schemas/jobs.ts";
import type { PlanRecord } from "../../schemas/plans.ts";
import type { RepositoryMode } from "../../schemas/repositories.ts";

/** The job that a run needs next. */
export interface NextJob {
  readonly kind: JobRecord["kind"];
  readonly repositoryId: string;
  readonly archiveName: string | null;
  readonly options?: JobOptions;
}

/** What a run has to know of a repository. */
export interface RunFacts {
  readonly mode: RepositoryMode;
  /** What is unlikely of the newest archive, in a sentence; null where nothing is. */
  suspicion(): string | null;
  verifyIsDue(): boolean;
  checkIsDue(): boolean;
  drillIsDue(): boolean;
}

export type RunDecision =
  | { readonly do: "wait" }
  | { readonly do: "start"; readonly job: NextJob }
  | { readonly do: "end"; readonly state: Exclude<JobState, "queued" | "running">; readonly reason: string | null };

/**
 * Decides. For each repository: backup, verify where due, prune, compact, then check and drill where due. Nothing is pruned when
 * the new archive was not written, lacks sources, is unlikely beside those before or did not verify, nor from a repository that only grows, and nothing is
 * compacted when prune failed; a cancelled job ends the run.
 */
export function decideRun(
  plan: PlanRecord | undefined,
  jobs: readonly JobRecord[],
  factsOf: (repositoryId: string) => RunFacts,
): RunDecision {
  if (jobs.some(({ state }) => state === "queued" || state === "running")) return { do: "wait" };
  const stopped = jobs.find(({ state }) => state === "cancelled" || state === "interrupted");
  if (!plan || stopped) return { do: "end", state: worst(jobs), reason: null };
  const modes = plan.repositoryIds.map((id) => factsOf(id).mode);
  for (const repositoryId of plan.repositoryIds) {
    const done = jobs.filter((job) => job.repositoryId === repositoryId);
    const kind = nextKind(plan, done, factsOf(repositoryId));
    if (kind) {
      const job = { kind, repositoryId, archiveName: archiveOf(done), ...optionsOf(plan, kind) };
      return { do: "start", job };
    }
  }
  const written = jobs.filter((job) => job.kind === "backup" && isDone(job.state));
  const suspicion = written.map((job) => factsOf(job.repositoryId).suspicion()).find((message) => message !== null);
  const spared = jobs.some((job) => job.kind === "backup" && missesSources(job)) ? sparedReason : null;
  const reasons = [
    suspicion === undefined ? spared : `Nothing was pruned. ${suspicion}`,
    modes.includes("append-only") ? appendOnlyReason : null,
    modes.includes("observe") ? observedReason : null,
  ].filter((reason) => reason !== null);
  const came = worst(jobs);
  const state = modes.includes("observe") ? "failed" : came === "ok" && suspicion !== undefined ? "warning" : came;
  return { do: "end", state, reason: reasons.join(" ") || null };
}

const sparedReason = "Nothing was pruned: the new archive lacks sources, so older ones may be all there is of them.";
const appendOnlyReason = "Nothing was pruned in a repository that is append-only.";
const observedReason = "Nothing was backed up to a repository that is only observed.";

/**
 * Whether a backup that ended well is no stand-in for the one before: a source was not there, or nothing at all was. A disk
 * that is not mounted looks like this, and retention would then let good archives go for empty ones.
 */
function missesSources({ outcome, result }: JobRecord): boolean {
  return outcome?.code === "files-missing" || !result?.archive || result.archive.files === 0;
}

function nextKind(plan: PlanRecord, done: readonly JobRecord[], facts: RunFacts): NextJob["kind"] | null {
  if (facts.mode === "observe") return null;
  const stateOf = stateOfKind(done);
  if (!stateOf("backup")) return "backup";
  if (!isDone(stateOf("backup"))) return null;
  return nextClearing(plan, done, facts) ?? nextUpkeep(stateOf, facts);
}

/** Makes sure of the new archive, then lets old ones go. */
function nextClearing(plan: PlanRecord, done: readonly JobRecord[], facts: RunFacts): NextJob["kind"] | null {
  const stateOf = stateOfKind(done);
  const backup = done.find((job) => job.kind === "backup");
  const goesOn = stateOf("prune") ?? stateOf("check") ?? stateOf("drill");
  if (!stateOf("verify") && !goesOn && facts.verifyIsDue()) return "verify";
  if (stateOf("verify") && !isDone(stateOf("verify"))) return null;
  if (facts.mode === "append-only") return null;
  const mayClear = keepsSomething(plan) && !(backup && missesSources(backup)) && facts.suspicion() === null;
  if (!stateOf("prune")) return mayClear ? "prune" : null;
  return isDone(stateOf("prune")) && !stateOf("compact") ? "compact" : null;
}

/** Looks at the repository and tries a restore, also where the new archive did not verify: then more than ever. */
function nextUpkeep(stateOf: StateOfKind, facts: RunFacts): NextJob["kind"] | null {
  if (!stateOf("check") && !stateOf("drill") && facts.checkIsDue()) return "check";
  return !stateOf("drill") && facts.drillIsDue() ? "drill" : null;
}

type StateOfKind = (kind: JobRecord["kind"]) => JobState | undefined;

function stateOfKind(done: readonly JobRecord[]): StateOfKind {
  return (kind) => done.find((job) => job.kind === kind)?.state;
}

function isDone(state: JobState | undefined): boolean {
  return state === "ok" || state === "warning";
}

function optionsOf({ check, drill }: PlanRecord, kind: NextJob["kind"]): { readonly options?: JobOptions } {
  if (kind === "check") return { options: { check: { scope: check.scope, verifyData: false, maxDurationMs: null } } };
  if (kind !== "drill") return {};
  return { options: { drill: { sampleFiles: drill.sampleFiles, canaries: drill.canaries } } };
}

/** Whether any retention rule is set; without one nothing may be pruned. */
export function keepsSomething({ retention }: Pick<PlanRecord, "retention">): boolean {
  return Object.values(retention).some((count) => count > 0);
}

function archiveOf(jobs: readonly JobRecord[]): string | null {
  return jobs.find(({ kind }) => kind === "backup")?.archiveName ?? null;
}

const severity = ["ok", "warning", "skipped", "cancelled", "interrupted", "failed"] as const;

/**
 * The state that tells most about a run's jobs. A check or a drill that failed leaves the backup as good as it is made, so to
 * the run it is a warning; to its repository and its plan it is a failure of their own.
 */
export function worst(jobs: readonly JobRecord[]): (typeof severity)[number] {
  const states = jobs.map(({ kind, state }) =>
    state === "failed" && (kind === "check" || kind === "drill") ? "warning" : state,
  );
  return [...severity].reverse().find((state) => states.includes(state)) ?? "ok";
}
