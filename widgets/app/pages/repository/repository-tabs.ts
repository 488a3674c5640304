// The pages of one repository.
import { html, type TemplateResult } from "lit";
import type { Action } from "../../../../schemas/access.ts";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import type { App } from "../../context.ts";
import { tabs } from "../../ui/tabs.ts";

const entries: readonly { readonly path: string; readonly name: string; readonly action: Action }[] = [
  { path: "", name: "Overview", action: "status.read" },
  { path: "/archives", name: "Archives", action: "archive.read" },
  { path: "/growth", name: "Growth", action: "status.read" },
  { path: "/upkeep", name: "Upkeep", action: "maintenance.run" },
  { path: "/key", name: "Key", action: "repository.secret" },
  { path: "/settings", name: "Settings", action: "repository.edit" },
];

/** The way back to all repositories, and the row of links; `here` is the last part of the present page, such as `/key`. */
export function repositoryTabs(
  app: App,
  { id, allowed }: Pick<RepositoryReply, "id" | "allowed">,
  here: string,
): TemplateResult {
  const open = entries.filter(({ action }) => allowed.includes(action));
  const pages = open.map(({ path, name }) => [`/repositories/${id}${path}`, name] as const);
  return html`<p class="trail"><a href=${app.href("/repositories")}>Repositories</a></p>
    ${tabs(app, "This repository", pages, `/repositories/${id}${here}`)}`;
}
