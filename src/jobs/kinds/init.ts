import type { EncryptionMode } from "../../../schemas/repositories.ts";
import { initCommand } from "../../borg/commands/init.ts";
import { ownOutcome } from "../job.ts";
import { endOf, type JobKind } from "./kind.ts";

/** `borg init` of a repository whose record is being created. */
export function createInitKind(encryptionOf: (repositoryId: string) => EncryptionMode | undefined): JobKind {
  return {
    lease: "exclusive",
    lane: "work",
    recovery: "adopt",
    async execute({ job, target, supervise }) {
      const encryption = encryptionOf(job.repositoryId);
      if (!encryption) {
        return {
          state: "failed",
          outcome: ownOutcome("repository-removed", "The repository was removed."),
          result: null,
        };
      }
      const result = await supervise(initCommand(target, { encryption }));
      return endOf(result);
    },
  };
}
