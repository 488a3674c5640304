// Where one can go within Settings.
import { nothing, type TemplateResult } from "lit";
import type { Action } from "../../../../schemas/access.ts";
import type { App } from "../../context.ts";
import { tabs } from "../../ui/tabs.ts";

const entries: readonly { readonly path: string; readonly name: string; readonly action: Action }[] = [
  { path: "/users", name: "Users", action: "users.manage" },
  { path: "/settings/sign-in", name: "Sign-in rules", action: "settings.manage" },
  { path: "/settings/sso", name: "Single sign-on", action: "settings.manage" },
  { path: "/settings/proxy", name: "Proxy check", action: "settings.manage" },
  { path: "/settings/mqtt", name: "MQTT", action: "settings.manage" },
  { path: "/settings/audit", name: "Audit", action: "audit.read" },
];

/** The first page of Settings that somebody may see; null where there is none. */
export function settingsStart(allowed: readonly Action[]): string | null {
  return entries.find(({ action }) => allowed.includes(action))?.path ?? null;
}

/** Whether a path belongs to Settings. */
export const isSettings = (path: string): boolean => /^\/(settings|users)(\/|$)/.test(path);

/** The pages of Settings, above the heading of each. */
export function settingsNav(app: App, current: string): TemplateResult | typeof nothing {
  const open = entries.filter(({ action }) => app.session.allowed.includes(action));
  if (open.length === 0) return nothing;
  const pages = open.map(({ path, name }) => [path, name] as const);
  return tabs(app, "Settings", pages, current);
}
