// One borg command as a value: arguments, environment and secret, made without running anything.
import { isRemote, type RepositoryTarget } from "./target.ts";

export const commandNames = [
  "version",
  "init",
  "create",
  "list-archives",
  "list-files",
  "dump-items",
  "extract",
  "prune",
  "compact",
  "check",
  "key-export",
  "info",
  "info-archive",
  "diff",
  "delete",
  "rename",
  "recreate",
  "export-tar",
  "mount",
  "identify",
  "configure",
  "key-import",
  "change-passphrase",
  "break-lock",
  "delete-repository",
] as const;
export type CommandName = (typeof commandNames)[number];

export interface BorgCommand {
  readonly name: CommandName;
  /** Everything after the program's name. */
  readonly args: readonly string[];
  /** Added to the driver's own environment; holds no secret. */
  readonly env: Readonly<Record<string, string>>;
  /** The passphrase, given on file descriptor 3. Null: none is offered, and borg fails where it needs one. */
  readonly secret: string | null;
  /** Written to standard input, which is closed then. Without it borg finds its standard input closed. */
  readonly input?: string | undefined;
  /** The repository's location; null for `version`. Used to tell who holds its lock. */
  readonly location: string | null;
  /** Working directory; null for the driver's own. */
  readonly cwd: string | null;
}

export interface CommandParts {
  readonly name: CommandName;
  /** borg's words for it, such as `key export`. */
  readonly subcommand: readonly string[];
  readonly options?: readonly string[];
  readonly positionals: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly input?: string;
  /** Log level INFO instead of WARNING. */
  readonly info?: boolean;
  readonly progress?: boolean;
  /** How long borg waits for the repository's lock. */
  readonly lockWaitSeconds: number;
}

/**
 * Lock waits, in seconds: a job may outwait a stranger's short one, a person looking at a page not. borg looks for the lock
 * only each tenth of the time, and sleeps as long after it has cleared one that a killed borg left (repository's and
 * cache's): longer waits would cost more than they give.
 */
export const lockWait = { job: 120, read: 20 } as const;

/** Keeps ssh from ever asking a question or waiting for a dead peer (ssh_config(5)). */
const quietSsh =
  "ssh -o BatchMode=yes -o StrictHostKeyChecking=yes -o ConnectTimeout=10 -o ServerAliveInterval=10 -o ServerAliveCountMax=3";

/** Lays a command out: global options, subcommand, options, `--`, positionals. */
export function borgCommand(target: RepositoryTarget, parts: CommandParts): BorgCommand {
  const rsh = target.rsh ?? (isRemote(target) ? quietSsh : null);
  return {
    name: parts.name,
    args: [
      "--log-json",
      "--show-rc",
      `--lock-wait=${parts.lockWaitSeconds}`,
      ...(parts.info ? ["--info"] : []),
      ...(parts.progress ? ["--progress"] : []),
      ...parts.subcommand,
      ...(parts.options ?? []),
      "--",
      ...parts.positionals,
    ],
    env: { ...(rsh === null ? {} : { BORG_RSH: rsh }), ...parts.env },
    secret: target.passphrase,
    input: parts.input,
    location: target.location,
    cwd: parts.cwd ?? null,
  };
}
