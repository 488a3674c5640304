// The English text of <borg-timeline>, beside what elements share.

export const timelineEn = {
  title: "Backup history",
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
