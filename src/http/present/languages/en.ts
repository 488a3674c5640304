// English.
import type { PlainWords } from "./words.ts";

export const en: PlainWords = {
  locale: "en-GB",
  states: {
    ok: "OK",
    running: "running",
    warning: "warning",
    failed: "failed",
    late: "late",
    suspicious: "suspicious",
    never: "never",
    paused: "paused",
    empty: "none",
    unknown: "unknown",
  },
  verdicts: {
    ok: "Everything is backed up",
    running: "A backup is running",
    warning: "The last backup had warnings",
    failed: "A backup has failed",
    late: "A backup is late",
    suspicious: "A backup is suspicious",
    never: "Nothing has been backed up yet",
    paused: "Backups are paused",
    empty: "There is no plan yet",
    unknown: "The state of the backups is not known",
  },
  title: "Backups",
  label: "backups",
  colon: ": ",
  open: (name) => `Open ${name} in Borgdeck`,
  more: (count) => `and ${count} more`,
  lastBackup: "Last backup",
  noBackup: "No backup yet",
  nextRun: "Next",
  short: { last: "last", none: "no backup yet", next: "next" },
};
