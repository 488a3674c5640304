import type { CheckOptions } from "../../../schemas/upkeep.ts";
import { checkCommand } from "../../borg/commands/check.ts";
import { endOf, type JobKind, reportPercent } from "./kind.ts";

/** What is checked where nobody says otherwise. */
export const wholeCheck: CheckOptions = { scope: "all", verifyData: false, maxDurationMs: null };

/** `borg check` of what the job's options name; it never repairs. Fails where it finds damage, whatever borg's exit code. */
export const checkKind: JobKind = {
  lease: "exclusive",
  lane: "work",
  recovery: "adopt",
  async execute({ job, target, supervise, report }) {
    const options = job.options?.check ?? wholeCheck;
    const result = await supervise(checkCommand(target, options), reportPercent(report));
    const { checked } = result.report;
    const { scope, verifyData } = options;
    return { ...endOf(result), result: checked ? { check: { scope, verifyData, ...checked } } : {} };
  },
};
