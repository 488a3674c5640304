// A repository that Borgdeck cannot open any more, since others moved it or changed its passphrase: it is told how.
import type { Actor } from "../../schemas/audit.ts";
import type { ReopenRepositoryRequest, RepositoryRecord } from "../../schemas/repositories.ts";
import { identifyCommand } from "../borg/commands/identify.ts";
import { Fault } from "../fault.ts";
import { asSeen, copyProblem, knownBorgId, type Sees } from "./copies.ts";
import { holdAlone } from "./hold-alone.ts";
import { openUnknown } from "./identify.ts";
import type { Openings } from "./openings.ts";
import { canonicalLocation, foundPlaceProblem } from "./place.ts";
import { targetOf } from "./target.ts";
import { existing, passphrasePurpose, type RepositoriesDependencies, secretPlace } from "./use-case.ts";

/** Faults as of an import; where it is not this repository, `invalid-input`. What is stored then is as it was. Audited. */
export async function reopenRepository(
  id: string,
  request: ReopenRepositoryRequest,
  { actor, sees }: { readonly actor: Actor; readonly sees: Sees },
  deps: RepositoriesDependencies,
  openings: Openings,
): Promise<RepositoryRecord> {
  const record = existing(deps, id);
  if (record.state !== "ready") throw new Fault("conflict", "The repository is still being made");
  const location = request.location === undefined ? record.location : canonicalLocation(request.location);
  const event = { event: "repository.reopen", actor, target: id, detail: `${record.name} at ${location}` } as const;
  try {
    const place = (await deps.ports.files.realPath(location)) ?? location;
    const reopened = await openings(actor.userId, place, () =>
      holdAlone(record, deps, () => reopen(existing(deps, id), { ...request, location }, sees, deps)),
    );
    await deps.audit.record({ ...event, outcome: "ok" });
    return reopened;
  } catch (error) {
    await deps.audit.record({ ...event, outcome: "failed" });
    throw error;
  }
}

async function reopen(
  record: RepositoryRecord,
  { location, passphrase, accept }: ReopenRepositoryRequest & { readonly location: string },
  sees: Sees,
  deps: RepositoriesDependencies,
): Promise<RepositoryRecord> {
  const { collection, vault, events, ports } = deps;
  const others = asSeen(
    collection.list().filter(({ id }) => id !== record.id),
    sees,
  );
  const stored = targetOf(record, vault).passphrase;
  const wanted = passphrase ?? stored;
  const isMoved = location !== record.location;
  if (isMoved) await refuseOther(record, location, wanted, others, deps);
  const answers = { location, ...(wanted === null ? {} : { passphrase: wanted }), ...(accept ? { accept } : {}) };
  const refuse = async (borgId: string | null) =>
    isMoved && record.borgId !== null && borgId !== record.borgId ? anotherOne : copyProblem(borgId, others, ports);
  const opened = await openUnknown(answers, refuse, deps);
  if (opened.encryption !== record.encryption) throw another();
  const isNew = wanted !== null && wanted !== stored;
  const secretId = isNew ? secretPlace(record) : record.secretId;
  if (isNew && secretId !== null) await vault.put(secretId, passphrasePurpose, wanted);
  const changed = await collection.update(record.id, (before) => ({
    ...before,
    location,
    secretId,
    borgId: opened.borgId ?? before.borgId,
    ...(isNew ? { keyExportedAt: null } : {}),
  }));
  if (isNew && record.secretId !== null) await vault.remove(record.secretId);
  events.publish("repository.changed", { repositoryId: record.id, removed: false });
  return changed;
}

/**
 * borg knows each repository by its id. While it is not known here which one was used: that one borg finds moved, and asks; another
 * it does not.
 */
async function refuseOther(
  record: RepositoryRecord,
  location: string,
  passphrase: string | null,
  taken: readonly RepositoryRecord[],
  { ports, config, borg }: RepositoriesDependencies,
): Promise<void> {
  const problem =
    (await foundPlaceProblem(location, { files: ports.files, dataDir: config.dataDir, taken })) ??
    (await copyProblem(await knownBorgId({ borgId: null, location }, ports.files), taken, ports));
  if (problem !== null) {
    throw new Fault("invalid-input", "The repository was not opened", { fields: { "/location": problem } });
  }
  if (record.borgId !== null) return;
  const { state, outcome } = await borg.run(identifyCommand({ location, passphrase, rsh: null }));
  if (state === "ok" || state === "warning" || outcome.code === "unencrypted-unknown") throw another();
}

const anotherOne = "has another repository than the one that was used here: import that one instead";

function another(): Fault {
  const fields = { "/location": anotherOne };
  return new Fault("invalid-input", "The repository was not opened", { fields });
}
