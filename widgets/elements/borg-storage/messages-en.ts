// The English text of <borg-storage>, beside what elements share.

export const storageEn = {
  title: "Storage",
  /** How full a repository is, in words. */
  fullness: { ok: "Room left", warning: "Nearly full", failed: "Full" },
  unknownRoom: "Room unknown",
  used: (percent: string) => `${percent} used`,
  /** What is left until the repository's quota is used up, or its disk. */
  free: {
    quota: (free: string, total: string) => `${free} of the quota of ${total} left`,
    medium: (free: string, total: string) => `${free} of ${total} free`,
  },
  growth: (size: string) => `+${size} a day`,
  shrinking: (size: string) => `−${size} a day`,
  steady: "does not grow",
  fullIn: (duration: string) => `Full in about ${duration}`,
  /** What the line shows, for those who do not see it. */
  line: (days: string, from: string, to: string) => `Size over ${days} days: from ${from} to ${to}`,
};

export type StorageWords = typeof storageEn;
