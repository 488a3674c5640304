// Creating a repository: everything is checked first, and on failure nothing of it stays.
import type { Actor } from "../../schemas/audit.ts";
import type { JobRecord } from "../../schemas/jobs.ts";
import type { CreateRepositoryRequest, RecoveryKit, RepositoryRecord } from "../../schemas/repositories.ts";
import { Fault, isFault } from "../fault.ts";
import type { OneAtATime } from "../one-at-a-time.ts";
import { isoTime } from "../ports/clock.ts";
import { newId } from "../ports/random.ts";
import { knownBorgId } from "./copies.ts";
import { type PlaceBefore, placeBefore, removeLeftovers } from "./leftovers.ts";
import { nameProblem, tidyName } from "./name.ts";
import { generatePassphrase } from "./passphrase.ts";
import { canonicalLocation, placeProblem } from "./place.ts";
import { kitWithoutKey, recoveryKit } from "./recovery.ts";
import { targetOf } from "./target.ts";
import { dropRecord, passphrasePurpose, type RepositoriesDependencies } from "./use-case.ts";

export interface CreateResult {
  readonly repository: RepositoryRecord;
  readonly recovery: RecoveryKit;
}

export interface Creation {
  create(request: CreateRepositoryRequest, actor: Actor): Promise<CreateResult>;
  /** Whether this process is making it now. */
  isGoingOn(id: string): boolean;
}

/** Creates repositories; records are stored one at a time, so that two requests never get the same name or place. */
export function createCreation(deps: RepositoriesDependencies, alone: OneAtATime): Creation {
  const goingOn = new Set<string>();

  const make = async (record: RepositoryRecord, before: PlaceBefore, actor: Actor): Promise<CreateResult> => {
    deps.events.publish("repository.changed", { repositoryId: record.id, removed: false });
    await initialise(record, before, actor, deps);
    const result = await finish(record, deps);
    const detail = `${record.name} at ${record.location}, ${record.encryption}`;
    await deps.audit.record({ event: "repository.create", outcome: "ok", actor, target: record.id, detail });
    return result;
  };

  return {
    isGoingOn: (id) => goingOn.has(id),
    async create(request, actor) {
      const wanted = { ...request, name: tidyName(request.name), location: canonicalLocation(request.location) };
      const { record, before } = await alone(() => reserve(wanted, actor, deps));
      goingOn.add(record.id);
      return make(record, before, actor).finally(() => goingOn.delete(record.id));
    },
  };
}

/** Checks everything and stores the record, in state `creating`, with its passphrase. */
async function reserve(request: CreateRepositoryRequest, actor: Actor, deps: RepositoriesDependencies) {
  await refuseInvalid(request, deps);
  const { collection, vault, ports } = deps;
  const id = newId(ports.random);
  const secretId = request.encryption === "none" ? null : `repository/${id}`;
  const before = await placeBefore(ports.files, request.location);
  const record = await collection.insert({
    id,
    name: request.name,
    location: request.location,
    encryption: request.encryption,
    state: "creating",
    ownerId: actor.userId,
    secretId,
    keyExportedAt: null,
    createdAt: isoTime(ports.clock.now()),
    mode: request.mode ?? "full",
    quotaBytes: request.quotaBytes ?? null,
    freshnessMs: null,
    nextSecretId: null,
    borgId: null,
  });
  try {
    if (secretId) await vault.put(secretId, passphrasePurpose, request.passphrase ?? generatePassphrase(ports.random));
  } catch (error) {
    await collection.remove(id);
    throw error;
  }
  return { record, before };
}

async function refuseInvalid(request: CreateRepositoryRequest, deps: RepositoriesDependencies): Promise<void> {
  const { collection, ports, config } = deps;
  const taken = collection.list();
  const problems = {
    "/name": nameProblem(request.name, taken),
    "/location": await placeProblem(request.location, { files: ports.files, dataDir: config.dataDir, taken }),
    "/passphrase":
      request.encryption === "none" && request.passphrase !== undefined
        ? "has no use without encryption: leave it out, or choose a mode that encrypts"
        : null,
  };
  const fields = Object.fromEntries(
    Object.entries(problems).filter((entry): entry is [string, string] => entry[1] !== null),
  );
  if (Object.keys(fields).length > 0) {
    throw new Fault("invalid-input", "The repository was not created: some values are not valid", { fields });
  }
}

/** Runs `borg init`. Where that fails, the record, the secret and what borg left are taken away again. */
async function initialise(
  record: RepositoryRecord,
  before: PlaceBefore,
  actor: Actor,
  deps: RepositoriesDependencies,
): Promise<void> {
  const requester = { type: "user", userId: actor.userId } as const;
  const request = { kind: "init", repositoryId: record.id, planId: null, runId: null, requester } as const;
  const failure = await deps.queue.run(request).then(faultOf, (error: unknown) => error);
  if (failure === null) return;
  await removeLeftovers(deps.ports.files, record.location, before).catch((error) =>
    deps.ports.log.warn("What a failed borg init left could not be removed", { repositoryId: record.id, error }),
  );
  await dropRecord(deps, record);
  const detail = isFault(failure) ? failure.detail : null;
  await deps.audit.record({ event: "repository.create", outcome: "failed", actor, target: record.id, detail });
  throw failure;
}

/** The repository is there: from here on it stays, even where its key cannot be exported at once. */
async function finish(record: RepositoryRecord, deps: RepositoriesDependencies): Promise<CreateResult> {
  const target = targetOf(record, deps.vault);
  const recovery = await recoveryKit(record, target, deps).catch((error: unknown) => {
    deps.ports.log.warn("The key of a new repository could not be exported", { repositoryId: record.id, error });
    return kitWithoutKey(target);
  });
  return { repository: await markReady(record, recovery, deps), recovery };
}

/** An exported key begins with the id of its repository. */
async function markReady(
  { id, location }: RepositoryRecord,
  { key }: RecoveryKit,
  { collection, events, ports }: RepositoriesDependencies,
): Promise<RepositoryRecord> {
  const borgId = /^BORG_KEY ([0-9a-f]{64})\n/.exec(key ?? "")?.[1] ?? null;
  const known = await knownBorgId({ borgId, location }, ports.files);
  const repository = await collection.update(id, (before) => ({ ...before, state: "ready", borgId: known }));
  events.publish("repository.changed", { repositoryId: id, removed: false });
  return repository;
}

/** Outcomes that another place would cure. */
const placeOutcomes = new Set([
  "repository-exists",
  "parent-missing",
  "permission-denied",
  "read-only-disk",
  "server-refused",
]);

/** Why a job did not make the repository, or null where it did. */
function faultOf({ state, outcome }: JobRecord): Fault | null {
  if (state === "ok" || state === "warning") return null;
  if (state === "cancelled")
    return new Fault("conflict", "Creating the repository was cancelled. Nothing of it was kept");
  const why = [outcome?.message, outcome?.nextStep].filter(Boolean).join(" ") || "borg init did not finish.";
  const detail = `The repository was not created. ${why}`;
  if (!outcome || !placeOutcomes.has(outcome.code)) return new Fault("borg-failed", detail);
  return new Fault("invalid-input", detail, { fields: { "/location": why } });
}
