// How a borg command ended, whichever way it was run.
import type { JobOutcome, JobResult } from "../../../schemas/jobs.ts";
import { Fault, type FaultCode } from "../../fault.ts";

export type BorgState = "ok" | "warning" | "failed" | "cancelled" | "interrupted";

/** What the command produced, taken from its report and its log. */
export type BorgReport = Pick<JobResult, "archive" | "repository" | "prune" | "compact" | "deleted"> & {
  /** What `borg check` came to; there also where it found damage. */
  readonly checked?: { readonly problemsCount: number; readonly partial: boolean };
};

export interface BorgResult {
  /** `interrupted`: the process is gone and nothing tells how it ended. */
  readonly state: BorgState;
  readonly outcome: JobOutcome;
  readonly exitCode: number | null;
  /** Standard output as UTF-8; never more than the limit that was asked for (1 MiB for jobs). */
  readonly stdout: string;
  readonly stdoutTruncated: boolean;
  readonly durationMs: number;
  readonly report: BorgReport;
}

/** A command that did not do its work, with the outcome that says why. */
export class BorgFault extends Fault {
  readonly state: BorgState;
  readonly outcome: JobOutcome;

  constructor(code: FaultCode, result: Pick<BorgResult, "state" | "outcome">) {
    super(code, [result.outcome.message, result.outcome.nextStep].filter(Boolean).join(" "));
    this.name = "BorgFault";
    this.state = result.state;
    this.outcome = result.outcome;
  }
}

/** The fault that tells people of a result; the lock and a missing archive keep codes of their own. */
export function borgFault(result: Pick<BorgResult, "state" | "outcome">): BorgFault {
  const { code } = result.outcome;
  if (code === "repository-locked") return new BorgFault("repository-locked", result);
  if (code === "archive-missing" || code === "path-missing") return new BorgFault("not-found", result);
  return new BorgFault(code === "borg-missing" ? "borg-missing" : "borg-failed", result);
}

/** Throws its borgFault where borg did not do its work. With a warning it did, but for what the outcome says. */
export function requireDone(result: Pick<BorgResult, "state" | "outcome">): void {
  if (result.state !== "ok" && result.state !== "warning") throw borgFault(result);
}
