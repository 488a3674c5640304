import { createCommand } from "../../borg/commands/create.ts";
import { ownOutcome } from "../job.ts";
import { endOf, type JobKind } from "./kind.ts";

/** `borg create` of the plan's sources. Never backs up what is in `alwaysExcluded`: Borgdeck's own data, repositories. */
export function createBackupKind(alwaysExcluded: () => Promise<readonly string[]>): JobKind {
  return {
    lease: "exclusive",
    adoptable: true,
    async execute({ job, plan, target, supervise, report }) {
      if (!plan || job.archiveName === null) {
        return {
          state: "failed",
          outcome: ownOutcome("plan-removed", "The plan of this backup was removed."),
          result: null,
        };
      }
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
