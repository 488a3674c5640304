import type { CheckOptions } from "../../../schemas/upkeep.ts";
import { type BorgCommand, borgCommand, lockWait } from "../command.ts";
import { type RepositoryTarget, repositoryArgument } from "../target.ts";

const scopes = { all: [], repository: ["--repository-only"], archives: ["--archives-only"] } as const satisfies Record<
  CheckOptions["scope"],
  readonly string[]
>;

/**
 * `borg check`; never repairs. The archives' check alone does not see a damaged data block, unless it verifies the data. Throws
 * RangeError for what borg refuses: a time limit but for the repository alone, and data that is verified without archives.
 */
export function checkCommand(
  target: RepositoryTarget,
  { scope, verifyData, maxDurationMs }: CheckOptions,
): BorgCommand {
  if (maxDurationMs !== null && scope !== "repository") throw new RangeError("Only the repository's check has a limit");
  if (verifyData && scope === "repository") throw new RangeError("The repository's check verifies no data");
  return borgCommand(target, {
    name: "check",
    subcommand: ["check"],
    options: [
      ...scopes[scope],
      ...(verifyData ? ["--verify-data"] : []),
      ...(maxDurationMs === null ? [] : [`--max-duration=${Math.ceil(maxDurationMs / 1000)}`]),
    ],
    positionals: [repositoryArgument(target)],
    info: true,
    progress: true,
    lockWaitSeconds: lockWait.job,
  });
}
