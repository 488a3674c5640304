// repositories/ is where repositories are created, imported, changed and forgotten, and where jobs learn how to reach them.
import type {
  CreateRepositoryRequest,
  ImportRepositoryRequest,
  RecoveryKit,
  RepositoryRecord,
} from "../../schemas/repositories.ts";
import type { RepositoryTarget } from "../borg/target.ts";
import { Fault } from "../fault.ts";
import { createPassphraseChanges } from "./change-passphrase.ts";
import { type CreateResult, createCreation } from "./create.ts";
import { importRepository } from "./import.ts";
import { importKey } from "./import-key.ts";
import { nameProblem, tidyName } from "./name.ts";
import { createOneAtATime } from "./one-at-a-time.ts";
import { exportKey, markExported } from "./recovery.ts";
import { settle } from "./settle.ts";
import { targetOf } from "./target.ts";
import {
  type Actor,
  dropSecrets,
  existing,
  type RepositoriesDependencies,
  type RevisionCondition,
} from "./use-case.ts";

export interface Repositories {
  list(): readonly RepositoryRecord[];
  get(id: string): RepositoryRecord | undefined;
  /** Resolves when borg has made it. Fault `invalid-input` with all fields, or `borg-failed`; then nothing of it stays. */
  create(request: CreateRepositoryRequest, actor: Actor): Promise<CreateResult>;
  /** Takes in one that is there already. Fault `answer-needed` where borg would ask something, naming the field. */
  import(request: ImportRepositoryRequest, actor: Actor): Promise<RepositoryRecord>;
  /** Renames it, or notes that its recovery kit is kept elsewhere. */
  patch(
    id: string,
    patch: { readonly name?: string; readonly keyStored?: true },
    condition: RevisionCondition,
    actor: Actor,
  ): Promise<RepositoryRecord>;
  /** Passphrase and key, for keeping elsewhere. Audited. */
  exportKey(id: string, actor: Actor): Promise<RecoveryKit>;
  /** Changes the passphrase; without one a strong one is made. See PassphraseChanges. Audited. */
  changePassphrase(id: string, passphrase: string | undefined, actor: Actor): Promise<RecoveryKit>;
  /** Puts an exported key in its place, if it is the right one and the passphrase opens it. Audited. */
  importKey(id: string, key: string, actor: Actor): Promise<void>;
  /** Forgets it here; the repository itself is not touched. Fault `conflict` while plans use it. */
  forget(id: string, condition: RevisionCondition, actor: Actor): Promise<void>;
  /** Place and passphrase for a job. */
  target(id: string): Promise<RepositoryTarget>;
  /** Begins to settle the records that a crash left half-made; goes on in the background, since borg may take its time. */
  settleInterrupted(): Promise<void>;
}

/** Creates the use cases. */
export function createRepositories(deps: RepositoriesDependencies): Repositories {
  const { collection, vault, events, audit, ports } = deps;
  const alone = createOneAtATime();
  const creation = createCreation(deps, alone);
  const passphrases = createPassphraseChanges(deps);
  const target = async (id: string) => {
    await passphrases.settled(id);
    return targetOf(existing(deps, id), vault);
  };

  return {
    list: () => collection.list(),
    get: (id) => collection.get(id),
    create: creation.create,
    import: (request, actor) => importRepository(request, actor, deps, alone),
    async patch(id, { name, keyStored }, condition, actor) {
      existing(deps, id);
      if (keyStored) {
        await markExported(id, deps);
        const detail = "the key is kept elsewhere";
        await audit.record({ event: "repository.edit", outcome: "ok", actor, target: id, detail });
      }
      if (name === undefined) return collection.update(id, (record) => record, condition);
      const tidy = tidyName(name);
      const problem = nameProblem(tidy, collection.list(), id);
      if (problem) throw new Fault("invalid-input", "The repository was not renamed", { fields: { "/name": problem } });
      const record = await collection.update(id, (before) => ({ ...before, name: tidy }), condition);
      events.publish("repository.changed", { repositoryId: id, removed: false });
      await audit.record({ event: "repository.edit", outcome: "ok", actor, target: id, detail: tidy });
      return record;
    },
    exportKey: (id, actor) => exportKey(id, actor, { ...deps, target }),
    changePassphrase: passphrases.change,
    importKey: (id, key, actor) => importKey(id, key, actor, { ...deps, target }),
    async forget(id, condition, actor) {
      const record = existing(deps, id);
      refuseInUse(record, deps.plansUsing(id));
      if (deps.unfinishedJobs().some((job) => job.repositoryId === id)) {
        throw new Fault(
          "conflict",
          `A job of ${record.name} is waiting or running: cancel it, or wait until it has ended`,
        );
      }
      if (creation.isGoingOn(id)) throw new Fault("conflict", "The repository is still being made");
      await collection.remove(id, condition);
      await dropSecrets(record, vault);
      events.publish("repository.changed", { repositoryId: id, removed: true });
      const archives = deps.facts(id)?.archivesCount;
      const kept = archives ? `, ${archives} archives left there` : "";
      await audit.record({
        event: "repository.forget",
        outcome: "ok",
        actor,
        target: id,
        detail: `${record.name} at ${record.location}${kept}`,
      });
    },
    target,
    async settleInterrupted() {
      passphrases.takeUp();
      for (const record of collection.list().filter(({ state }) => state === "creating")) {
        settle(record, deps).catch((error) =>
          ports.log.error("A repository that was being made could not be settled", { repositoryId: record.id, error }),
        );
      }
    },
  };
}

function refuseInUse({ name }: RepositoryRecord, plans: readonly string[]): void {
  if (plans.length === 0) return;
  const list = plans.slice(0, 5).join(", ") + (plans.length > 5 ? ` and ${plans.length - 5} more` : "");
  throw new Fault("conflict", `${name} is used by ${list}. Remove it from these plans first`);
}
