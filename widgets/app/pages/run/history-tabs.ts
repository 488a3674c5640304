// What happened, by who asked for it: the plans, or somebody by hand.
import type { TemplateResult } from "lit";
import type { App } from "../../context.ts";
import { tabs } from "../../ui/tabs.ts";

/** The links between the parts of the history; `here` is the path of the present one. */
export function historyTabs(app: App, here: string): TemplateResult {
  const pages = [
    ["/runs", "Runs of plans"],
    ["/runs/by-hand", "Jobs by hand"],
  ] as const;
  return tabs(app, "History", pages, here);
}
