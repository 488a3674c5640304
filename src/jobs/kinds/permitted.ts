import type { RepositoryMode, RepositoryRecord } from "../../../schemas/repositories.ts";
import { ownOutcome } from "../job.ts";
import type { JobKind } from "./kind.ts";

/**
 * A kind that is skipped in repositories of other modes: a job may have waited while somebody changed the mode. What is going
 * on already goes on.
 */
export function permittedIn(
  modes: readonly RepositoryMode[],
  repository: (id: string) => Pick<RepositoryRecord, "mode"> | undefined,
  kind: JobKind,
): JobKind {
  return {
    ...kind,
    async execute(context) {
      const { mode } = repository(context.job.repositoryId) ?? {};
      if (context.adopting || mode === undefined || modes.includes(mode)) return kind.execute(context);
      const said = mode === "append-only" ? "append-only: nothing is taken out of it" : "only observed";
      return {
        state: "skipped",
        outcome: ownOutcome(`repository-${mode}`, `Nothing was done: the repository is ${said}.`),
        result: null,
      };
    },
  };
}
