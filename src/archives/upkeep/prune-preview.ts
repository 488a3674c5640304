// What prune would do with a plan's archives, before it does it: borg is asked, and nothing is deleted.
import type { PlanRecord } from "../../../schemas/plans.ts";
import type { PrunePreviewReply, PrunePreviewRequest } from "../../../schemas/upkeep.ts";
import type { Borg } from "../../borg/borg.ts";
import { pruneCommand } from "../../borg/commands/prune.ts";
import { type PruneDecision, pruneDecisionOf } from "../../borg/formats/prune-decision.ts";
import { requireDone } from "../../borg/result/result.ts";
import type { RepositoryTarget } from "../../borg/target.ts";
import { Fault } from "../../fault.ts";
import type { Clock } from "../../ports/clock.ts";
import { listArchives } from "../list/catalog.ts";
import { futureArchive, hasFutureArchive } from "./future-archive.ts";

export interface PrunePreviewDependencies {
  readonly borg: Pick<Borg, "run">;
  readonly clock: Clock;
  /** Days and weeks of plans without a schedule are those of this zone. */
  readonly timeZone: string;
}

/** Archives that are shown; the counts are of all. */
const mostItems = 2000;
const timeLimitMs = 120_000;

/**
 * Asks borg, which locks the repository for itself meanwhile: the caller holds its exclusive lease. Faults: `invalid-input`
 * for a retention that keeps nothing, `conflict` where prune would refuse, `repository-locked`, `borg-failed`.
 */
export async function previewPrune(
  { borg, clock, timeZone }: PrunePreviewDependencies,
  target: RepositoryTarget,
  plan: PlanRecord,
  { retention = plan.retention }: Pick<PrunePreviewRequest, "retention">,
  signal: AbortSignal,
): Promise<PrunePreviewReply> {
  if (!Object.values(retention).some((count) => count > 0)) {
    const fields = { "/retention": "must keep something: set at least one number above zero" };
    throw new Fault("invalid-input", "A plan that keeps nothing is never pruned.", { fields });
  }
  const archives = await listArchives(borg, target, signal);
  if (hasFutureArchive(archives, plan.id, clock.now())) {
    throw new Fault("conflict", `${futureArchive.message} ${futureArchive.nextStep}`);
  }
  const zone = plan.schedule?.timeZone ?? timeZone;
  const command = pruneCommand(target, { planId: plan.id, retention, timeZone: zone, dryRun: true });
  const decisions = new Map<string, PruneDecision>();
  const result = await borg.run(command, {
    signal,
    timeLimitMs,
    onEvent(event) {
      const decision = pruneDecisionOf(event);
      if (decision) decisions.set(decision.archiveId, decision);
    },
  });
  signal.throwIfAborted();
  requireDone(result);
  return presentDecisions(archives, decisions);
}

function presentDecisions(
  archives: Awaited<ReturnType<typeof listArchives>>,
  decisions: ReadonlyMap<string, PruneDecision>,
): PrunePreviewReply {
  const items = archives
    .flatMap(({ id, name, startedAt }) => {
      const decision = decisions.get(id);
      return decision ? [{ name, startedAt, ...kept(decision) }] : [];
    })
    .reverse();
  const keptCount = items.filter(({ keep }) => keep).length;
  return {
    keptCount,
    deletedCount: items.length - keptCount,
    othersCount: archives.length - items.length,
    items: items.slice(0, mostItems),
    truncated: items.length > mostItems,
  };
}

function kept({ keep, rule, number }: PruneDecision): Omit<PruneDecision, "archiveId"> {
  return { keep, rule, number };
}
