// Putting an exported key back in its place: tried at once, and taken back where it opens nothing, whatever happens on the way.
import type { Actor } from "../../schemas/audit.ts";
import type { RepositoryRecord } from "../../schemas/repositories.ts";
import { identifyCommand } from "../borg/commands/identify.ts";
import { keyExportCommand } from "../borg/commands/key-export.ts";
import { keyImportCommand } from "../borg/commands/key-import.ts";
import { endStrays } from "../borg/process/strays.ts";
import { type BorgResult, requireDone } from "../borg/result/result.ts";
import type { RepositoryTarget } from "../borg/target.ts";
import { Fault } from "../fault.ts";
import { holdAlone } from "./hold-alone.ts";
import { existing, formerKeyPlace, formerKeyPurpose, type RepositoriesDependencies } from "./use-case.ts";

type Dependencies = RepositoriesDependencies & { readonly target: (id: string) => Promise<RepositoryTarget> };

export interface KeyImports {
  /**
   * Puts the key in its place. Fault `invalid-input` where it is not this repository's, or where the stored passphrase does not open
   * it; the key is then as it was. Fault `conflict` while a job is at the repository.
   */
  import(id: string, key: string, actor: Actor): Promise<void>;
  /** Resolves when what an earlier process left has been looked at. */
  settled(id: string): Promise<void>;
  /** Begins to look at the imports that an earlier process left; to be called once, before anything needs a key. */
  takeUp(): void;
}

/** Creates them. */
export function createKeyImports(deps: Dependencies): KeyImports {
  const goingOn = new Map<string, Promise<unknown>>();
  return {
    settled: async (id) => void (await goingOn.get(id)),
    async import(id, key, actor) {
      const record = existing(deps, id);
      refuse(record);
      await goingOn.get(id);
      const event = { event: "repository.key-import", actor, target: id, detail: record.name } as const;
      try {
        await holdAlone(record, deps, async () => replaceKey(id, key, deps));
      } catch (error) {
        await deps.audit.record({ ...event, outcome: "failed" });
        throw error;
      }
      await deps.audit.record({ ...event, outcome: "ok" });
    },
    takeUp() {
      for (const { id } of deps.collection.list().filter((record) => deps.vault.has(formerKeyPlace(record)))) {
        const work = endStrays({ ...deps.ports }, markerOf(id))
          .then(() => settle(id, deps))
          .catch((error: unknown) =>
            deps.ports.log.error("A key that was being imported could not be settled", { repositoryId: id, error }),
          )
          .finally(() => goingOn.delete(id));
        goingOn.set(id, work);
      }
    },
  };
}

function refuse({ name, encryption, mode }: RepositoryRecord): void {
  if (encryption === "none") throw new Fault("conflict", `${name} is not encrypted: it has no key`);
  if (mode === "observe" && !encryption.startsWith("keyfile")) {
    throw new Fault("conflict", `${name} is only observed, and keeps its key itself: Borgdeck writes nothing to it`);
  }
}

/** Names the process in its environment, so that one that outlived its service is found. */
function markerOf(id: string): string {
  return `key-import-${id}`;
}

async function replaceKey(id: string, key: string, deps: Dependencies): Promise<void> {
  const { borg, vault } = deps;
  await settle(id, deps);
  const target = await deps.target(id);
  const before = await borg.run(keyExportCommand(target)); // fails where there is none: the very reason to import one
  if (before.state === "ok") await vault.put(formerKeyPlace({ id }), formerKeyPurpose, before.stdout); // before borg takes the new one
  const imported = await borg.run(keyImportCommand(target, key), { jobId: markerOf(id) });
  const opened = isDone(imported) ? await borg.run(identifyCommand(target)) : imported;
  if (isDone(opened)) return vault.remove(formerKeyPlace({ id }));
  await settle(id, deps);
  if (imported.outcome.code === "key-wrong") {
    throw wrongKey("is not the key of this repository: its first line is BORG_KEY and the repository's id");
  }
  requireDone(imported);
  throw wrongKey(
    opened.outcome.code === "passphrase-wrong"
      ? "is not opened by the passphrase that is stored for this repository"
      : "was taken by borg, but does not open the repository",
  );
}

/**
 * Puts the key that was there before back, unless the present one opens the repository. Where neither can be tried, since the repository
 * is out of reach, the former is kept for the next time.
 */
async function settle(id: string, deps: Dependencies): Promise<void> {
  const { borg, vault, ports } = deps;
  const place = formerKeyPlace({ id });
  if (!vault.has(place)) return;
  const target = await deps.target(id);
  const opens = async () => isDone(await borg.run(identifyCommand(target)));
  const putBack = () => borg.run(keyImportCommand(target, vault.get(place, formerKeyPurpose)), { jobId: markerOf(id) });
  if ((await opens()) || (isDone(await putBack()) && (await opens()))) return vault.remove(place);
  ports.log.warn("Which key opens a repository could not be found out yet", { repositoryId: id });
}

function isDone({ state }: BorgResult): boolean {
  return state === "ok" || state === "warning";
}

function wrongKey(why: string): Fault {
  return new Fault("invalid-input", "The key was not imported", { fields: { "/key": why } });
}
