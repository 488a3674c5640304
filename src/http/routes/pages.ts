// The one page that asks who is there.

import { pageHeaders } from "../../web/page-headers.ts";
import { plainPage, plainPageHeaders } from "../../web/plain-page.ts";
import { appShell } from "../../web/shell.ts";
import { defineRoute, Raw } from "../route.ts";

/** Makes the route where a widget's sign-in link leads: whoever is signed in may close the tab, others sign in there. */
export function returnRoute(basePath: string) {
  const shell = new Raw(appShell(basePath), { "content-type": "text/html; charset=utf-8", ...pageHeaders });
  const text = "You can close this tab.";
  const end = new Raw(plainPage({ title: "You are signed in", text, basePath }), plainPageHeaders);
  return defineRoute({
    method: "GET",
    path: "/auth/return",
    action: "public",
    summary: "Where signing in from a widget ends",
    navigable: true,
    anySite: true,
    handler: ({ identity }) => (identity ? end : shell),
  });
}
