// Changing a repository: its name, what it is used for, its quota. What borg has to know is told to borg first.
import type { Actor } from "../../schemas/audit.ts";
import type { RepositoryPatch, RepositoryRecord } from "../../schemas/repositories.ts";
import { type Configuration, configureCommand } from "../borg/commands/configure.ts";
import { readRepositoryConfig } from "../borg/formats/repository-config.ts";
import { requireDone } from "../borg/result/result.ts";
import { Fault } from "../fault.ts";
import { holdAlone } from "./hold-alone.ts";
import { nameProblem, tidyName } from "./name.ts";
import { isLocal } from "./place.ts";
import { markExported } from "./recovery.ts";
import { targetOf } from "./target.ts";
import { existing, type RepositoriesDependencies, type RevisionCondition } from "./use-case.ts";

/**
 * Fault `invalid-input` with all fields, `stale-revision`, `conflict` where borg has to be told while a job is at the
 * repository, or what borg says; then nothing is stored.
 */
export async function editRepository(
  id: string,
  { keyStored, ...patch }: RepositoryPatch,
  condition: RevisionCondition,
  actor: Actor,
  deps: RepositoriesDependencies,
): Promise<RepositoryRecord> {
  const { collection, events, audit } = deps;
  const record = existing(deps, id);
  const recorded = (detail: string) =>
    audit.record({ event: "repository.edit", outcome: "ok", actor, target: id, detail });
  const wanted = wantedOf(record, patch);
  refuseInvalid(record, wanted, patch, deps);
  if (keyStored) {
    await markExported(id, deps);
    await recorded("the key is kept elsewhere");
  }
  const said = changesOf(record, wanted);
  if (said.length === 0) return collection.update(id, (same) => same, condition);
  if (condition.ifRevision !== undefined && condition.ifRevision !== record.revision) {
    return collection.update(id, (same) => same, condition); // fails, naming what changed, before borg is told anything
  }
  await tellBorg(record, wanted, deps);
  const changed = await collection.update(id, (before) => ({ ...before, ...wanted }), keyStored ? {} : condition);
  events.publish("repository.changed", { repositoryId: id, removed: false });
  await recorded(said.join("; "));
  return changed;
}

type Wanted = Pick<RepositoryRecord, "name" | "mode" | "quotaBytes" | "freshnessMs">;

function wantedOf(record: RepositoryRecord, patch: RepositoryPatch): Wanted {
  const mode = patch.mode ?? record.mode;
  const freshnessMs = patch.freshnessMs === undefined ? record.freshnessMs : patch.freshnessMs;
  return {
    name: patch.name === undefined ? record.name : tidyName(patch.name),
    mode,
    quotaBytes: patch.quotaBytes === undefined ? record.quotaBytes : patch.quotaBytes,
    freshnessMs: mode === "observe" || patch.freshnessMs !== undefined ? freshnessMs : null,
  };
}

function refuseInvalid(
  record: RepositoryRecord,
  wanted: Wanted,
  patch: RepositoryPatch,
  { collection, plansUsing }: RepositoriesDependencies,
): void {
  const problems = {
    "/name": patch.name === undefined ? null : nameProblem(wanted.name, collection.list(), record.id),
    "/mode": wanted.mode === "observe" && record.mode !== "observe" ? usedBy(plansUsing(record.id)) : null,
    "/quotaBytes": wanted.quotaBytes === record.quotaBytes ? null : quotaProblem(record, wanted),
    "/freshnessMs":
      wanted.freshnessMs !== null && wanted.mode !== "observe"
        ? "is for repositories that are only observed: of others the plans tell what is late"
        : null,
  };
  const fields = Object.fromEntries(
    Object.entries(problems).filter((entry): entry is [string, string] => entry[1] !== null),
  );
  if (Object.keys(fields).length > 0) {
    throw new Fault("invalid-input", "The repository was not changed: some values are not valid", { fields });
  }
}

function usedBy(plans: readonly string[]): string | null {
  return plans.length === 0 ? null : `cannot be to observe: plans back up to it (${plans.slice(0, 5).join(", ")})`;
}

function quotaProblem({ location }: RepositoryRecord, { mode }: Wanted): string | null {
  if (mode === "observe") return "cannot be set: the repository is only observed";
  if (isLocal(location)) return null;
  return "is set on the repository's host: `borg serve --storage-quota` in its authorized_keys, or `borg config` there";
}

/** Another host's configuration is its own matter: there the mode says only what Borgdeck does. */
async function tellBorg(record: RepositoryRecord, wanted: Wanted, deps: RepositoriesDependencies): Promise<void> {
  const { location, mode, quotaBytes } = record;
  if (!isLocal(location)) return;
  const changes: Configuration[] = [];
  if (wanted.mode !== mode && wanted.mode !== "observe") {
    const appendOnly = wanted.mode === "append-only";
    const found = await readRepositoryConfig(deps.ports.files, location);
    if (found?.appendOnly !== appendOnly) changes.push({ appendOnly });
  }
  if (wanted.quotaBytes !== quotaBytes) changes.push({ quotaBytes: wanted.quotaBytes });
  if (changes.length === 0) return;
  await holdAlone(record, deps, async () => {
    for (const change of changes) {
      const result = await deps.borg.run(configureCommand(targetOf(record, deps.vault), change));
      requireDone(result);
    }
  });
}

function changesOf(record: RepositoryRecord, wanted: Wanted): string[] {
  const names = ["name", "mode", "quotaBytes", "freshnessMs"] as const;
  const changed = names.filter((name) => record[name] !== wanted[name]);
  return changed.map((name) => `${name}: ${record[name] ?? "none"} → ${wanted[name] ?? "none"}`);
}
