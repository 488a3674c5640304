import { isWithin } from "../../ports/paths.ts";
import { type BorgCommand, borgCommand, lockWait } from "../command.ts";
import { archiveArgument, literal, type RepositoryTarget } from "../target.ts";

export interface CreateOptions {
  readonly archiveName: string;
  readonly comment: string;
  /** As borg takes it, such as `zstd,3`. */
  readonly compression: string;
  /** Absolute paths. */
  readonly sources: readonly string[];
  /** borg patterns; without a style prefix `fm:`. */
  readonly excludes: readonly string[];
  /** The plan's id: plans that share a repository keep files caches of their own, or they would age each other's out. */
  readonly cacheName: string | null;
}

/** `borg create`: one backup. Its report is JSON on standard output; only files with problems are listed. */
export function createCommand(target: RepositoryTarget, options: CreateOptions): BorgCommand {
  return borgCommand(target, {
    name: "create",
    subcommand: ["create"],
    options: [
      "--json",
      "--list",
      "--filter=CE",
      `--comment=${literal(options.comment)}`,
      `--compression=${options.compression}`,
      ...options.excludes.map((pattern) => `--exclude=${pattern}`),
    ],
    positionals: [archiveArgument(target, options.archiveName), ...outermost(options.sources)],
    env: options.cacheName === null ? {} : { BORG_FILES_CACHE_SUFFIX: options.cacheName },
    progress: true,
    lockWaitSeconds: lockWait.job,
  });
}

/** A source inside another one would be in the archive twice. */
function outermost(sources: readonly string[]): string[] {
  return sources.filter(
    (source, at) =>
      !sources.some((other, place) => isWithin(source, other) && (place < at || !isWithin(other, source))),
  );
}
