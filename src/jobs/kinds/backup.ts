import { createCommand } from "../../borg/commands/create.ts";
import { type JobEnd, ownOutcome } from "../job.ts";
import { endOf, type JobKind } from "./kind.ts";

export interface BackupDependencies {
  /** Paths that no backup takes in. */
  readonly alwaysExcluded: () => Promise<readonly string[]>;
  /** Whether what is at a source's path now is not what was allowed. */
  readonly strayed: (path: string) => Promise<boolean>;
}

/** `borg create` of the plan's sources. Never backs up what is in `alwaysExcluded`: Borgdeck's own data, repositories. */
export function createBackupKind({ alwaysExcluded, strayed }: BackupDependencies): JobKind {
  return {
    lease: "exclusive",
    lane: "work",
    recovery: "adopt",
    async execute({ job, plan, target, adopting, supervise, report }) {
      if (!plan || job.archiveName === null) {
        return {
          state: "failed",
          outcome: ownOutcome("plan-removed", "The plan of this backup was removed."),
          result: null,
        };
      }
      const strays = adopting
        ? []
        : (await Promise.all(plan.sources.map(strayed))).flatMap((is, at) => (is ? [plan.sources[at]] : []));
      if (strays.length > 0) return sourceMoved(strays.join(", "));
      const command = createCommand(target, {
        archiveName: job.archiveName,
        comment: plan.name,
        compression: plan.compression,
        sources: plan.sources,
        excludes: [...plan.excludes, ...(await alwaysExcluded()).map((path) => `pp:${path}`)],
        cacheName: plan.id,
      });
      const result = await supervise(command, (event) => {
        if (event.type !== "progress") return;
        const { files, originalSizeBytes, deduplicatedSizeBytes, path } = event;
        report({ phase: null, files, originalSizeBytes, deduplicatedSizeBytes, ...(path ? { path } : {}) });
      });
      return endOf(result);
    },
  };
}

/** A source was a folder of its own when the plan was saved. Now its path leads elsewhere, perhaps where nobody may look. */
function sourceMoved(paths: string): JobEnd {
  return {
    state: "failed",
    outcome: {
      ...ownOutcome(
        "source-moved",
        `What is at ${paths} now is reached through a link, is a mounted archive, or is outside the folders that may be backed up.`,
        "Correct the plan's sources, or put the folder back in its place.",
      ),
      brief:
        "A source is reached through a link now, is a mounted archive, or is outside the folders that may be backed up.",
    },
    result: null,
  };
}
