// Cards for Home Assistant: one file for /config/www, that holds everything they need.
import "../elements/borg-activity/borg-activity.ts";
import "../elements/borg-repositories/borg-repositories.ts";
import "../elements/borg-schedule/borg-schedule.ts";
import "../elements/borg-status/borg-status.ts";
import { defineCard } from "./card.ts";
import { cardKinds } from "./cards.ts";
import { listCards } from "./editor.ts";

for (const kind of cardKinds) defineCard(kind);
listCards(window as { customCards?: { type: string }[] });
