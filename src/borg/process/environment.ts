// The whole environment of a borg process: what is not named here does not reach it.
import type { BorgCommand } from "../command.ts";

export interface Installation {
  /** Where borg keeps caches, keys and security data. */
  readonly baseDir: string;
  readonly hostId: string;
}

/** Name of the variable that marks the processes of a job. */
export const jobVariable = "BORGDECK_JOB";

/** Every question of borg has its answer here, so that none is ever asked. "no" and "NO" refuse. */
const refusals = {
  BORG_RELOCATED_REPO_ACCESS_IS_OK: "no",
  BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: "no",
  BORG_CHECK_I_KNOW_WHAT_I_AM_DOING: "NO",
  BORG_DELETE_I_KNOW_WHAT_I_AM_DOING: "NO",
} as const;

/** Times that borg 1.x prints have no zone: it is told to use UTC, but for prune, whose days are the user's. */
export function borgEnvironment(
  { baseDir, hostId }: Installation,
  command: BorgCommand,
  jobId: string | null,
): Record<string, string> {
  return {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    HOME: baseDir,
    LC_ALL: "C.UTF-8",
    TZ: "UTC",
    BORG_BASE_DIR: baseDir,
    BORG_HOST_ID: hostId,
    BORG_EXIT_CODES: "modern",
    BORG_SHOW_SYSINFO: "no",
    BORG_DISPLAY_PASSPHRASE: "no",
    ...refusals,
    ...(command.secret === null ? {} : { BORG_PASSPHRASE_FD: "3" }),
    ...(jobId === null ? {} : { [jobVariable]: jobId }),
    ...command.env,
  };
}
