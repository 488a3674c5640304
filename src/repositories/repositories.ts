// repositories/ is where repositories are created, imported, changed and forgotten, and where jobs learn how to reach them.
import type { Actor } from "../../schemas/audit.ts";
import type { JobRecord } from "../../schemas/jobs.ts";
import type {
  CreateRepositoryRequest,
  GrowthReply,
  ImportRepositoryRequest,
  LockReply,
  MediumReply,
  RecoveryKit,
  ReopenRepositoryRequest,
  RepositoryPatch,
  RepositoryRecord,
} from "../../schemas/repositories.ts";
import type { RepositoryTarget } from "../borg/target.ts";
import { createOneAtATime } from "../one-at-a-time.ts";
import { createPatience } from "../ports/patience.ts";
import { createPassphraseChanges } from "./change-passphrase.ts";
import { learnBorgId, type Sees, unnoticedFolder } from "./copies.ts";
import { type CreateResult, createCreation } from "./create.ts";
import { destroyRepository, followDestruction } from "./destroy.ts";
import { editRepository } from "./edit.ts";
import { forgetRepository } from "./forget.ts";
import { createGrowth } from "./growth.ts";
import { importRepository } from "./import.ts";
import { createKeyImports } from "./import-key.ts";
import { breakLock, lockOf } from "./lock.ts";
import { mediumOf } from "./medium.ts";
import { type ObserverDependencies, startObserver } from "./observer.ts";
import { createOpenings } from "./openings.ts";
import { exportKey } from "./recovery.ts";
import { reopenRepository } from "./reopen.ts";
import { settle } from "./settle.ts";
import { targetOf } from "./target.ts";
import { existing, type RepositoriesDependencies, type RevisionCondition } from "./use-case.ts";

export interface Repositories {
  list(): readonly RepositoryRecord[];
  get(id: string): RepositoryRecord | undefined;
  /** Resolves when borg has made it. Fault `invalid-input` with all fields, or `borg-failed`; then nothing of it stays. */
  create(request: CreateRepositoryRequest, actor: Actor): Promise<CreateResult>;
  /**
   * Takes in one that is there already. Fault `answer-needed` where borg would ask something, naming the field; of other
   * repositories it names those that the actor sees.
   */
  import(request: ImportRepositoryRequest, actor: Actor, sees: Sees): Promise<RepositoryRecord>;
  /** Learns that others moved it or changed its passphrase. Faults as of `import`. */
  reopen(id: string, request: ReopenRepositoryRequest, actor: Actor, sees: Sees): Promise<RepositoryRecord>;
  /** Renames it, changes its mode, quota or freshness, or notes that its recovery kit is kept elsewhere. */
  patch(id: string, patch: RepositoryPatch, condition: RevisionCondition, actor: Actor): Promise<RepositoryRecord>;
  /** Passphrase and key, for keeping elsewhere. Audited. */
  exportKey(id: string, actor: Actor): Promise<RecoveryKit>;
  /** Changes the passphrase; without one a strong one is made. See PassphraseChanges. Audited. */
  changePassphrase(id: string, passphrase: string | undefined, actor: Actor): Promise<RecoveryKit>;
  /** Puts an exported key in its place, if it is the right one and the passphrase opens it. Audited. */
  importKey(id: string, key: string, actor: Actor): Promise<void>;
  /** Forgets it here; the repository itself is not touched. Fault `conflict` while plans use it. */
  forget(id: string, condition: RevisionCondition, actor: Actor): Promise<void>;
  /** Queues the job that deletes it with all its archives; the name must be typed. Fault `conflict` while plans use it. Audited. */
  destroy(id: string, typedName: string, actor: Actor): Promise<JobRecord>;
  /** Who holds its lock, and whether that may be broken. */
  lock(id: string): Promise<LockReply>;
  /** Breaks it, where nothing of ours is at work and nobody is known to live; says how it is then. Audited. */
  breakLock(id: string, confirm: string, actor: Actor): Promise<LockReply>;
  medium(id: string): Promise<MediumReply>;
  growth(id: string): Promise<GrowthReply>;
  /** Place and passphrase for a job. */
  target(id: string): Promise<RepositoryTarget>;
  /** Begins to settle the records that a crash left half-made; goes on in the background, since borg may take its time. */
  settleInterrupted(): Promise<void>;
  /** Begins to look how many archives there are, and how old the newest is where others write. Returns what ends it. */
  observe(): () => void;
}

/** Creates the use cases. */
export function createRepositories(deps: RepositoriesDependencies & ObserverDependencies): Repositories {
  const { collection, vault, ports } = deps;
  const alone = createOneAtATime();
  const patient = { ...deps, patiently: createPatience(ports.clock) };
  const openings = createOpenings(ports.clock);
  const creation = createCreation(deps, alone);
  const passphrases = createPassphraseChanges(deps);
  const growth = createGrowth(deps);
  const settleDestroyed = followDestruction(deps);
  const opened = async (id: string) => {
    await passphrases.settled(id);
    return targetOf(existing(deps, id), vault);
  };
  const keys = createKeyImports({ ...deps, target: opened });
  const target = async (id: string) => {
    await keys.settled(id);
    return opened(id);
  };

  return {
    list: () => collection.list(),
    get: (id) => collection.get(id),
    create: creation.create,
    import: (request, actor, sees) => importRepository(request, actor, sees, deps, { alone, openings }),
    async reopen(id, request, actor, sees) {
      await passphrases.settled(id);
      return reopenRepository(id, request, { actor, sees }, deps, openings);
    },
    patch: (id, patch, condition, actor) => editRepository(id, patch, condition, actor, deps),
    exportKey: (id, actor) => exportKey(id, actor, { ...deps, target }),
    changePassphrase: passphrases.change,
    importKey: keys.import,
    forget: (id, condition, actor) =>
      forgetRepository(id, condition, actor, { ...deps, isBeingMade: creation.isGoingOn }),
    destroy: (id, typedName, actor) => destroyRepository(id, typedName, actor, deps),
    lock: (id) => lockOf(id, patient),
    breakLock: (id, confirm, actor) => breakLock(id, confirm, actor, patient),
    medium: (id) => mediumOf(id, patient),
    growth: (id) => growth.of(existing(deps, id).id),
    target,
    observe: () =>
      startObserver({ ...deps, learn: async (id) => learnBorgId(existing(deps, id), await target(id), deps) }),
    async settleInterrupted() {
      await ports.files.remove(unnoticedFolder(deps.borgDir)).catch(() => {}); // what a crash left
      passphrases.takeUp();
      keys.takeUp();
      settleDestroyed(deps.recentJobs());
      for (const record of collection.list().filter(({ state }) => state === "creating")) {
        settle(record, deps).catch((error) =>
          ports.log.error("A repository that was being made could not be settled", { repositoryId: record.id, error }),
        );
      }
    },
  };
}
