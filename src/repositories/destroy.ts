// Destroying a repository: every archive in it, for good. The job deletes; what is known of it goes when that has ended well.
import type { Actor } from "../../schemas/audit.ts";
import type { JobRecord } from "../../schemas/jobs.ts";
import { Fault } from "../fault.ts";
import { removeBorgLeftovers } from "./borg-leftovers.ts";
import { knownBorgId } from "./copies.ts";
import { tidyName } from "./name.ts";
import { refuseInUse } from "./refuse-in-use.ts";
import { dropRecord, existing, type RepositoriesDependencies } from "./use-case.ts";

/** Queues the job. Fault `invalid-input` where the name typed is another, `conflict` where it is used or must keep what it has. */
export async function destroyRepository(
  id: string,
  typedName: string,
  actor: Actor,
  deps: RepositoriesDependencies,
): Promise<JobRecord> {
  const record = existing(deps, id);
  const { name, location, mode } = record;
  if (tidyName(typedName) !== name) {
    const fields = { "/name": `must be ${name}, exactly` };
    throw new Fault("invalid-input", "The repository was not destroyed", { fields });
  }
  if (mode === "observe")
    throw new Fault("conflict", `${name} is only observed: forget it here, it is not ours to destroy`);
  if (mode === "append-only") {
    throw new Fault(
      "conflict",
      `${name} is append-only: nothing is taken out of it. Change its mode first if you mean to`,
    );
  }
  refuseInUse(record, deps);
  const borgId = await knownBorgId(record, deps.ports.files); // afterwards nobody can tell
  if (borgId !== record.borgId) await deps.collection.update(id, (before) => ({ ...before, borgId }));
  const requester = { type: "user", userId: actor.userId } as const;
  const job = await deps.queue.enqueue({ kind: "destroy", repositoryId: id, planId: null, runId: null, requester });
  const archives = deps.facts(id)?.archivesCount;
  const detail = `${name} at ${location}${archives ? `, with ${archives} archives` : ""}`;
  await deps.audit.record({ event: "repository.destroy", outcome: "ok", actor, target: id, detail });
  return job;
}

/** Takes away what is known of destroyed repositories as their jobs end. Returns what does so for jobs that ended before. */
export function followDestruction(deps: RepositoriesDependencies): (ended: readonly JobRecord[]) => void {
  const settle = async (job: JobRecord) => {
    const record = deps.collection.get(job.repositoryId);
    if (!record || job.kind !== "destroy" || job.finishedAt === null) return;
    const isGone = job.state === "ok" || job.state === "warning";
    if (isGone) {
      await dropRecord(deps, record);
      await removeBorgLeftovers(record.borgId, deps.collection.list(), deps).catch((error: unknown) =>
        deps.ports.log.warn("What borg kept of a destroyed repository could not be removed", {
          repositoryId: record.id,
          error,
        }),
      );
    }
    const detail = isGone ? record.location : (job.outcome?.message ?? job.state);
    await deps.audit.record({
      event: "repository.destroyed",
      outcome: isGone ? "ok" : "failed",
      actor: null,
      target: record.id,
      detail: `${record.name}: ${detail}`,
    });
  };
  const settleLater = (job: JobRecord) =>
    settle(job).catch((error: unknown) =>
      deps.ports.log.error("A destroyed repository could not be forgotten", { repositoryId: job.repositoryId, error }),
    );
  deps.events.on("job.changed", ({ job }) => void settleLater(job));
  return (ended) => {
    for (const job of ended) if (job.state === "ok" || job.state === "warning") void settleLater(job);
  };
}
