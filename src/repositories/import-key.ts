// Putting an exported key back in its place: tried at once, and taken back where it opens nothing.
import type { Actor } from "../../schemas/audit.ts";
import { identifyCommand } from "../borg/commands/identify.ts";
import { keyExportCommand } from "../borg/commands/key-export.ts";
import { keyImportCommand } from "../borg/commands/key-import.ts";
import { requireDone } from "../borg/result.ts";
import type { RepositoryTarget } from "../borg/target.ts";
import { Fault } from "../fault.ts";
import { holdAlone } from "./hold-alone.ts";
import { existing, type RepositoriesDependencies } from "./use-case.ts";

/**
 * Fault `invalid-input` where the key is not this repository's, or where the stored passphrase does not open it; the key is
 * then as it was. Fault `conflict` while a job is at the repository.
 */
export async function importKey(
  id: string,
  key: string,
  actor: Actor,
  deps: RepositoriesDependencies & { readonly target: (id: string) => Promise<RepositoryTarget> },
): Promise<void> {
  const record = existing(deps, id);
  if (record.encryption === "none") throw new Fault("conflict", `${record.name} is not encrypted: it has no key`);
  if (record.mode === "observe" && !record.encryption.startsWith("keyfile")) {
    throw new Fault(
      "conflict",
      `${record.name} is only observed, and keeps its key itself: Borgdeck writes nothing to it`,
    );
  }
  const event = { event: "repository.key-import", actor, target: id, detail: record.name } as const;
  try {
    await holdAlone(record, deps, async () => replaceKey(await deps.target(id), key, deps));
  } catch (error) {
    await deps.audit.record({ ...event, outcome: "failed" });
    throw error;
  }
  await deps.audit.record({ ...event, outcome: "ok" });
}

async function replaceKey(
  target: RepositoryTarget,
  key: string,
  { borg }: Pick<RepositoriesDependencies, "borg">,
): Promise<void> {
  const before = await borg.run(keyExportCommand(target)); // fails where there is none: the very reason to import one
  const imported = await borg.run(keyImportCommand(target, key));
  if (imported.outcome.code === "key-wrong") {
    throw wrongKey("is not the key of this repository: its first line is BORG_KEY and the repository's id");
  }
  requireDone(imported);
  const opened = await borg.run(identifyCommand(target));
  if (opened.state === "ok" || opened.state === "warning") return;
  if (before.state === "ok") await borg.run(keyImportCommand(target, before.stdout));
  throw wrongKey(
    opened.outcome.code === "passphrase-wrong"
      ? "is not opened by the passphrase that is stored for this repository"
      : "was taken by borg, but does not open the repository",
  );
}

function wrongKey(why: string): Fault {
  return new Fault("invalid-input", "The key was not imported", { fields: { "/key": why } });
}
