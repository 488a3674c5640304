// Changing a repository's passphrase, so that whatever happens on the way one of the two is known to open it.
import type { Actor } from "../../schemas/audit.ts";
import type { RecoveryKit, RepositoryRecord } from "../../schemas/repositories.ts";
import { changePassphraseCommand } from "../borg/commands/change-passphrase.ts";
import { identifyCommand } from "../borg/commands/identify.ts";
import { endStrays } from "../borg/process/strays.ts";
import { type BorgResult, borgFault } from "../borg/result/result.ts";
import { Fault } from "../fault.ts";
import { holdAlone } from "./hold-alone.ts";
import { generatePassphrase } from "./passphrase.ts";
import { kitWithoutKey, recoveryKit } from "./recovery.ts";
import { targetOf } from "./target.ts";
import { existing, passphrasePurpose, type RepositoriesDependencies, secretPlace } from "./use-case.ts";

export interface PassphraseChanges {
  /**
   * Changes it; without one a strong one is made. Resolves with what opens the repository from now on. Fault `conflict` while a
   * job is at the repository; where borg did not change it, its fault, and the passphrase is the one before.
   */
  change(id: string, wanted: string | undefined, actor: Actor): Promise<RecoveryKit>;
  /** Resolves when no change is going on, and one that was cut short has been looked at. */
  settled(id: string): Promise<void>;
  /** Begins to look at the changes that an earlier process left; to be called once, before anything asks for a passphrase. */
  takeUp(): void;
}

/** Creates them. */
export function createPassphraseChanges(deps: RepositoriesDependencies): PassphraseChanges {
  const goingOn = new Map<string, Promise<unknown>>();
  const during = <T>(id: string, work: Promise<T>): Promise<T> => {
    const noted = work.catch(() => {}).finally(() => goingOn.delete(id));
    goingOn.set(id, noted);
    return work;
  };

  const settled = async (id: string): Promise<void> => {
    await goingOn.get(id);
    const record = deps.collection.get(id);
    if (record && record.nextSecretId !== null && !goingOn.has(id)) await during(id, decide(record, deps));
  };

  return {
    settled,
    async change(id, wanted, actor) {
      const record = existing(deps, id);
      refuse(record);
      await settled(id);
      return holdAlone(record, deps, () => during(id, change(existing(deps, id), wanted, actor, deps)));
    },
    takeUp() {
      for (const record of deps.collection.list().filter(({ nextSecretId }) => nextSecretId !== null)) {
        const work = endStrays({ ...deps.ports }, markerOf(record.id)).then(() => decide(record, deps));
        during(record.id, work).catch((error: unknown) =>
          deps.ports.log.error("A passphrase that was being changed could not be settled", {
            repositoryId: record.id,
            error,
          }),
        );
      }
    },
  };
}

function refuse({ name, encryption, state, mode }: RepositoryRecord): void {
  if (encryption === "none") throw new Fault("conflict", `${name} is not encrypted: it has no passphrase`);
  if (state !== "ready") throw new Fault("conflict", "The repository is still being made");
  if (mode === "observe") throw new Fault("conflict", `${name} is only observed: Borgdeck writes nothing to it`);
}

/** Names the process in its environment, so that one that outlived its service is found. */
function markerOf(id: string): string {
  return `passphrase-${id}`;
}

async function change(
  record: RepositoryRecord,
  wanted: string | undefined,
  actor: Actor,
  deps: RepositoriesDependencies,
): Promise<RecoveryKit> {
  const { vault, collection, borg, ports, audit } = deps;
  if (record.nextSecretId !== null) {
    throw new Fault(
      "conflict",
      "Which passphrase opens it after the last change is not known yet: try again when it can be reached",
    );
  }
  const target = targetOf(record, vault);
  const passphrase = wanted ?? generatePassphrase(ports.random);
  if (passphrase === target.passphrase) {
    const fields = { "/passphrase": "is the passphrase that it has already" };
    throw new Fault("invalid-input", "The passphrase was not changed", { fields });
  }
  const nextSecretId = secretPlace(record);
  await vault.put(nextSecretId, passphrasePurpose, passphrase); // kept before borg hears of it
  const marked = await collection.update(record.id, (before) => ({ ...before, nextSecretId }));
  const event = { event: "repository.passphrase-change", actor, target: record.id, detail: record.name } as const;
  const failure = await borg
    .run(changePassphraseCommand(target, passphrase), { jobId: markerOf(record.id) })
    .then(faultOf, (error: unknown) => error);
  const verdict = failure === null ? await keepNew(marked, deps) : await decide(marked, deps);
  await audit.record({ ...event, outcome: verdict === "new" ? "ok" : "failed" });
  if (verdict !== "new") throw failure;
  const opened = targetOf(existing(deps, record.id), vault);
  return recoveryKit(record, opened, deps).catch((error: unknown) => {
    ports.log.warn("The key of a repository whose passphrase was changed could not be exported", {
      repositoryId: record.id,
      error,
    });
    return kitWithoutKey(opened);
  });
}

function faultOf(result: BorgResult): Fault | null {
  return result.state === "ok" || result.state === "warning" ? null : borgFault(result);
}

/** Tries which of the two opens it. Where neither answers, both are kept, and whoever asks next makes it be tried again. */
async function decide(record: RepositoryRecord, deps: RepositoriesDependencies): Promise<"new" | "old" | "unknown"> {
  if (await opens(record, record.nextSecretId, deps)) return keepNew(record, deps);
  if (await opens(record, record.secretId, deps)) return keepOld(record, deps);
  deps.ports.log.warn("Which passphrase opens a repository could not be found out yet", { repositoryId: record.id });
  return "unknown";
}

async function opens(
  record: RepositoryRecord,
  secretId: string | null,
  { borg, vault }: RepositoriesDependencies,
): Promise<boolean> {
  return faultOf(await borg.run(identifyCommand(targetOf({ ...record, secretId }, vault)))) === null;
}

/** The record first: the secret that goes is then asked for by nobody. A kit that was kept elsewhere holds the key as it was. */
async function keepNew(
  { id, secretId, nextSecretId }: RepositoryRecord,
  { collection, vault, events }: RepositoriesDependencies,
): Promise<"new"> {
  await collection.update(id, (before) => ({
    ...before,
    secretId: nextSecretId,
    nextSecretId: null,
    keyExportedAt: null,
  }));
  if (secretId !== null) await vault.remove(secretId);
  events.publish("repository.changed", { repositoryId: id, removed: false });
  return "new";
}

async function keepOld(
  { id, nextSecretId }: RepositoryRecord,
  { collection, vault }: RepositoriesDependencies,
): Promise<"old"> {
  await collection.update(id, (before) => ({ ...before, nextSecretId: null }));
  if (nextSecretId !== null) await vault.remove(nextSecretId);
  return "old";
}
