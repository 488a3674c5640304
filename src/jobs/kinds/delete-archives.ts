import { deleteArchivesCommand } from "../../borg/commands/delete-archives.ts";
import type { JobEnd } from "../job.ts";
import { ownOutcome } from "../job.ts";
import { endOf, type JobKind, reportPercent } from "./kind.ts";

/** `borg delete` of the archives that were chosen. That one was gone already is told, and is no failure while another was there. */
export const deleteArchivesKind: JobKind = {
  lease: "exclusive",
  lane: "work",
  recovery: "adopt",
  async execute({ job, target, supervise, report }) {
    const names = job.options?.archiveNames ?? [];
    const end = endOf(await supervise(deleteArchivesCommand(target, names), reportPercent(report)));
    return end.state === "ok" ? withCount(end, names.length) : end;
  },
};

function withCount(end: JobEnd, wanted: number): JobEnd {
  const count = end.result?.deleted?.count ?? 0;
  if (count === 0) {
    const outcome = ownOutcome(
      "archive-missing",
      wanted === 1 ? "The archive was gone already." : "The archives were gone already.",
      "Reload the list of archives.",
    );
    return { state: "failed", outcome, result: null };
  }
  const rest = wanted - count;
  const gone = rest === 0 ? "" : ` ${rest === 1 ? "Another one was" : `${rest} others were`} gone already.`;
  const message = `${count} ${count === 1 ? "archive was" : "archives were"} deleted.${gone}`;
  return { ...end, outcome: { ...end.outcome, message, nextStep: "Compact the repository to give the space back." } };
}
