// Which of the actions that concern an object its viewer may take.
import type { Action } from "../../../schemas/access.ts";
import type { Subject } from "../../access/decide.ts";
import type { Viewer } from "../services.ts";

/** The candidates that are allowed, in their order. */
export function allowedOf(viewer: Viewer, subject: Subject, candidates: readonly Action[]): Action[] {
  const allowed = viewer.allowed(subject);
  return candidates.filter((action) => allowed.includes(action));
}
