// What opens a repository without Borgdeck: the passphrase and the exported key, as text, on paper and as a picture.
import type { Actor } from "../../schemas/audit.ts";
import type { RecoveryKit, RepositoryRecord } from "../../schemas/repositories.ts";
import type { BorgCommand } from "../borg/command.ts";
import { keyExportCommand, paperKeyCommand } from "../borg/commands/key-export.ts";
import { requireDone } from "../borg/result/result.ts";
import type { RepositoryTarget } from "../borg/target.ts";
import { Fault } from "../fault.ts";
import { isoTime } from "../ports/clock.ts";
import { qrSvgOf } from "../ports/qr-code.ts";
import { isGenerated } from "./passphrase.ts";
import { existing, type RepositoriesDependencies } from "./use-case.ts";

type Run = Pick<RepositoriesDependencies, "borg">;

/** Asks borg for the key and puts the kit together. Fault `borg-failed` where it cannot be exported. */
export async function recoveryKit(
  { encryption }: Pick<RepositoryRecord, "encryption">,
  target: RepositoryTarget,
  deps: Run,
): Promise<RecoveryKit> {
  const kit = kitWithoutKey(target);
  if (encryption === "none") return kit;
  const key = await printed(keyExportCommand(target), deps);
  const paperKey = await printed(paperKeyCommand(target), deps);
  return { ...kit, key, paperKey, qrSvg: await qrSvgOf(key) };
}

/** What there is of a kit where borg is not asked. */
export function kitWithoutKey({ passphrase }: RepositoryTarget): RecoveryKit {
  const generated = passphrase !== null && isGenerated(passphrase);
  return { passphrase, key: null, paperKey: null, qrSvg: null, generated };
}

async function printed(command: BorgCommand, { borg }: Run): Promise<string> {
  const result = await borg.run(command);
  requireDone(result);
  return result.stdout;
}

/** Gives the kit to somebody, which is recorded before it is given. */
export async function exportKey(
  id: string,
  actor: Actor,
  deps: RepositoriesDependencies & { readonly target: (id: string) => Promise<RepositoryTarget> },
): Promise<RecoveryKit> {
  const record = existing(deps, id);
  if (record.state !== "ready") throw new Fault("conflict", "The repository is still being made");
  const event = { event: "repository.key-export", actor, target: id, detail: record.name } as const;
  const kit = await recoveryKit(record, await deps.target(id), deps).catch(async (error: unknown) => {
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
