import { deleteRepositoryCommand } from "../../borg/commands/delete-repository.ts";
import type { JobEnd } from "../job.ts";
import { endOf, type JobKind } from "./kind.ts";

/** `borg delete` of a whole repository. That it is meant was asked before the job was made. */
export const destroyKind: JobKind = {
  lease: "exclusive",
  lane: "work",
  recovery: "adopt",
  execute: async ({ target, supervise }) => withoutRemains(endOf(await supervise(deleteRepositoryCommand(target)))),
};

/** borg removes the `config` first: of a repository that was destroyed by half it will delete nothing more. */
function withoutRemains(end: JobEnd): JobEnd {
  if (end.outcome.code !== "repository-invalid") return end;
  const message =
    "What is at this place is no repository any more, and borg deletes nothing else: it may have been destroyed by half before.";
  const nextStep =
    "Look at the folder. If it holds what is left of this repository, remove it by hand, and forget the repository here.";
  return { ...end, outcome: { ...end.outcome, message, nextStep } };
}
