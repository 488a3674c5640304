// What opens a repository without Borgdeck: the passphrase and the exported key.
import type { RecoveryKit, RepositoryRecord } from "../../schemas/repositories.ts";
import { keyExportCommand } from "../borg/commands/key-export.ts";
import { borgFault } from "../borg/result.ts";
import { Fault } from "../fault.ts";
import { isoTime } from "../ports/clock.ts";
import { isGenerated } from "./passphrase.ts";
import { targetOf } from "./target.ts";
import { type Actor, existing, type RepositoriesDependencies } from "./use-case.ts";

/** Asks borg for the key and puts the kit together. Fault `borg-failed` where it cannot be exported. */
export async function recoveryKit(
  record: RepositoryRecord,
  { borg, vault }: Pick<RepositoriesDependencies, "borg" | "vault">,
): Promise<RecoveryKit> {
  const target = targetOf(record, vault);
  const { passphrase } = target;
  const generated = passphrase !== null && isGenerated(passphrase);
  if (record.encryption === "none") return { passphrase, key: null, paperKey: null, qrSvg: null, generated };
  const result = await borg.run(keyExportCommand(target));
  if (result.state !== "ok" && result.state !== "warning") throw borgFault(result);
  return { passphrase, key: result.stdout, paperKey: null, qrSvg: null, generated };
}

/** Gives the kit to somebody, which is recorded before it is given. */
export async function exportKey(id: string, actor: Actor, deps: RepositoriesDependencies): Promise<RecoveryKit> {
  const record = existing(deps, id);
  if (record.state !== "ready") throw new Fault("conflict", "The repository is still being made");
  const event = { event: "repository.key-export", actor, target: id, detail: record.name } as const;
  const kit = await recoveryKit(record, deps).catch(async (error: unknown) => {
    await deps.audit.record({ ...event, outcome: "failed" });
    throw error;
  });
  await deps.audit.record({ ...event, outcome: "ok" });
  await markExported(id, deps);
  return kit;
}

/** Notes that the kit is kept elsewhere. */
export async function markExported(id: string, deps: RepositoriesDependencies): Promise<RepositoryRecord> {
  const keyExportedAt = isoTime(deps.ports.clock.now());
  const record = await deps.collection.update(id, (before) => ({ ...before, keyExportedAt }));
  deps.events.publish("repository.changed", { repositoryId: id, removed: false });
  return record;
}
