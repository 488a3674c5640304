// Asks before a page is left on which something was changed and not saved.
import type { FormHost } from "./submission.ts";

export interface Unsaved {
  changed(): void;
  /** Saved, or given up. */
  settled(): void;
}

/** Creates it for this page; it goes with the page. */
export function createUnsaved(host: FormHost): Unsaved {
  const settled = () => host.app.guard(null);
  host.addController({ hostDisconnected: settled });
  return {
    changed: () =>
      host.app.guard(() =>
        host.app.confirm({
          title: "Leave without saving?",
          text: "What you changed on this page is not saved yet.",
          confirm: "Leave",
          danger: true,
        }),
      ),
    settled,
  };
}
