import { commentArchiveCommand } from "../../borg/commands/comment-archive.ts";
import { endOf, type JobKind, reportPercent } from "./kind.ts";

/** `borg recreate` with another comment. */
export const commentArchiveKind: JobKind = {
  lease: "exclusive",
  lane: "work",
  recovery: "adopt",
  async execute({ job, target, supervise, report }) {
    const { archiveName } = job;
    const comment = job.options?.comment;
    if (archiveName === null || comment === undefined)
      throw new TypeError("A job that comments has archive and comment");
    const end = endOf(await supervise(commentArchiveCommand(target, archiveName, comment), reportPercent(report)));
    if (end.state !== "ok") return end;
    return { ...end, outcome: { ...end.outcome, message: "The archive has its new comment." } };
  },
};
