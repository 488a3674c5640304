import type { Retention } from "../../../schemas/upkeep.ts";
import { planArchiveGlob } from "../archive-name.ts";
import { type BorgCommand, borgCommand, lockWait } from "../command.ts";
import { type RepositoryTarget, repositoryArgument } from "../target.ts";

export interface PruneOptions {
  readonly planId: string;
  readonly retention: Retention;
  /** IANA name: days, weeks and months are those of this zone. */
  readonly timeZone: string;
  /** Says what it would do, and does nothing. */
  readonly dryRun?: boolean;
}

const rules = {
  keepLast: "--keep-last",
  keepHourly: "--keep-hourly",
  keepDaily: "--keep-daily",
  keepWeekly: "--keep-weekly",
  keepMonthly: "--keep-monthly",
  keepYearly: "--keep-yearly",
} as const satisfies Record<keyof Retention, string>;

/** `borg prune` of one plan's archives and no others. Throws RangeError for a retention that keeps nothing. */
export function pruneCommand(
  target: RepositoryTarget,
  { planId, retention, timeZone, dryRun = false }: PruneOptions,
): BorgCommand {
  const keep = (Object.keys(rules) as (keyof Retention)[])
    .filter((rule) => retention[rule] > 0)
    .map((rule) => `${rules[rule]}=${retention[rule]}`);
  if (keep.length === 0) throw new RangeError("A retention that keeps nothing is never run");
  return borgCommand(target, {
    name: "prune",
    subcommand: ["prune"],
    options: [...(dryRun ? ["--dry-run"] : []), "--list", `--glob-archives=${planArchiveGlob(planId)}`, ...keep],
    positionals: [repositoryArgument(target)],
    env: { TZ: timeZone },
    info: true,
    lockWaitSeconds: dryRun ? lockWait.read : lockWait.job,
  });
}
