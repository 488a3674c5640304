// The English text of <borg-alerts>, beside what elements share.

export const alertsEn = {
  title: "Backup problems",
  none: "No problems",
  count: (count: number, figure: string) => `${figure} ${count === 1 ? "problem" : "problems"}`,
  service: "The service itself",
  found: {
    check: "The last check found damage.",
    drill: "Files did not come back as they were in the last restore drill.",
  },
  openUpkeep: (repository: string) => `Checks and drills of ${repository}`,
};

export type AlertsWords = typeof alertsEn;
