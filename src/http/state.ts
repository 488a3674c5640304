// What the middleware before a route leaves on `ctx.state`, and in which file each part is set.
import type { Caller } from "../access/caller.ts";
import type { Client, Identity } from "../identity/identity.ts";

/** The browser's session, for the routes that sign in and out. */
export interface SessionHandle {
  /** Signs this browser in with a new session id; the old one dies. Also what a step-up calls. */
  begin(userId: string): Promise<void>;
  /** Signs this browser out. */
  end(): Promise<void>;
}

/** What the shared middleware asks of a route (see RouteDeclaration). */
export interface RouteTraits {
  readonly anonymous?: boolean;
  readonly crossOrigin?: boolean;
  readonly navigable?: boolean;
  readonly anySite?: boolean;
}

/** `ctx.state` when a route's handler runs. */
export interface RequestState {
  /** Set by the router before the route's own middleware. */
  route: RouteTraits;
  /** False where the Host is not ours: then no cookie and no proxy header counts (middleware/host). */
  ambient: boolean;
  /** Set by middleware/client. */
  client: Client;
  /** Set by middleware/session. */
  session: SessionHandle;
  /** Set by middleware/identify; null where nobody is signed in. */
  identity: Identity | null;
  /** Set by middleware/identify, with the identity. */
  caller: Caller | null;
}
