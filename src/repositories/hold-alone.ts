// Having a repository for oneself, for the moment that a person waits for.
import type { RepositoryRecord } from "../../schemas/repositories.ts";
import { Fault } from "../fault.ts";
import type { RepositoriesDependencies } from "./use-case.ts";

/** How long somebody waits for readers to finish, in milliseconds. */
const patienceMs = 20_000;

/**
 * Runs a work while nothing of ours uses the repository. Fault `conflict` where a job waits or runs, `repository-locked` where
 * somebody reads it longer than a person waits.
 */
export async function holdAlone<T>(
  { id, name }: Pick<RepositoryRecord, "id" | "name">,
  { leases, unfinishedJobs, ports }: Pick<RepositoriesDependencies, "leases" | "unfinishedJobs" | "ports">,
  work: () => Promise<T>,
): Promise<T> {
  // Indexing makes room for whoever comes.
  if (unfinishedJobs().some((job) => job.repositoryId === id && job.kind !== "index")) {
    throw new Fault("conflict", `A job of ${name} is waiting or running: cancel it, or wait until it has ended`);
  }
  const patience = new AbortController();
  const stopTimer = ports.clock.after(patienceMs, () =>
    patience.abort(
      new Fault("repository-locked", `${name} is being read: try again in a moment`, { retryAfterMs: 5000 }),
    ),
  );
  const release = await leases.take(id, "exclusive", patience.signal).finally(stopTimer);
  try {
    return await work();
  } finally {
    release();
  }
}
