// All that the widgets say in English, to tell it from what they say in other languages.
import { activityEn } from "../../widgets/elements/borg-activity/messages-en.ts";
import { alertsEn } from "../../widgets/elements/borg-alerts/messages-en.ts";
import { badgeEn } from "../../widgets/elements/borg-badge/messages-en.ts";
import { repositoriesEn } from "../../widgets/elements/borg-repositories/messages-en.ts";
import { repositoryEn } from "../../widgets/elements/borg-repository/messages-en.ts";
import { scheduleEn } from "../../widgets/elements/borg-schedule/messages-en.ts";
import { statusEn } from "../../widgets/elements/borg-status/messages-en.ts";
import { storageEn } from "../../widgets/elements/borg-storage/messages-en.ts";
import { timelineEn } from "../../widgets/elements/borg-timeline/messages-en.ts";
import { trustEn } from "../../widgets/elements/borg-trust/messages-en.ts";
import type { Catalogue } from "../../widgets/languages/catalogue.ts";
import { dataWordsEn } from "../../widgets/shared/client/data-words-en.ts";
import { jobWordsEn } from "../../widgets/shared/client/job-words-en.ts";
import { noticeWordsEn } from "../../widgets/shared/client/notice-words-en.ts";
import { otherSiteEn } from "../../widgets/shared/client/site.ts";
import { en } from "../../widgets/shared/element/messages-en.ts";

const english: Catalogue = {
  shared: en,
  data: dataWordsEn,
  notices: { ...noticeWordsEn, otherSite: otherSiteEn },
  jobs: jobWordsEn,
  activity: activityEn,
  alerts: alertsEn,
  badge: badgeEn,
  repositories: repositoriesEn,
  repository: repositoryEn,
  schedule: scheduleEn,
  status: statusEn,
  storage: storageEn,
  timeline: timelineEn,
  trust: trustEn,
};

/** One text each; of those that count, for one and for several. */
export const englishTexts: readonly string[] = textsOf(english);

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "function") return [0, 1, 2].flatMap((count) => textsOf(value(count, "", "")));
  return Object.values(value as object).flatMap(textsOf);
}
