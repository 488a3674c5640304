// Whether archives can be mounted on this host.
import type { Clock } from "../ports/clock.ts";
import type { Files } from "../ports/files.ts";
import type { Borg } from "./borg.ts";
import { mountProbeCommand } from "./commands/mount.ts";

export interface MountSupport {
  /** What is missing and how to get it; null where nothing is. Asked anew until nothing is missing, once a minute at the most. */
  problem(): Promise<string | null>;
}

export interface MountSupportDependencies {
  readonly borg: Pick<Borg, "run">;
  readonly files: Pick<Files, "info">;
  readonly clock: Pick<Clock, "now">;
}

const noDevice =
  "This system gives no /dev/fuse: load the kernel's module fuse, or give the device to the container (--device /dev/fuse --cap-add SYS_ADMIN).";
const probeLimitMs = 30_000;
const askAgainMs = 60_000;

/** Creates it. */
export function createMountSupport({ borg, files, clock }: MountSupportDependencies): MountSupport {
  let asked: { readonly problem: Promise<string | null>; atMs: number } | null = null;

  const ask = async () => {
    const { outcome } = await borg.run(mountProbeCommand(), { timeLimitMs: probeLimitMs });
    return outcome.code === "mount-unavailable" ? [outcome.message, outcome.nextStep].join(" ") : null;
  };
  /** Whoever asks while borg is asked hears the same answer; a good one holds for ever, and one that never came not at all. */
  const begin = () => {
    const begun = { problem: ask(), atMs: Number.POSITIVE_INFINITY };
    asked = begun;
    begun.problem.then(
      (problem) => {
        if (problem !== null) begun.atMs = clock.now();
      },
      () => {
        if (asked === begun) asked = null;
      },
    );
    return begun.problem;
  };

  return {
    async problem() {
      if (!(await files.info("/dev/fuse"))) return noDevice;
      return asked !== null && clock.now() < asked.atMs + askAgainMs ? asked.problem : begin();
    },
  };
}
