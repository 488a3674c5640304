// What the demo shows: three repositories, four plans, and when each plan has backed up so far.

const keep = { keepLast: 0, keepHourly: 0, keepDaily: 10, keepWeekly: 8, keepMonthly: 12, keepYearly: 2 };

/** `location` is below the demo's folder of repositories. */
export const repositories = [
  { key: "nas", name: "NAS", location: "nas", encryption: "repokey-blake2" },
  { key: "attic", name: "Attic", location: "attic", encryption: "repokey-blake2" },
  { key: "usb", name: "USB disk", location: "usb", encryption: "repokey" },
];

/**
 * `part` is the part of the tree that changes before each of its archives; `pastRuns` gives the times of those archives
 * in milliseconds, oldest first. `end` is what the demo does with the plan last.
 */
export const plans = [
  {
    key: "documents",
    repository: "nas",
    part: "documents",
    pastRuns: (now) => [120, 90, 60, 31, 24, 17, 10, 7, 6, 5, 4, 3, 2, 1].map((days) => atTime(now, days, 2, 30)),
    end: "run",
    request: {
      name: "Documents",
      sources: ["documents"],
      schedule: "30 2 * * *",
      retention: keep,
      verify: { every: "run", sampleFiles: 25 },
    },
  },
  {
    key: "photos",
    repository: "nas",
    part: "photos",
    pastRuns: (now) => [6, 5, 4, 3, 2, 1].map((weeks) => atTime(now, weeks * 7 - 3, 4, 0)),
    end: "run",
    request: {
      name: "Photos",
      sources: ["photos"],
      schedule: "0 4 * * 0",
      retention: { ...keep, keepYearly: 10 },
      verify: { every: "week", sampleFiles: 20 },
    },
  },
  {
    key: "server",
    repository: "attic",
    part: "server",
    pastRuns: (now) => [10, 9, 8, 7, 6, 5, 4].map((days) => atTime(now, days, 3, 15)),
    end: "late",
    request: {
      name: "Web server",
      sources: ["server/etc", "server/www", "server/databases"],
      excludes: ["sh:**/cache/**"],
      schedule: "15 3 * * *",
      retention: keep,
      verify: { every: "week", sampleFiles: 20 },
    },
  },
  {
    key: "offsite",
    repository: "usb",
    part: null,
    pastRuns: (now) => [22, 15, 8].map((days) => atTime(now, days, 20, 0)),
    end: "unplug",
    request: {
      name: "Off-site copy",
      sources: ["documents", "server/etc"],
      schedule: "0 20 * * 5",
      retention: keep,
      verify: { every: "never", sampleFiles: 20 },
    },
  },
];

/** That many days ago at that time of the day, here. */
function atTime(now, days, hour, minute) {
  const date = new Date(now);
  date.setDate(date.getDate() - days);
  date.setHours(hour, minute, 4, 0);
  return date.getTime();
}
