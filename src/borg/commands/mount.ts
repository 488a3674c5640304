import { type BorgCommand, borgCommand, lockWait } from "../command.ts";
import { archiveArgument, type RepositoryTarget, repositoryArgument } from "../target.ts";

export interface MountCommandOptions {
  /** Null for all archives, a folder each. */
  readonly archiveName: string | null;
  /** An empty folder; absolute. */
  readonly path: string;
}

/** `borg mount --foreground`: shows what is in it as files that can be read, until it is unmounted. Only the service's user may look. */
export function mountCommand(target: RepositoryTarget, { archiveName, path }: MountCommandOptions): BorgCommand {
  return borgCommand(target, {
    name: "mount",
    subcommand: ["mount"],
    options: ["--foreground"],
    positionals: [archiveName === null ? repositoryArgument(target) : archiveArgument(target, archiveName), path],
    lockWaitSeconds: lockWait.job,
  });
}

/** A mount that cannot succeed, for it has no mount point: what borg says of it tells whether it could mount at all. */
export function mountProbeCommand(): BorgCommand {
  const nowhere = { location: "/nonexistent/repository", passphrase: null, rsh: null };
  return mountCommand(nowhere, { archiveName: null, path: "/nonexistent/mount-point" });
}
