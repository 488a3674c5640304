// The bar: where one can go, and who one is.
import { html, nothing, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import type { SessionReply } from "../../../schemas/sessions.ts";
import type { App } from "../context.ts";
import { isSettings, settingsStart } from "../pages/settings/settings-nav.ts";
import type { Router } from "../router.ts";

/** Whether signing out means anything: whom the proxy names with each request is in again with the next one. */
export function canSignOut({ method, signOutUrl }: SessionReply): boolean {
  if (method === "none") return false;
  return (method !== "header" && method !== "assertion") || signOutUrl !== null;
}

/** The bar of the pages; without an app (nobody signed in) it holds the name alone. */
export function renderBar(app: App | null, router: Router): TemplateResult {
  const { path } = router.current();
  if (!app) return html`<div class="bar"><span class="brand">Borgdeck</span></div>`;
  const { allowed, user } = app.session;
  const settings = settingsStart(allowed);
  const entry = (to: string, text: string, current = path === to) => html`<li>
    <a href=${router.href(to)} aria-current=${ifDefined(current ? "page" : undefined)}>${text}</a>
  </li>`;
  return html`<div class="bar">
    <a class="brand" href=${router.href("/")}>Borgdeck</a>
    <nav aria-label="Main">
      <ul>
        ${entry("/", "Overview")} ${entry("/repositories", "Repositories", /^\/repositories(\/|$)/.test(path))}
        ${entry("/runs", "History", path === "/runs" || /^\/(runs|jobs)\//.test(path))}
        ${entry("/dashboards", "Dashboards")}
        ${settings === null ? nothing : entry(settings, "Settings", isSettings(path))}
      </ul>
    </nav>
    <div class="account">
      <a href=${router.href("/account")} aria-current=${ifDefined(/^\/account(\/|$)/.test(path) ? "page" : undefined)}>${user.displayName ?? user.username}</a>
      ${canSignOut(app.session) ? html`<button type="button" class="button" @click=${() => app.signOut()}>Sign out</button>` : nothing}
    </div>
  </div>`;
}
