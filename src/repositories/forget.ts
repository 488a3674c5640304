import type { Actor } from "../../schemas/audit.ts";
import { Fault } from "../fault.ts";
import { refuseInUse } from "./refuse-in-use.ts";
import { dropSecrets, existing, type RepositoriesDependencies, type RevisionCondition } from "./use-case.ts";

/** Forgets a repository here; it stays where it is. Fault `conflict` while plans or jobs use it, or while it is being made. */
export async function forgetRepository(
  id: string,
  condition: RevisionCondition,
  actor: Actor,
  deps: RepositoriesDependencies & { readonly isBeingMade: (id: string) => boolean },
): Promise<void> {
  const { collection, vault, events, audit } = deps;
  const record = existing(deps, id);
  refuseInUse(record, deps);
  if (deps.isBeingMade(id)) throw new Fault("conflict", "The repository is still being made");
  await collection.remove(id, condition);
  for (const job of deps.unfinishedJobs()) {
    if (job.repositoryId === id) await deps.queue.cancel(job.id).catch(() => {}); // it has ended just now
  }
  await dropSecrets(record, vault);
  events.publish("repository.changed", { repositoryId: id, removed: true });
  const archives = deps.facts(id)?.archivesCount;
  const kept = archives ? `, ${archives} archives left there` : "";
  const detail = `${record.name} at ${record.location}${kept}`;
  await audit.record({ event: "repository.forget", outcome: "ok", actor, target: id, detail });
}
