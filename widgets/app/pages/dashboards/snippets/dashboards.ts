// Every dashboard for which there are snippets, best known first.
import { badges } from "./badges.ts";
import { dashy } from "./dashy.ts";
import { glance } from "./glance.ts";
import { homarr } from "./homarr.ts";
import { homeAssistant } from "./home-assistant.ts";
import { homepage } from "./homepage.ts";
import { homer } from "./homer.ts";
import type { Dashboard } from "./snippet.ts";
import { heimdall, organizr, plainHtml } from "./with-a-script.ts";

export const dashboards: readonly [Dashboard, ...Dashboard[]] = [
  homepage,
  homeAssistant,
  dashy,
  glance,
  homer,
  homarr,
  organizr,
  heimdall,
  plainHtml,
  badges,
];
