// Whether a language has every word that these cards use. Its file is copied beside the script, and may be older or newer than that.
import { activityEn } from "../elements/borg-activity/messages-en.ts";
import { alertsEn } from "../elements/borg-alerts/messages-en.ts";
import { badgeEn } from "../elements/borg-badge/messages-en.ts";
import { repositoriesEn } from "../elements/borg-repositories/messages-en.ts";
import { repositoryEn } from "../elements/borg-repository/messages-en.ts";
import { scheduleEn } from "../elements/borg-schedule/messages-en.ts";
import { statusEn } from "../elements/borg-status/messages-en.ts";
import type { Catalogue } from "../languages/catalogue.ts";
import { dataWordsEn } from "../shared/client/data-words-en.ts";
import { jobWordsEn } from "../shared/client/job-words-en.ts";
import { en } from "../shared/element/messages-en.ts";

/** All but the notices, whose words may be missing: those are of the service itself, which few cards ask. */
const used = {
  shared: en,
  data: dataWordsEn,
  jobs: jobWordsEn,
  activity: activityEn,
  alerts: alertsEn,
  badge: badgeEn,
  repositories: repositoriesEn,
  repository: repositoryEn,
  schedule: scheduleEn,
  status: statusEn,
} satisfies Partial<Catalogue>;

const known = new WeakMap<object, boolean>();

/** Whether nothing is missing in it; looked at once. */
export function isWhole(catalogue: Catalogue): boolean {
  const whole = known.get(catalogue) ?? covers(catalogue, used);
  known.set(catalogue, whole);
  return whole;
}

function covers(words: unknown, english: object): boolean {
  return Object.entries(english).every(([key, value]) => {
    const own: unknown = (words as Record<string, unknown>)[key];
    return typeof own === typeof value && (typeof value !== "object" || covers(own, value));
  });
}
