// What upkeep would do, asked for by people who look at a page.
import type { PlanRecord } from "../../../schemas/plans.ts";
import type { RepositoryRecord } from "../../../schemas/repositories.ts";
import type { CompactPreviewReply, PrunePreviewReply, PrunePreviewRequest } from "../../../schemas/upkeep.ts";
import type { RepositoryTarget } from "../../borg/target.ts";
import { Fault } from "../../fault.ts";
import type { Files } from "../../ports/files.ts";
import { createPatience } from "../../ports/patience.ts";
import { previewCompact } from "./compact-preview.ts";
import { type PrunePreviewDependencies, previewPrune } from "./prune-preview.ts";

export interface UpkeepPreviews {
  /** Faults: see previewPrune; `invalid-input` where the plan does not back up to this repository. */
  prune(repositoryId: string, request: PrunePreviewRequest, signal: AbortSignal): Promise<PrunePreviewReply>;
  compact(repositoryId: string): Promise<CompactPreviewReply>;
}

export interface UpkeepPreviewsDependencies extends PrunePreviewDependencies {
  readonly files: Pick<Files, "list" | "readRange" | "info">;
  readonly leases: {
    take(repositoryId: string, mode: "exclusive", signal: AbortSignal): Promise<() => void>;
  };
  readonly targets: { resolve(repositoryId: string): Promise<RepositoryTarget> };
  readonly plans: { get(id: string): PlanRecord | undefined };
  readonly repositories: { get(id: string): Pick<RepositoryRecord, "mode"> | undefined };
}

/** How long somebody at a page waits for the repository, in milliseconds. */
const patienceMs = 20_000;
/** Previews that may wait or run; borg locks a repository for each. */
const mostAtOnce = 8;

/** Creates it. */
export function createUpkeepPreviews(dependencies: UpkeepPreviewsDependencies): UpkeepPreviews {
  const { clock, files, leases, targets, plans, repositories } = dependencies;
  const patiently = createPatience(clock);
  let going = 0;

  const exclusively = async <T>(repositoryId: string, signal: AbortSignal, use: () => Promise<T>): Promise<T> => {
    const patience = new AbortController();
    const stopWaiting = clock.after(patienceMs, () => patience.abort(busy()));
    const release = await leases
      .take(repositoryId, "exclusive", AbortSignal.any([signal, patience.signal]))
      .finally(stopWaiting);
    return use().finally(release);
  };

  return {
    async prune(repositoryId, request, signal) {
      const plan = plans.get(request.planId);
      if (!plan?.repositoryIds.includes(repositoryId)) {
        const fields = { "/planId": "is no plan that backs up to this repository" };
        throw new Fault("invalid-input", "Nothing can be said of this plan.", { fields });
      }
      if (repositories.get(repositoryId)?.mode === "observe") {
        throw new Fault("conflict", "This repository is only observed: whoever writes to it takes care of it.");
      }
      if (going >= mostAtOnce)
        throw new Fault("too-many-requests", "Too many previews are being made; try again soon.");
      going += 1;
      return exclusively(repositoryId, signal, async () =>
        previewPrune(dependencies, await targets.resolve(repositoryId), plan, request, signal),
      ).finally(() => {
        going -= 1;
      });
    },
    async compact(repositoryId) {
      const { location } = await targets.resolve(repositoryId);
      const found = await patiently(location, () => previewCompact(files, location));
      return found === "late" ? { freeableBytes: null, reason: "The disk does not answer." } : found;
    },
  };
}

function busy(): Fault {
  return new Fault("repository-locked", "The repository is being used just now. Try again when that has ended.");
}
