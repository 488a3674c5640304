// English text that elements share. Text of one element alone stands beside it, so that nobody loads it for another.
import type { Status } from "../../../schemas/status.ts";

export const en = {
  /** One word for each state, beside its shape. */
  state: {
    ok: "OK",
    running: "Running",
    warning: "Warning",
    failed: "Failed",
    late: "Late",
    suspicious: "Suspicious",
    never: "Never run",
    paused: "Paused",
    /** There is nothing that could have one. */
    empty: "No backups set up",
  } satisfies Record<Status["verdict"], string>,
  loading: "Loading backup status",
  lastBackup: "Last backup",
  nextRun: "Next run",
  none: "none",
  more: (count: string) => `${count} more`,
  asOf: "As of",
  unknown: "unknown",
  /** Between a term and its value, and between the items of a list. */
  colon: ": ",
  comma: ", ",

  /** Where not even the data client could be loaded, and where an element itself failed. */
  unreachable: "No connection",
  unreachableHint: "The backup service does not answer.",
  broken: "This widget failed",
  retry: "Try again",
};

export type Messages = typeof en;
