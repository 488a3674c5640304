// The English text of <borg-schedule>, beside what elements share.

export const scheduleEn = {
  title: "Schedule",
  missed: "Missed",
  due: "due now",
  openLog: "Open log",
  late: (count: number, figure: string) => `${figure} ${count === 1 ? "run" : "runs"} late or missed`,
  onTime: "All runs on time",
  noneSoon: (duration: string) => `Nothing runs within ${duration}.`,
  noneAtAll: "No run is scheduled.",
  /** How many plans have no run in the list, and why. */
  later: (count: string) => `${count} later`,
  paused: (count: string) => `${count} paused`,
  byHand: (count: string) => `${count} by hand only`,
  empty: "No backups set up",
  emptyAction: "Set up the first backup",
  hidden: "Nothing here, or you may not see it.",
};

export type ScheduleWords = typeof scheduleEn;
