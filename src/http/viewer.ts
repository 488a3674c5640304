// A caller as the read models know it: what it sees and may do.
import { actions } from "../../schemas/access.ts";
import { type Caller, callerKey } from "../access/caller.ts";
import { allowedActions, sees } from "../access/decide.ts";
import type { Viewer } from "./services.ts";

const viewers = new WeakMap<Caller, Viewer>();

/** The viewer of a caller; the same one for the same caller object. */
export function viewerOf(caller: Caller): Viewer {
  const known = viewers.get(caller);
  if (known) return known;
  const viewer: Viewer = {
    key: callerKey(caller),
    sees: (repository) => sees(caller, repository),
    allowed: (subject) => allowedActions(caller, subject, actions),
  };
  viewers.set(caller, viewer);
  return viewer;
}
