import type { RepositoryRecord } from "../../schemas/repositories.ts";
import { Fault } from "../fault.ts";
import type { RepositoriesDependencies } from "./use-case.ts";

/** Fault `conflict` where plans back up to a repository, or a job waits or runs: a repository that goes must be nobody's. */
export function refuseInUse(
  { id, name }: Pick<RepositoryRecord, "id" | "name">,
  { plansUsing, unfinishedJobs }: Pick<RepositoriesDependencies, "plansUsing" | "unfinishedJobs">,
): void {
  const plans = plansUsing(id);
  if (plans.length > 0) {
    const list = plans.slice(0, 5).join(", ") + (plans.length > 5 ? ` and ${plans.length - 5} more` : "");
    throw new Fault("conflict", `${name} is used by ${list}. Remove it from these plans first`);
  }
  // Indexing makes room for whoever comes.
  if (unfinishedJobs().some((job) => job.repositoryId === id && job.kind !== "index")) {
    throw new Fault("conflict", `A job of ${name} is waiting or running: cancel it, or wait until it has ended`);
  }
}
