// A plan as a form holds it, from its first keystroke to the request that saves it.
import type { CreatePlanRequest, PlanReply, VerifyPolicy } from "../../../../schemas/plans.ts";
import type { CheckPolicy, DrillPolicy } from "../../../../schemas/upkeep.ts";
import { below, type FieldErrors } from "../../errors.ts";
import { newRepositoryDraft, type RepositoryDraft, repositoryErrors } from "../repository-form/repository-draft.ts";
import { draftOfKeep, type KeepDraft, keepErrors, keepOf, keepPresets } from "./keep-draft.ts";
import { draftOfSchedule, newScheduleDraft, type ScheduleDraft, scheduleOf } from "./schedule-draft.ts";

/** What the service takes where nobody says otherwise. */
export const defaultSample = 20;

export interface PlanDraft {
  /** Null until somebody types one: then it follows the folders. */
  readonly name: string | null;
  readonly sources: readonly string[];
  /** One pattern a line. */
  readonly excludes: string;
  /** Chosen repositories; empty where a new one is to be made. */
  readonly repositoryIds: readonly string[];
  readonly newRepository: RepositoryDraft;
  readonly schedule: ScheduleDraft;
  readonly keep: KeepDraft;
  readonly verifyEvery: VerifyPolicy["every"];
  readonly sampleFiles: string;
  readonly checkEvery: CheckPolicy["every"];
  readonly checkScope: CheckPolicy["scope"];
  readonly drillEvery: DrillPolicy["every"];
  readonly drillFiles: string;
  /** One path a line. */
  readonly canaries: string;
  /** Empty: as the service chooses. */
  readonly compression: string;
}

export function newPlanDraft(repositoryIds: readonly string[] = [], repositoryName = "Backups"): PlanDraft {
  return {
    name: null,
    sources: [],
    excludes: "",
    repositoryIds,
    newRepository: newRepositoryDraft(repositoryName),
    schedule: newScheduleDraft(),
    keep: draftOfKeep(keepPresets.usual.keep),
    verifyEvery: "run",
    sampleFiles: String(defaultSample),
    checkEvery: "month",
    checkScope: "all",
    drillEvery: "month",
    drillFiles: "10",
    canaries: "",
    compression: "",
  };
}

export function draftOfPlan(plan: PlanReply): PlanDraft {
  return {
    ...newPlanDraft(plan.repositoryIds),
    name: plan.name,
    sources: plan.sources,
    excludes: plan.excludes.join("\n"),
    schedule: draftOfSchedule(plan.schedule),
    keep: draftOfKeep(plan.retention),
    verifyEvery: plan.verify.every,
    sampleFiles: String(plan.verify.sampleFiles),
    checkEvery: plan.check.every,
    checkScope: plan.check.scope,
    drillEvery: plan.drill.every,
    drillFiles: String(plan.drill.sampleFiles),
    canaries: plan.drill.canaries.join("\n"),
    compression: plan.compression,
  };
}

/** The name of a plan: as typed, else after its first folder. */
export function nameOf({ name, sources }: PlanDraft): string {
  if (name !== null) return name;
  const [first] = sources;
  if (!first) return "";
  const base = first.split("/").filter(Boolean).at(-1) ?? "everything";
  return sources.length === 1 ? base : `${base} and ${sources.length - 1} more`;
}

/** The body that creates or changes the plan. */
export function planRequest(draft: PlanDraft): CreatePlanRequest {
  return {
    name: nameOf(draft).trim(),
    repositoryIds: [...draft.repositoryIds],
    sources: [...draft.sources],
    excludes: linesOf(draft.excludes),
    schedule: scheduleOf(draft.schedule),
    retention: keepOf(draft.keep),
    verify: { every: draft.verifyEvery, sampleFiles: Number(draft.sampleFiles) },
    check: { every: draft.checkEvery, scope: draft.checkScope },
    drill: { every: draft.drillEvery, sampleFiles: Number(draft.drillFiles), canaries: linesOf(draft.canaries) },
    ...(draft.compression === "" ? {} : { compression: draft.compression }),
  };
}

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

/** What is missing before it is worth asking the service. Pointers of the plan; those of the repository below `/newRepository`. */
export function draftErrors(draft: PlanDraft): FieldErrors {
  const errors: Record<string, string> = { ...keepErrors(draft.keep) };
  if (draft.sources.length === 0) errors["/sources"] = "Choose at least one folder";
  if (nameOf(draft).trim() === "") errors["/name"] = "Give the plan a name";
  if (draft.schedule.kind === "cron" && draft.schedule.cron.trim().split(/\s+/).length !== 5) {
    errors["/schedule/cron"] = "Five fields: minute, hour, day of the month, month, day of the week";
  }
  if (draft.schedule.kind === "monthly" && !/^([1-9]|[12]\d|3[01])$/.test(draft.schedule.day.trim())) {
    errors["/schedule/cron"] = "A day from 1 to 31";
  }
  if (!/^\d{1,3}$/.test(draft.sampleFiles.trim()) || Number(draft.sampleFiles) < 1 || Number(draft.sampleFiles) > 500) {
    errors["/verify/sampleFiles"] = "A number from 1 to 500";
  }
  if (!/^\d{1,3}$/.test(draft.drillFiles.trim()) || Number(draft.drillFiles) > 500) {
    errors["/drill/sampleFiles"] = "A number from 0 to 500";
  }
  return draft.repositoryIds.length > 0
    ? errors
    : { ...errors, ...below("/newRepository", repositoryErrors(draft.newRepository)) };
}
