// A caller as the read models know it: what it sees and may do.
import { toldActions } from "../../schemas/access.ts";
import { type Caller, callerKey } from "../access/caller.ts";
import { allowedActions, decide, sees } from "../access/decide.ts";
import { briefProgress } from "./present/brief.ts";
import type { Viewer } from "./services.ts";

const viewers = { here: new WeakMap<Caller, Viewer>(), elsewhere: new WeakMap<Caller, Viewer>() };

/**
 * The viewer of a caller; the same one for the same caller object. Details are for those who may read them
 * (`details.read`), on pages of our own: what a page of another origin shows, that origin has.
 */
export function viewerOf(caller: Caller, { readElsewhere }: { readonly readElsewhere: boolean }): Viewer {
  const made = readElsewhere ? viewers.elsewhere : viewers.here;
  const known = made.get(caller);
  if (known) return known;
  const details = !readElsewhere && decide(caller, "details.read").allowed;
  const viewer: Viewer = {
    // The mark comes first, since ids of streams hold only the beginning of the key.
    key: readElsewhere ? `.${callerKey(caller)}` : callerKey(caller),
    details,
    progress: details ? (progress) => progress : briefProgress,
    sees: (repository) => sees(caller, repository),
    allowed: (subject) => allowedActions(caller, subject, toldActions),
  };
  made.set(caller, viewer);
  return viewer;
}
