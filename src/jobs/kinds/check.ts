import { checkCommand } from "../../borg/commands/check.ts";
import { endOf, type JobKind, reportPercent } from "./kind.ts";

/** `borg check` of repository and archives; it never repairs. */
export const checkKind: JobKind = {
  lease: "exclusive",
  lane: "work",
  recovery: "adopt",
  execute: async ({ target, supervise, report }) => endOf(await supervise(checkCommand(target), reportPercent(report))),
};
