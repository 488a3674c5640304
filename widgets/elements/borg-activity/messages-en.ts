// The English text of <borg-activity>, beside what elements share.

export const activityEn = {
  title: "Backup activity",
  queued: "Waits for its turn",
  stopping: "Stopping",
  cancel: "Cancel",
  cancelLabel: (what: string) => `Cancel: ${what}`,
  cancelFailed: "Could not be cancelled",
  files: (count: number, figure: string) => `${figure} ${count === 1 ? "file" : "files"}`,
  read: (size: string) => `${size} read`,
  stored: (size: string) => `${size} new`,
  rate: (size: string) => `${size}/s`,
  about: (duration: string) => `about ${duration} left`,
  elapsed: "Running for",
  currentPath: "Current path",
  progressLabel: (what: string) => `Progress of ${what}`,
  idle: "Nothing running",
  lastRun: "Last run",
};

export type ActivityWords = typeof activityEn;
