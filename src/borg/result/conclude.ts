// From a process that is gone to its result.
import type { Exit } from "../../ports/processes.ts";
import type { BorgDependencies } from "../borg.ts";
import type { BorgCommand } from "../command.ts";
import { removeLockScraps } from "../locks/lock-scraps.ts";
import { readLockHolder } from "./lock-holder.ts";
import { decideOutcome, type StopReason, type Verdict } from "./outcome.ts";
import { reportOf } from "./report.ts";
import type { BorgResult } from "./result.ts";
import type { Tally } from "./tally.ts";

export interface Conclusion {
  readonly command: BorgCommand;
  /** Null where it was not our child. */
  readonly exit: Exit | null;
  readonly stop: StopReason | null;
  readonly tally: Tally;
  readonly stdout: string;
  readonly stdoutTruncated: boolean;
  readonly startedAtMs: number;
  /** Whether the process was ever started, as far as its files tell. */
  readonly started: boolean;
}

/** Judges what is known. Never rejects. */
export async function conclude(
  { ports, hostId }: Pick<BorgDependencies, "ports" | "hostId">,
  { command, exit, stop, tally, stdout, stdoutTruncated, startedAtMs, started }: Conclusion,
): Promise<BorgResult> {
  // What borg said last counts also where the process was killed after it had said so.
  const exitCode = exit?.code ?? tally.exitCode;
  const signal = exitCode === null ? (exit?.signal ?? null) : null;
  const ending = { command: command.name, exitCode, signal, stop, tally, started };
  if (stop !== null || signal !== null || exit === null) await removeLockScraps({ ports, hostId }, command.location);
  let verdict = decideOutcome({ ...ending, lockHolder: null });
  if (verdict.outcome.code === "repository-locked") {
    const lockHolder = await readLockHolder(ports.files, command.location);
    verdict = decideOutcome({ ...ending, lockHolder });
  }
  return {
    ...verdict,
    exitCode,
    stdout,
    stdoutTruncated,
    durationMs: Math.max(0, ports.clock.now() - startedAtMs),
    report: cameToAResult(command, verdict) ? reportOf(command.name, stdout, tally) : {},
  };
}

/** A check that found damage has done its work. */
function cameToAResult({ name }: BorgCommand, { state, outcome }: Verdict): boolean {
  return state === "ok" || state === "warning" || (name === "check" && outcome.code === "repository-damaged");
}
