import { compactCommand } from "../../borg/commands/compact.ts";
import { endOf, type JobKind, reportPercent } from "./kind.ts";

/** `borg compact`: gives the space of pruned data back. */
export const compactKind: JobKind = {
  lease: "exclusive",
  lane: "work",
  recovery: "adopt",
  execute: async ({ target, supervise, report }) =>
    endOf(await supervise(compactCommand(target), reportPercent(report))),
};
