// The English text of <borg-schedule>, beside what elements share.

export const scheduleEn = {
  title: "Schedule",
  missed: "Missed",
  late: (count: number, figure: string) => `${figure} ${count === 1 ? "run" : "runs"} late or missed`,
  onTime: "All runs on time",
  noneSoon: (duration: string) => `Nothing runs within ${duration}.`,
  noneAtAll: "No run is scheduled.",
  /** How many plans have no run in the list, and why. */
  later: (count: string) => `${count} later`,
  paused: (count: string) => `${count} paused`,
  byHand: (count: string) => `${count} by hand only`,
};

export type ScheduleWords = typeof scheduleEn;
