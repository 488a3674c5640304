// The one page that asks who is there.

import { appShell, returnPage } from "../../web/shell.ts";
import { pageHeaders } from "../middleware/security-headers.ts";
import { defineRoute, Raw } from "../route.ts";

/** Makes the route where a widget's sign-in link leads: whoever is signed in may close the tab, others sign in there. */
export function returnRoute(basePath: string) {
  const headers = { "content-type": "text/html; charset=utf-8", ...pageHeaders };
  return defineRoute({
    method: "GET",
    path: "/auth/return",
    action: "public",
    summary: "Where signing in from a widget ends",
    navigable: true,
    anySite: true,
    handler: ({ identity }) => new Raw(identity ? returnPage(basePath) : appShell(basePath), headers),
  });
}
