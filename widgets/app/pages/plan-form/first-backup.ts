// What pressing "Back up now" does, step by step: each step is done once, whatever has to be tried again.
import type { RunReply } from "../../../../schemas/jobs.ts";
import type { PlanPreviewReply, PlanReply } from "../../../../schemas/plans.ts";
import type { CreateRepositoryReply, RecoveryKit, RepositoryReply } from "../../../../schemas/repositories.ts";
import type { Api } from "../../../shared/client/api.ts";
import { type FieldErrors, fieldErrorsOf, isUncertain } from "../../errors.ts";
import { repositoryRequest } from "../repository-form/repository-draft.ts";
import { type PlanDraft, planRequest } from "./plan-draft.ts";

/** `kit`: the repository is made, and its recovery kit waits to be stored. `run`: all is done. */
export type FirstBackupStep =
  | { readonly at: "kit"; readonly repository: RepositoryReply; readonly kit: RecoveryKit }
  | { readonly at: "run"; readonly runId: string };

/** A refusal, with its fields under the form's pointers. */
export class StepFailed extends Error {
  readonly fields: FieldErrors;
  /** Null where the fields say all. */
  readonly reason: unknown;

  constructor(reason: unknown, fields: FieldErrors) {
    super("A step of the first backup failed", { cause: reason });
    this.reason = reason;
    this.fields = fields;
  }
}

export interface FirstBackup {
  /** The repository that was made here, if any. */
  repository(): RepositoryReply | null;
  /** Goes as far as it can. Throws StepFailed; calling again goes on where it stopped. */
  advance(draft: PlanDraft): Promise<FirstBackupStep>;
  /** The recovery kit is stored: it is not shown again. */
  storeKit(): Promise<void>;
}

/** Creates the sequence: check, repository, kit, plan, run. */
export function createFirstBackup(api: Api): FirstBackup {
  let made: { repository: RepositoryReply; kit: RecoveryKit } | null = null;
  let kitStored = false;
  let plan: PlanReply | null = null;

  /** A schedule or a folder that will be refused is told before anything is made. */
  const check = async (draft: PlanDraft) => {
    const { schedule, sources } = planRequest(draft);
    const { sourceErrors } = await api.send<PlanPreviewReply>("POST", "/api/plans/preview", { schedule, sources });
    if (Object.keys(sourceErrors).length > 0) throw new StepFailed(null, sourceErrors);
  };
  const makeRepository = async (draft: PlanDraft) => {
    const request = repositoryRequest(draft.newRepository);
    try {
      const { repository, recovery } = await api.send<CreateRepositoryReply>("POST", "/api/repositories", request);
      return { repository, kit: recovery };
    } catch (error) {
      if (!isUncertain(error)) throw error;
      return recovered(api, request.location, error);
    }
  };

  return {
    repository: () => made?.repository ?? null,
    async storeKit() {
      kitStored = true;
      const { id } = made?.repository ?? {};
      if (id) await api.send("PATCH", `/api/repositories/${id}`, { keyStored: true }).catch(() => {}); // it only notes when
    },
    async advance(draft) {
      if (!plan) await step(check(draft), "");
      if (draft.repositoryIds.length === 0 && !made) made = await step(makeRepository(draft), "/newRepository");
      if (made && !kitStored && needsStoring(made.kit)) return { at: "kit", ...made };
      const repositoryIds = made ? [made.repository.id] : draft.repositoryIds;
      plan ??= await step(api.send<PlanReply>("POST", "/api/plans", planRequest({ ...draft, repositoryIds })), "");
      const run = await step(api.send<RunReply>("POST", `/api/plans/${plan.id}/run`), "");
      return { at: "run", runId: run.id };
    },
  };
}

async function step<T>(work: Promise<T>, prefix: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof StepFailed) throw error;
    throw new StepFailed(error, fieldErrorsOf(error, prefix));
  }
}

/** The answer was lost: if the repository stands at that place now, its kit is asked for instead. */
async function recovered(
  api: Api,
  location: string,
  error: unknown,
): Promise<{ repository: RepositoryReply; kit: RecoveryKit }> {
  const { items } = await api.get<{ items: RepositoryReply[] }>("/api/repositories", { query: { limit: 500 } });
  const repository = items.find((item) => item.location === location && item.state === "ready");
  if (!repository) throw error;
  return { repository, kit: await api.send<RecoveryKit>("POST", `/api/repositories/${repository.id}/key`) };
}

function needsStoring({ passphrase, key }: RecoveryKit): boolean {
  return passphrase !== null || key !== null;
}
