// The lock of a repository: who holds it, and whether it may be broken. Breaking one that is alive loses somebody's work.
import type { Actor } from "../../schemas/audit.ts";
import type { LockReply, RepositoryRecord } from "../../schemas/repositories.ts";
import { breakLockCommand } from "../borg/commands/break-lock.ts";
import { type Holder, hostName, type LockState, readLocks } from "../borg/locks/locks.ts";
import { requireDone } from "../borg/result/result.ts";
import { Fault } from "../fault.ts";
import { isoTime } from "../ports/clock.ts";
import type { Patience } from "../ports/patience.ts";
import { holdAlone } from "./hold-alone.ts";
import { isLocal } from "./place.ts";
import { targetOf } from "./target.ts";
import { existing, type RepositoriesDependencies } from "./use-case.ts";

type LockDependencies = RepositoriesDependencies & { readonly patiently: Patience };

/** Looks at the lock. Fault `not-found`. */
export async function lockOf(id: string, deps: LockDependencies): Promise<LockReply> {
  const record = existing(deps, id);
  if (!isLocal(record.location)) return elsewhere(record, isAtWork(id, deps));
  const { location } = record;
  const state = await deps
    .patiently(location, () => readLocks(deps.ports.files, location))
    .catch(() => "unreadable" as const);
  if (state === "late") return { ...nobody, readable: false, reason: "The disk does not answer." };
  if (state === "unreadable") return { ...nobody, readable: false, reason: "The repository's folder cannot be read." };
  return state === null ? nobody : describe(state, isAtWork(id, deps), deps);
}

/**
 * Breaks it. Fault `conflict` where nothing is locked, where one of ours is at work or the holder may live; Fault `invalid-input`
 * where the host that may hold it is not named. Audited.
 */
export async function breakLock(id: string, confirm: string, actor: Actor, deps: LockDependencies): Promise<LockReply> {
  const record = existing(deps, id);
  const event = { event: "repository.break-lock", actor, target: id } as const;
  let detail = record.name;
  try {
    refuse(await lockOf(id, deps), confirm);
    await holdAlone(record, deps, async () => {
      const lock = await lockOf(id, deps);
      refuse(lock, confirm); // it may be another one by now
      detail = `${record.name}, held by ${lock.host ?? "an unknown host"}, process ${lock.pid ?? "unknown"}`;
      const result = await deps.borg.run(breakLockCommand(targetOf(record, deps.vault)));
      requireDone(result);
    });
  } catch (error) {
    await deps.audit.record({ ...event, outcome: "failed", detail });
    throw error;
  }
  await deps.audit.record({ ...event, outcome: "ok", detail });
  return lockOf(id, deps);
}

const nobody: LockReply = {
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

function isAtWork(id: string, { unfinishedJobs }: RepositoriesDependencies): boolean {
  return unfinishedJobs().some((job) => job.repositoryId === id && job.state === "running");
}

/** Of another host's files nothing is known: whoever breaks a lock there says which host it is. */
function elsewhere({ location }: RepositoryRecord, ours: boolean): LockReply {
  const host = new URL(location).hostname;
  if (ours) return { ...nobody, readable: false, ours, reason: ownJob };
  return {
    ...nobody,
    readable: false,
    breakable: true,
    reason: `Whether it is locked can only be seen on ${host}. Make sure that no borg uses it, from whatever host, before you break a lock.`,
    confirm: host,
  };
}

const ownJob = "A job of Borgdeck is at work: cancel it, or wait until it has ended.";

function describe(
  { exclusive, holders, sinceMs }: LockState,
  atWork: boolean,
  deps: RepositoriesDependencies,
): LockReply {
  const ours = holders.filter(({ hostId }) => hostId === deps.hostId);
  const alive = ours.length > 0 ? livingOf(ours, deps) : undefined;
  const stranger = holders.find(({ hostId }) => hostId !== deps.hostId);
  const shown = alive ?? stranger ?? ours[0];
  const held: LockReply = {
    ...nobody,
    held: true,
    exclusive,
    host: shown ? hostName(shown.hostId) : null,
    pid: shown?.pid ?? null,
    since: sinceMs === null ? null : isoTime(sinceMs),
  };
  if (alive || atWork)
    return { ...held, ours: true, reason: atWork ? ownJob : `Process ${alive?.pid} of Borgdeck is at work.` };
  if (!stranger && ours.length > 0) {
    return {
      ...held,
      breakable: true,
      reason: "The borg that held it was ended. borg clears such a lock by itself when it runs next.",
    };
  }
  const host = stranger ? hostName(stranger.hostId) : "unknown";
  return {
    ...held,
    breakable: true,
    reason: `Whether the borg on ${host} still runs cannot be seen from here. If it does, breaking its lock loses its work: look there first.`,
    confirm: host,
  };
}

/** A borg of ours is known by its environment: after a restart its number may be somebody else's. */
function livingOf(holders: readonly Holder[], { ports, hostId }: RepositoriesDependencies): Holder | undefined {
  const candidates = holders.filter(({ pid }) => ports.processes.startTicks(pid) !== null);
  if (candidates.length === 0) return undefined;
  const ofOurs = new Set(ports.processes.findByEnvironment("BORG_HOST_ID", hostId)); // reads all of /proc: once
  return candidates.find(({ pid }) => ofOurs.has(pid));
}

function refuse({ readable, held, breakable, reason, confirm }: LockReply, typed: string): void {
  if (readable && !held) throw new Fault("conflict", "The repository is not locked");
  if (!breakable) throw new Fault("conflict", `The lock was not broken. ${reason ?? ""}`.trim());
  if (confirm !== null && typed.trim().toLowerCase() !== confirm.toLowerCase()) {
    const fields = { "/confirm": `must be ${confirm}, the host that may hold it` };
    throw new Fault("invalid-input", "The lock was not broken", { fields });
  }
}
