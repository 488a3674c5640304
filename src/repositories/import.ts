// Importing a repository that is there already: it is opened first, and only then does Borgdeck know of it.
import type { Actor } from "../../schemas/audit.ts";
import type { ImportRepositoryRequest, RepositoryRecord } from "../../schemas/repositories.ts";
import { readRepositoryConfig } from "../borg/formats/repository-config.ts";
import { Fault } from "../fault.ts";
import type { OneAtATime } from "../one-at-a-time.ts";
import { isoTime } from "../ports/clock.ts";
import { newId } from "../ports/random.ts";
import { asSeen, copyProblem, knownBorgId, type Sees } from "./copies.ts";
import { type OpenedRepository, openUnknown } from "./identify.ts";
import { nameProblem, tidyName } from "./name.ts";
import type { Openings } from "./openings.ts";
import { canonicalLocation, foundPlaceProblem, isLocal } from "./place.ts";
import { passphrasePurpose, type RepositoriesDependencies } from "./use-case.ts";

/** Resolves when it is stored. Faults as of openUnknown. Nothing is stored then, and the repository is as it was. */
export async function importRepository(
  request: ImportRepositoryRequest,
  actor: Actor,
  sees: Sees,
  deps: RepositoriesDependencies,
  { alone, openings }: { readonly alone: OneAtATime; readonly openings: Openings },
): Promise<RepositoryRecord> {
  const wanted = { ...request, name: tidyName(request.name), location: canonicalLocation(request.location) };
  const { collection, ports } = deps;
  const refuseKnown = (borgId: string | null) => copyProblem(borgId, asSeen(collection.list(), sees), ports);
  await refuseInvalid(wanted, deps, sees);
  const place = (await ports.files.realPath(wanted.location)) ?? wanted.location;
  const open = () => openUnknown(wanted, refuseKnown, deps);
  const opened = await openings(actor.userId, place, open).catch(async (error: unknown) => {
    const detail = `${wanted.name} at ${wanted.location}`;
    await deps.audit.record({ event: "repository.import", outcome: "failed", actor, target: null, detail });
    throw error;
  });
  const record = await alone(async () => {
    await refuseInvalid(wanted, deps, sees, opened.borgId); // another one may have come while borg was at it
    return store(wanted, opened, actor, deps);
  });
  deps.events.publish("repository.changed", { repositoryId: record.id, removed: false });
  const detail = `${record.name} at ${record.location}, ${record.encryption}, ${record.mode}`;
  await deps.audit.record({ event: "repository.import", outcome: "ok", actor, target: record.id, detail });
  return record;
}

/** The secret first: a record that nothing opens would be worse than a secret that nobody asks for. */
async function store(
  request: ImportRepositoryRequest,
  { encryption, passphrase, borgId }: OpenedRepository,
  actor: Actor,
  { collection, vault, ports }: RepositoriesDependencies,
): Promise<RepositoryRecord> {
  const { name, location, freshnessMs = null } = request;
  const id = newId(ports.random);
  const secretId = passphrase === null ? null : `repository/${id}`;
  const config = isLocal(location) ? await readRepositoryConfig(ports.files, location) : null;
  if (secretId !== null && passphrase !== null) await vault.put(secretId, passphrasePurpose, passphrase);
  try {
    return await collection.insert({
      id,
      name,
      location,
      encryption,
      state: "ready",
      ownerId: actor.userId,
      secretId,
      keyExportedAt: null,
      createdAt: isoTime(ports.clock.now()),
      mode: request.mode ?? (config?.appendOnly ? "append-only" : "full"),
      quotaBytes: config?.quotaBytes ?? null,
      freshnessMs,
      nextSecretId: null,
      borgId: borgId ?? config?.id ?? null,
    });
  } catch (error) {
    if (secretId !== null) await vault.remove(secretId);
    throw error;
  }
}

async function refuseInvalid(
  request: ImportRepositoryRequest,
  deps: RepositoriesDependencies,
  sees: Sees,
  openedId: string | null = null,
): Promise<void> {
  const { collection, ports, config } = deps;
  const taken = asSeen(collection.list(), sees);
  const context = { files: ports.files, dataDir: config.dataDir, taken };
  const borgId = openedId ?? (await knownBorgId({ borgId: null, location: request.location }, ports.files));
  const problems = {
    "/name": nameProblem(request.name, collection.list()),
    "/location": (await foundPlaceProblem(request.location, context)) ?? (await copyProblem(borgId, taken, ports)),
    "/mode": await modeProblem(request, deps),
    "/freshnessMs":
      request.freshnessMs !== undefined && request.mode !== "observe"
        ? "is for repositories that are only observed: of others the plans tell what is late"
        : null,
  };
  const fields = Object.fromEntries(
    Object.entries(problems).filter((entry): entry is [string, string] => entry[1] !== null),
  );
  if (Object.keys(fields).length > 0) {
    throw new Fault("invalid-input", "The repository was not imported: some values are not valid", { fields });
  }
}

/** What borg is told to keep is not quietly taken for something else. */
async function modeProblem(
  { mode, location }: ImportRepositoryRequest,
  { ports }: RepositoriesDependencies,
): Promise<string | null> {
  if (mode !== "full" || !isLocal(location)) return null;
  const config = await readRepositoryConfig(ports.files, location);
  if (!config?.appendOnly) return null;
  return "is append-only by its own configuration: import it as that, and change it afterwards if you mean to";
}
