// Errors of the system that end a restore before anything is placed, as faults for people.
import { Fault } from "../../fault.ts";
import { systemCode } from "../../ports/directories.ts";
import { reasonOf } from "./report.ts";

/** Throws it, as a fault where it is the system's. */
export function asFault(error: unknown): never {
  const code = systemCode(error);
  if (error instanceof Fault || code === null) throw error;
  const cause = { cause: error };
  if (code === "ENOSPC" || code === "EDQUOT") {
    throw new Fault(
      "disk-full",
      `${reasonOf(error)} It filled up while files were made ready; nothing was placed.`,
      cause,
    );
  }
  throw new Fault("not-allowed", `Files cannot be made ready beside the target. ${reasonOf(error)}`, cause);
}
