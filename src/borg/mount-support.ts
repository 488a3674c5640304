// Whether archives can be mounted on this host.
import type { Files } from "../ports/files.ts";
import type { Borg } from "./borg.ts";
import { mountProbeCommand } from "./commands/mount.ts";

export interface MountSupport {
  /** What is missing and how to get it; null where nothing is. Asked anew until nothing is missing. */
  problem(): Promise<string | null>;
}

export interface MountSupportDependencies {
  readonly borg: Pick<Borg, "run">;
  readonly files: Pick<Files, "info">;
}

const noDevice =
  "This system gives no /dev/fuse: load the kernel's module fuse, or give the device to the container (--device /dev/fuse --cap-add SYS_ADMIN).";
const probeLimitMs = 30_000;

/** Creates it. */
export function createMountSupport({ borg, files }: MountSupportDependencies): MountSupport {
  let able = false;
  return {
    async problem() {
      if (!(await files.info("/dev/fuse"))) return noDevice;
      if (able) return null;
      const { outcome } = await borg.run(mountProbeCommand(), { timeLimitMs: probeLimitMs });
      able = outcome.code !== "mount-unavailable";
      return able ? null : [outcome.message, outcome.nextStep].join(" ");
    },
  };
}
