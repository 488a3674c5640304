import type { RepositoryRecord } from "../../../schemas/repositories.ts";
import { initCommand } from "../../borg/commands/init.ts";
import { ownOutcome } from "../job.ts";
import { endOf, type JobKind } from "./kind.ts";

/** `borg init` of a repository whose record is being created. */
export function createInitKind(repository: (id: string) => RepositoryRecord | undefined): JobKind {
  return {
    lease: "exclusive",
    lane: "work",
    recovery: "adopt",
    async execute({ job, target, supervise }) {
      const record = repository(job.repositoryId);
      if (!record) {
        return {
          state: "failed",
          outcome: ownOutcome("repository-removed", "The repository was removed."),
          result: null,
        };
      }
      const { encryption, mode, quotaBytes } = record;
      const result = await supervise(
        initCommand(target, { encryption, appendOnly: mode === "append-only", quotaBytes }),
      );
      return endOf(result);
    },
  };
}
