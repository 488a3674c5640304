// Asks before a page is left that has something which would be lost.
import type { Question } from "../context.ts";
import type { FormHost } from "./submission.ts";

export interface LeaveGuard {
  /** From now on leaving asks. */
  hold(): void;
  /** Saved, or given up. */
  letGo(): void;
}

const unsaved: Question = {
  title: "Leave without saving?",
  text: "What you changed on this page is not saved yet.",
  confirm: "Leave",
  danger: true,
};

/** Creates it for this page, with which it goes. */
export function createLeaveGuard(host: FormHost, question = unsaved): LeaveGuard {
  let release = () => {};
  const letGo = () => release();
  host.addController({ hostDisconnected: letGo });
  return {
    hold() {
      release = host.app.guard(() => host.app.confirm(question));
    },
    letGo,
  };
}
