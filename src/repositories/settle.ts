// Records that a crash left in state `creating`: the repository is there and becomes ready, or nothing of it stays.
import type { RepositoryRecord } from "../../schemas/repositories.ts";
import { identifyCommand, parseIdentified } from "../borg/commands/identify.ts";
import { removeBorgCache } from "./borg-leftovers.ts";
import { knownBorgId } from "./copies.ts";
import { removeLeftovers } from "./leftovers.ts";
import { isLocal } from "./place.ts";
import { targetOf } from "./target.ts";
import { dropRecord, passphrasePurpose, type RepositoriesDependencies } from "./use-case.ts";

/**
 * Outcomes that say for certain that borg had not finished: borg writes the configuration and the key first and the
 * manifest last, so that a repository without a manifest counts as damaged, and a torn one as in need of a check.
 */
const absent = new Set([
  "repository-missing",
  "repository-invalid",
  "repository-damaged",
  "check-needed",
  "parent-missing",
  "key-missing",
  "passphrase-missing",
]);

/** Settles one record, after the job that makes the repository has ended. Leaves it where nobody can tell. */
export async function settle(record: RepositoryRecord, deps: RepositoriesDependencies): Promise<void> {
  await initEnded(record.id, deps);
  if (deps.collection.get(record.id)?.state !== "creating") return;
  await deps.collection.update(record.id, (same) => same); // fails where the store is read-only: then nothing is touched
  const { verdict, borgId: toldId = null } = await look(record, deps);
  if (verdict === "there") {
    const borgId = toldId ?? (await knownBorgId(record, deps.ports.files));
    // One that was begun and not finished stops every backup, and of a new repository it holds nothing.
    await removeBorgCache(borgId, deps);
    await deps.collection.update(record.id, (before) => ({ ...before, state: "ready", borgId }));
    deps.events.publish("repository.changed", { repositoryId: record.id, removed: false });
  } else if (verdict !== "unknown") {
    // Whether the folder was there before is not known any more, so it stays, emptied.
    const before = isLocal(record.location) ? "empty-folder" : "elsewhere";
    if (verdict === "absent") await removeLeftovers(deps.ports.files, record.location, before);
    await dropRecord(deps, record);
  }
  await deps.audit.record({
    event: "repository.settle",
    outcome: verdict === "there" ? "ok" : "failed",
    actor: null,
    target: record.id,
    detail: `${record.name}: ${explanations[verdict]}`,
  });
}

const explanations = {
  there: "Borgdeck was stopped while it was being made; it is there and ready",
  never: "Borgdeck was stopped before it was made; it has been removed",
  absent: "Borgdeck was stopped while it was being made; it was not finished and has been removed",
  unknown: "Borgdeck was stopped while it was being made; whether it is there could not be found out yet",
} as const;

interface Found {
  readonly verdict: keyof typeof explanations;
  /** borg's id of it, where it told. */
  readonly borgId?: string | null | undefined;
}

/** A repository whose passphrase never reached the vault was never given to borg. Looks without borg's cache, which may be torn. */
async function look(record: RepositoryRecord, { borg, vault, ports }: RepositoriesDependencies): Promise<Found> {
  if (record.secretId !== null && !hasSecret(record.secretId, vault)) return { verdict: "never" };
  const { state, outcome, stdout } = await borg.run(identifyCommand(targetOf(record, vault), { unencrypted: true }));
  if (state === "ok" || state === "warning") return { verdict: "there", borgId: parseIdentified(stdout)?.repositoryId };
  if (absent.has(outcome.code)) return { verdict: "absent" };
  ports.log.warn("A repository that was being made could not be looked at", {
    repositoryId: record.id,
    code: outcome.code,
  });
  return { verdict: "unknown" };
}

function hasSecret(secretId: string, vault: RepositoriesDependencies["vault"]): boolean {
  try {
    vault.get(secretId, passphrasePurpose);
    return true;
  } catch {
    return false; // none, or one that nobody can read: either way nothing can be opened with it
  }
}

/** Resolves when no init job of the repository is going on: one may have outlived the process that started it. */
function initEnded(repositoryId: string, { unfinishedJobs, events }: RepositoriesDependencies): Promise<void> {
  const job = unfinishedJobs().find((each) => each.kind === "init" && each.repositoryId === repositoryId);
  if (!job) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = events.on("job.changed", ({ job: changed }) => {
      if (changed.id !== job.id || changed.finishedAt === null) return;
      stop();
      resolve();
    });
  });
}
