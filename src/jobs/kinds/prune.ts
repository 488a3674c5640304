import { futureArchive, hasFutureArchive } from "../../archives/upkeep/future-archive.ts";
import { pruneCommand } from "../../borg/commands/prune.ts";
import type { Clock } from "../../ports/clock.ts";
import { type JobEnd, ownOutcome } from "../job.ts";
import { endOf, type JobKind, type ListArchives, reportPercent } from "./kind.ts";

export interface PruneDependencies {
  readonly clock: Clock;
  /** Lists a repository's archives without a lease: the job has one. */
  readonly listArchives: ListArchives;
  /** Days and weeks of plans without a schedule are those of this zone. */
  readonly timeZone: string;
}

/**
 * `borg prune` of one plan's archives by its own rules. Refuses while one of them lies in the future: borg would keep
 * it and remove good ones.
 */
export function createPruneKind({ clock, listArchives, timeZone: serviceTimeZone }: PruneDependencies): JobKind {
  return {
    lease: "exclusive",
    lane: "work",
    recovery: "adopt",
    async execute({ plan, target, adopting, signal, supervise, report }) {
      if (!plan) return failed("plan-removed", "The plan of this prune was removed, so its archives stay.", null);
      const archives = adopting ? [] : await listArchives(target, signal); // an adopted one was looked at before it began
      if (hasFutureArchive(archives, plan.id, clock.now())) {
        return failed(futureArchive.code, futureArchive.message, futureArchive.nextStep);
      }
      const timeZone = plan.schedule?.timeZone ?? serviceTimeZone;
      const command = pruneCommand(target, { planId: plan.id, retention: plan.retention, timeZone });
      return endOf(await supervise(command, reportPercent(report)));
    },
  };
}

function failed(code: string, message: string, nextStep: string | null): JobEnd {
  return { state: "failed", outcome: ownOutcome(code, message, nextStep), result: null };
}
