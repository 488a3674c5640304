// The standalone pages of Borgdeck: an application of the same elements that dashboards embed. This file starts it.
import { createApi } from "../shared/client/api.ts";
import { liveStatus } from "../shared/client/live.ts";
import { define } from "../shared/element/element.ts";
import { elements } from "./elements.ts";
import { createRouter } from "./router.ts";
import { createSessionStore } from "./session.ts";
import type { AppShell } from "./shell/app-shell.ts";
import { adoptStyles } from "./styles/styles.ts";

const base = document.querySelector<HTMLMetaElement>('meta[name="borgdeck-base"]')?.content.replace(/\/+$/, "") ?? "";
const server = location.origin + base;

// One language in a sentence: the text is English, so dates and figures are, in the reader's own variety where there is one.
document.documentElement.lang = navigator.languages.find((tag) => /^en-/i.test(tag)) ?? "en-GB";
adoptStyles(document);
for (const [tag, element] of elements) define(tag, element);

const api = createApi(server);
const shell =
  document.querySelector<AppShell>("borgdeck-app") ??
  document.body.appendChild(document.createElement("borgdeck-app") as AppShell);
shell.start({ server, api, live: liveStatus(server), router: createRouter(base), session: createSessionStore(api) });
