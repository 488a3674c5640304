// The English text of <borg-timeline>, beside what elements share.

export const timelineEn = {
  title: "Backup history",
  empty: "No backups set up",
  emptyHint: "Each plan has its days here once it has run.",
  hiddenHint: "It does not exist, or you may not see it.",
  /** A day on which nothing ran. */
  noRun: "No run",
  noRuns: "No runs",
  unknown: "What happened is not known yet",
  allPlans: "All plans",
  /** How the strip of a plan is called: what, over how many days, with how many of each state. */
  strip: (name: string, days: string, counts: string) => `${name}, ${days} days: ${counts}`,
  dayByDay: "Day by day",
  day: "Day",
  runs: "What became of the runs",
};

export type TimelineWords = typeof timelineEn;
