import { planOfArchive } from "../../borg/archive-name.ts";
import { renameArchiveCommand } from "../../borg/commands/rename-archive.ts";
import { endOf, type JobKind } from "./kind.ts";

/** `borg rename`. A plan's archive belongs to it by its name, so another name takes it out of that plan's prune. */
export const renameArchiveKind: JobKind = {
  lease: "exclusive",
  lane: "work",
  recovery: "adopt",
  async execute({ job, target, supervise }) {
    const { archiveName } = job;
    const newName = job.options?.newName;
    if (archiveName === null || newName === undefined) throw new TypeError("A job that renames has both names");
    const end = endOf(await supervise(renameArchiveCommand(target, archiveName, newName)));
    if (end.state !== "ok") return end;
    const message =
      planOfArchive(archiveName) === null
        ? "The archive was renamed."
        : "The archive was renamed. It belongs to no plan any more, so no prune removes it: delete it yourself one day.";
    return { ...end, outcome: { ...end.outcome, message } };
  },
};
