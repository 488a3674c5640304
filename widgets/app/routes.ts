// Every address of the pages, and the page it shows.
import { html, type TemplateResult } from "lit";
import type { App } from "./context.ts";
import { viewOf } from "./pages/archive/archive-address.ts";
import { filterOf } from "./pages/archives/archive-filter.ts";
import { wishOf } from "./pages/restore/restore-page.ts";
import { problemOf } from "./pages/sign-in/problems.ts";
import { matchPath, type Place } from "./router.ts";
import type { SessionStore } from "./session.ts";

interface Context {
  readonly app: App;
  readonly store: SessionStore;
  readonly query: URLSearchParams;
}

type Render = (params: Readonly<Record<string, string>>, context: Context) => TemplateResult;

/** The first pattern that fits wins. */
const routes: readonly (readonly [pattern: string, render: Render])[] = [
  ["/", (_, { app }) => html`<borgdeck-overview-page .app=${app}></borgdeck-overview-page>`],
  [
    "/sign-in",
    (_, { app, query }) =>
      html`<borgdeck-account-page .app=${app} .problem=${problemOf(query)}></borgdeck-account-page>`,
  ],
  ["/auth/return", (_, { app }) => html`<borgdeck-return-page .app=${app}></borgdeck-return-page>`],
  [
    "/confirmed",
    (_, { app, query }) =>
      html`<borgdeck-confirmed-page .app=${app} .problem=${problemOf(query)}></borgdeck-confirmed-page>`,
  ],
  ["/account", (_, { app }) => html`<borgdeck-account-page .app=${app}></borgdeck-account-page>`],
  [
    "/account/password",
    (_, { app, store }) => html`<borgdeck-password-page .app=${app} .store=${store}></borgdeck-password-page>`,
  ],
  [
    "/account/security",
    (_, { app, query }) =>
      html`<borgdeck-security-page .app=${app} .problem=${problemOf(query)}></borgdeck-security-page>`,
  ],
  ["/account/sessions", (_, { app }) => html`<borgdeck-sessions-page .app=${app}></borgdeck-sessions-page>`],
  ["/account/tokens", (_, { app }) => html`<borgdeck-tokens-page .app=${app}></borgdeck-tokens-page>`],
  [
    "/plans/new",
    (_, { app, query }) =>
      html`<borgdeck-new-plan-page .app=${app} .repositoryId=${query.get("repository")}></borgdeck-new-plan-page>`,
  ],
  ["/plans/:id", ({ id }, { app }) => html`<borgdeck-plan-page .app=${app} .planId=${id}></borgdeck-plan-page>`],
  [
    "/plans/:id/edit",
    ({ id }, { app }) => html`<borgdeck-edit-plan-page .app=${app} .planId=${id}></borgdeck-edit-plan-page>`,
  ],
  ["/runs", (_, { app }) => html`<borgdeck-history-page .app=${app}></borgdeck-history-page>`],
  ["/runs/by-hand", (_, { app }) => html`<borgdeck-jobs-by-hand-page .app=${app}></borgdeck-jobs-by-hand-page>`],
  ["/runs/:id", ({ id }, { app }) => html`<borgdeck-run-page .app=${app} .runId=${id}></borgdeck-run-page>`],
  ["/jobs/:id", ({ id }, { app }) => html`<borgdeck-job-page .app=${app} .jobId=${id}></borgdeck-job-page>`],
  ["/repositories", (_, { app }) => html`<borgdeck-repositories-page .app=${app}></borgdeck-repositories-page>`],
  [
    "/repositories/new",
    (_, { app }) => html`<borgdeck-new-repository-page .app=${app}></borgdeck-new-repository-page>`,
  ],
  [
    "/repositories/import",
    (_, { app }) => html`<borgdeck-import-repository-page .app=${app}></borgdeck-import-repository-page>`,
  ],
  [
    "/repositories/:id/growth",
    ({ id }, { app }) => html`<borgdeck-growth-page .app=${app} .repositoryId=${id}></borgdeck-growth-page>`,
  ],
  [
    "/repositories/:id/upkeep",
    ({ id }, { app }) => html`<borgdeck-upkeep-page .app=${app} .repositoryId=${id}></borgdeck-upkeep-page>`,
  ],
  [
    "/repositories/:id/key",
    ({ id }, { app }) => html`<borgdeck-key-page .app=${app} .repositoryId=${id}></borgdeck-key-page>`,
  ],
  [
    "/repositories/:id/settings",
    ({ id }, { app }) =>
      html`<borgdeck-repository-settings-page .app=${app} .repositoryId=${id}></borgdeck-repository-settings-page>`,
  ],
  [
    "/repositories/:id",
    ({ id }, { app }) => html`<borgdeck-repository-page .app=${app} .repositoryId=${id}></borgdeck-repository-page>`,
  ],
  [
    "/repositories/:id/archives",
    ({ id }, { app, query }) =>
      html`<borgdeck-archives-page .app=${app} .repositoryId=${id} .filter=${filterOf(query)}></borgdeck-archives-page>`,
  ],
  [
    "/repositories/:id/restore",
    ({ id }, { app, query }) =>
      html`<borgdeck-restore-page .app=${app} .repositoryId=${id} .wish=${wishOf(query)}></borgdeck-restore-page>`,
  ],
  [
    "/repositories/:id/archive",
    ({ id }, { app, query }) =>
      html`<borgdeck-archive-page .app=${app} .repositoryId=${id} .archiveName=${query.get("name") ?? ""} .view=${viewOf(query)}></borgdeck-archive-page>`,
  ],
  ["/dashboards", (_, { app }) => html`<borgdeck-dashboards-page .app=${app}></borgdeck-dashboards-page>`],
  ["/users", (_, { app }) => html`<borgdeck-users-page .app=${app}></borgdeck-users-page>`],
  ["/users/new", (_, { app }) => html`<borgdeck-new-user-page .app=${app}></borgdeck-new-user-page>`],
  ["/users/:id", ({ id }, { app }) => html`<borgdeck-user-page .app=${app} .userId=${id}></borgdeck-user-page>`],
  ["/settings/sign-in", (_, { app }) => html`<borgdeck-sign-in-rules-page .app=${app}></borgdeck-sign-in-rules-page>`],
  ["/settings/sso", (_, { app }) => html`<borgdeck-sso-page .app=${app}></borgdeck-sso-page>`],
  ["/settings/mqtt", (_, { app }) => html`<borgdeck-mqtt-page .app=${app}></borgdeck-mqtt-page>`],
  ["/settings/proxy", (_, { app }) => html`<borgdeck-proxy-page .app=${app}></borgdeck-proxy-page>`],
  [
    "/settings/audit",
    (_, { app, query }) => html`<borgdeck-audit-page .app=${app} .search=${query.toString()}></borgdeck-audit-page>`,
  ],
];

/** The page of a place. */
export function routeOf({ path, query }: Place, app: App, store: SessionStore): TemplateResult {
  for (const [pattern, render] of routes) {
    const params = matchPath(pattern, path);
    if (params) return render(params, { app, store, query });
  }
  return html`<borgdeck-not-found-page .app=${app}></borgdeck-not-found-page>`;
}
