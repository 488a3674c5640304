// What the middleware before a route leaves on `ctx.state`, and in which file each part is set.
import type { SignInMethod, UserRecord } from "../../schemas/users.ts";
import type { Caller } from "../access/caller.ts";
import type { Route } from "./route.ts";

/** Who a request is, however that was proved. */
export interface Identity {
  readonly user: UserRecord;
  readonly method: SignInMethod;
  readonly assurance: "one-factor" | "proxy";
  /** When presence was last proved; ISO 8601, UTC. */
  readonly authenticatedAt: string;
  /** Stored id of the session, null where there is none (header sign-in). */
  readonly sessionId: string | null;
}

/** Where a request came from. */
export interface Client {
  /** The socket's peer address; null on a Unix socket. */
  readonly peer: string | null;
  /** The client's own address as far as trusted proxies tell it; for the audit trail and throttling, never for identity. */
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** The browser's session, for the routes that sign in and out. */
export interface SessionHandle {
  /** Signs this browser in with a new session id; the old one dies. Also what a step-up calls. */
  begin(userId: string): Promise<void>;
  /** Signs this browser out. */
  end(): Promise<void>;
}

/** `ctx.state` when a route's handler runs. */
export interface RequestState {
  /** Set by the router before the route's own middleware. */
  route: Route;
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
