// Cards and badges for Home Assistant: one file for /config/www, that holds everything they need but languages.
import { BorgActivity } from "../elements/borg-activity/borg-activity.ts";
import { BorgAlerts } from "../elements/borg-alerts/borg-alerts.ts";
import { BorgBadge } from "../elements/borg-badge/borg-badge.ts";
import { BorgRepositories } from "../elements/borg-repositories/borg-repositories.ts";
import { BorgSchedule } from "../elements/borg-schedule/borg-schedule.ts";
import { BorgStatus } from "../elements/borg-status/borg-status.ts";
import type { StatusElement } from "../shared/element/status-element.ts";
import { defineCard } from "./card.ts";
import { type CardElement, cardKinds } from "./cards.ts";
import { list, type Picker } from "./editor.ts";
import { RepositoryInCard } from "./element-in-card.ts";

const elements: Readonly<Record<CardElement, new () => StatusElement>> = {
  "borg-activity": BorgActivity,
  "borg-alerts": BorgAlerts,
  "borg-badge": BorgBadge,
  "borg-repositories": BorgRepositories,
  "borg-repository": RepositoryInCard,
  "borg-schedule": BorgSchedule,
  "borg-status": BorgStatus,
};

for (const kind of cardKinds) defineCard(kind, elements[kind.element]);
list(window as Picker);
