import { mountCommand } from "../../borg/commands/mount.ts";
import type { BorgResult } from "../../borg/result/result.ts";
import { type Clock, sleep } from "../../ports/clock.ts";
import type { Mounts } from "../../ports/mounts.ts";
import { type JobEnd, ownOutcome } from "../job.ts";
import { endOf, type JobContext, type JobKind } from "./kind.ts";

export interface MountDependencies {
  readonly clock: Clock;
  readonly mounts: Mounts;
  readonly mountPoints: {
    /** Why nothing may be mounted there now, or null. The folder is made where it is not there. */
    prepare(path: string): Promise<string | null>;
  };
}

/** A writer that has waited so long ends the mount, in milliseconds. */
const yieldAfterMs = 60_000;
const lookMs = 250;
/** While somebody uses it, unmounting is tried each so often, and for so long. */
const retryMs = 5000;
const patienceMs = 10 * 60_000;
const mostUsers = 5;

/** What borg calls what it mounts (its `fsname`). */
const borgsSource = "borgfs";

/** Why a mount ends. */
type Reason = "time" | "asked" | "backup" | "itself";

/**
 * `borg mount` as long as it is wanted. It is never taken away under somebody who uses it: such programs would find an empty folder
 * where the archive was, and a copy of it could be emptied too. borg in the foreground does just that on SIGINT, so the system is
 * asked to unmount, which borg answers by ending.
 */
export function createMountKind({ clock, mounts, mountPoints }: MountDependencies): JobKind {
  /** Whether borg's is there. What others have mounted at the place since is theirs. */
  async function isThere(path: string): Promise<boolean> {
    const found = await mounts.at(path);
    return found !== null && /^fuse(\.|$)/.test(found.type) && found.source === borgsSource;
  }

  /** Waits for the end that comes first. */
  async function wait(
    { signal, hasYielded }: JobContext,
    durationMs: number,
    ended: Promise<unknown>,
  ): Promise<Reason> {
    const over = new AbortController();
    const time = sleep(clock, durationMs, AbortSignal.any([signal, over.signal])).then(
      () => "time" as const,
      () => (hasYielded() ? ("backup" as const) : ("asked" as const)),
    );
    const reason = await Promise.race([time, ended.then(() => "itself" as const)]);
    over.abort();
    return reason;
  }

  /** Tells when it is there. */
  async function announce(path: string, report: JobContext["report"], gone: AbortSignal): Promise<void> {
    while (!(await isThere(path))) await sleep(clock, lookMs, gone);
    report({ phase: "Mounted" });
  }

  /** Tries until it is gone; false where somebody still uses it after all patience. */
  async function unmount(path: string, report: JobContext["report"], ended: AbortSignal): Promise<boolean> {
    const until = clock.now() + patienceMs;
    for (;;) {
      await mounts.unmount(path);
      if (!(await isThere(path))) return true;
      if (clock.now() >= until) return false;
      report({ phase: await usedBy(mounts, path) });
      await sleep(clock, retryMs, ended).catch(() => {}); // borg is gone: then it is looked at once more
      if (ended.aborted) return leave(path);
    }
  }

  /** borg is gone and nobody answers any more: what is left of the mount is taken away, or stays until its users end. */
  async function leave(path: string): Promise<boolean> {
    if (await isThere(path)) await mounts.unmount(path);
    return !(await isThere(path));
  }

  return {
    lease: "shared",
    lane: "standing",
    yieldAfterMs,
    recovery: "give-up",
    givenUp: { message: "Borgdeck ended, and what was mounted was unmounted.", nextStep: "Mount it again." },
    async execute(context) {
      const { job, target, supervise, report } = context;
      const options = job.options?.mount;
      if (!options) throw new TypeError("A job that mounts says where");
      const { path, durationMs } = options;
      const problem = await mountPoints.prepare(path);
      if (problem !== null) return refused(path, problem);
      const command = mountCommand(target, { archiveName: job.archiveName, path });
      const [stop, gone] = [new AbortController(), new AbortController()];
      const running = supervise(command, () => {}, stop.signal).finally(() => gone.abort());
      const settled = running.catch(() => {});
      announce(path, report, gone.signal).catch(() => {}); // it never came up, which its end tells
      try {
        const reason = await wait(context, durationMs, settled);
        const cameUp = reason === "itself" || (await isThere(path));
        if (reason !== "itself" && (!cameUp || !(await unmount(path, report, gone.signal)))) stop.abort();
        const result = await running;
        if (!(await leave(path))) return left(path, await usedBy(mounts, path));
        return cameUp ? endOfMount(path, reason, result) : neverMounted(reason);
      } catch (error) {
        stop.abort(); // the host could not be asked; the lease must not be given back while borg reads
        await settled;
        throw error;
      }
    },
    async tidyUp({ options }) {
      if (options?.mount) await leave(options.mount.path);
    },
  };
}

async function usedBy(mounts: Mounts, path: string): Promise<string> {
  const users = await mounts.users(path, mostUsers);
  if (users.length === 0) return "In use";
  return `In use by ${users.map(({ name, pid }) => `${name} (process ${pid})`).join(", ")}`;
}

function endOfMount(path: string, reason: Reason, result: BorgResult): JobEnd {
  if (reason === "itself" && result.state !== "ok") return endOf(result);
  const words = {
    time: ["unmounted", "The time was over, and it was unmounted."],
    asked: ["unmounted", "It was unmounted."],
    backup: ["unmounted-for-backup", "It was unmounted, since another job waited for the repository."],
    itself: ["unmounted", `Somebody else unmounted ${path}.`],
  } as const satisfies Record<Reason, readonly [string, string]>;
  const [code, message] = words[reason];
  const outcome = ownOutcome(code, message);
  if (reason !== "itself") return { state: "ok", outcome, result: null };
  return { state: "ok", outcome: { ...outcome, brief: "Somebody else unmounted it." }, result: null };
}

/** It ended while borg still waited for the repository, or read the archive. */
function neverMounted(reason: Reason): JobEnd {
  if (reason === "asked") {
    const outcome = ownOutcome("cancelled", "Cancelled before anything was mounted.");
    return { state: "cancelled", outcome, result: null };
  }
  if (reason === "backup") {
    const message = "Nothing was mounted yet, and another job waited for the repository.";
    return { state: "ok", outcome: ownOutcome("unmounted-for-backup", message), result: null };
  }
  const message = "The time was over before borg had mounted anything.";
  const outcome = ownOutcome("mount-late", message, "Mount it again, for a longer time.");
  return { state: "failed", outcome, result: null };
}

function refused(path: string, problem: string): JobEnd {
  const outcome = ownOutcome(
    "mount-point-refused",
    `Nothing was mounted: ${path} ${problem}.`,
    "Choose another folder.",
  );
  return {
    state: "failed",
    outcome: { ...outcome, brief: "Nothing was mounted: the folder cannot be used." },
    result: null,
  };
}

function left(path: string, use: string): JobEnd {
  const outcome = ownOutcome(
    "mount-left",
    `borg was ended, but ${path} could not be unmounted. ${use}.`,
    "End the programs that use it, then unmount it as root: umount, and its path.",
  );
  return { state: "warning", outcome: { ...outcome, brief: "The folder could not be unmounted." }, result: null };
}
