// The use cases of repositories as the routes know them: in memory, each call noted.
import type { RepositoryRecord } from "../../schemas/repositories.ts";
import { Fault } from "../../src/fault.ts";
import type { Services } from "../../src/http/services.ts";
import { job, repository } from "./records.ts";

const unlocked = {
  readable: true,
  held: false,
  exclusive: false,
  host: null,
  pid: null,
  since: null,
  ours: false,
  breakable: false,
  reason: null,
  confirm: null,
};

/** Creates them over the records that the test has. */
export function fakeRepositories(
  repositories: ReadonlyMap<string, RepositoryRecord>,
  saw: (name: string, ...args: unknown[]) => void,
): Services["repositories"] {
  const existing = (id: string): RepositoryRecord => {
    const record = repositories.get(id);
    if (!record) throw new Fault("not-found", "There is no such thing.");
    return record;
  };
  return {
    list: () => [...repositories.values()],
    get: (id) => repositories.get(id),
    async create(request, actor) {
      saw("repositories.create", request, actor);
      const { passphrase: _passphrase, ...rest } = request;
      const record = repository("reponewa", { ...rest, ownerId: actor.userId });
      return {
        repository: record,
        recovery: { passphrase: "generated", key: "key", generated: true, paperKey: null, qrSvg: null },
      };
    },
    async patch(id, patch, options, actor) {
      saw("repositories.patch", id, patch, options, actor.username);
      return { ...existing(id), ...patch };
    },
    async import(request, actor) {
      saw("repositories.import", request, actor.username);
      const { passphrase: _passphrase, key: _key, accept: _accept, ...rest } = request;
      return repository("repoimpt", { ...rest, ownerId: actor.userId });
    },
    async reopen(id, request, actor) {
      saw("repositories.reopen", id, request, actor.username);
      return existing(id);
    },
    async changePassphrase(id, passphrase, actor) {
      saw("repositories.changePassphrase", id, passphrase, actor.username);
      return { passphrase: passphrase ?? "generated", key: "key", generated: false, paperKey: null, qrSvg: null };
    },
    async importKey(id, key, actor) {
      saw("repositories.importKey", id, key, actor.username);
    },
    async exportKey(id, actor) {
      saw("repositories.exportKey", id, actor.username);
      return { passphrase: "secret", key: "key", generated: false, paperKey: null, qrSvg: null };
    },
    async destroy(id, typedName, actor) {
      saw("repositories.destroy", id, typedName, actor.username);
      return job("jobdestr", id, { kind: "destroy", state: "queued" });
    },
    lock: async () => unlocked,
    async breakLock(id, confirm, actor) {
      saw("repositories.breakLock", id, confirm, actor.username);
      return unlocked;
    },
    medium: async () => ({ freeBytes: 1000, totalBytes: 2000, reason: null }),
    growth: async () => ({ items: [] }),
    async forget(id, options, actor) {
      saw("repositories.forget", id, options, actor.username);
    },
  };
}
