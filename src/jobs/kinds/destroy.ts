import { deleteRepositoryCommand } from "../../borg/commands/delete-repository.ts";
import { endOf, type JobKind } from "./kind.ts";

/** `borg delete` of a whole repository. That it is meant was asked before the job was made. */
export const destroyKind: JobKind = {
  lease: "exclusive",
  lane: "work",
  recovery: "adopt",
  execute: async ({ target, supervise }) => endOf(await supervise(deleteRepositoryCommand(target))),
};
