// What the middleware before a route leaves on `ctx.state`, and in which file each part is set.
import type { Context } from "koa";
import type { SessionData } from "../../schemas/sessions.ts";
import type { UserRecord } from "../../schemas/users.ts";
import type { Caller } from "../access/caller.ts";
import type { Fault } from "../fault.ts";
import type { Client, Identity } from "../identity/identity.ts";
import type { Pending, PendingKind, PendingOf } from "../identity/pending.ts";
import type { Raw } from "./answer/answer.ts";

/** A session to begin. Unless told otherwise it is a browser's, begun now, which proves presence. */
export type NewSession = Pick<SessionData, "userId" | "method" | "assurance"> &
  Partial<Pick<SessionData, "kind" | "authenticatedAt" | "provedAt" | "oidc">>;

/** What a sign-in rests on. */
export interface ProvedSignIn {
  /** The user as it was when that was proved. */
  readonly user: UserRecord;
  /** When proving it began, as Sessions.mark gave it; with this request, unless told. */
  readonly since?: number | undefined;
}

/** The browser's session, for the routes that sign in and out. */
export interface SessionHandle {
  /** When this request began, as `SessionBasis.since` has it. */
  readonly since: number;
  /** Throws Fault `not-allowed` or `wrong-host` where no browser can be signed in: to be asked before anything is proved. */
  requireBrowser(): void;
  /**
   * Signs this browser in with a new session id; the old one dies. Throws Fault `not-signed-in` where what was proved does
   * not hold any more.
   */
  begin(session: NewSession, proved: ProvedSignIn): Promise<void>;
  /** Goes on with a new session id as what is given. Throws Fault `not-signed-in` where the session was ended meanwhile. */
  renew(session: NewSession): Promise<void>;
  /**
   * Gives the session of who is signed in a new id, since presence was proved just now. For somebody whom the proxy names
   * a session begins that holds nothing but that.
   */
  prove(identity: Identity, change?: Partial<Pick<SessionData, "assurance">>): Promise<void>;
  /** Signs this browser out. */
  end(): Promise<void>;
}

/** What this browser has begun and not finished. */
export interface PendingHandle {
  /** Replaces whatever was pending. */
  begin(data: Pending): void;
  peek<K extends PendingKind>(kind: K): PendingOf<K> | null;
  /** Once only. */
  take<K extends PendingKind>(kind: K): PendingOf<K> | null;
  end(): void;
}

/** What the shared middleware asks of a route (see RouteDeclaration). */
export interface RouteTraits {
  readonly path: string;
  readonly anonymous?: boolean;
  readonly crossOrigin?: boolean;
  readonly navigable?: boolean;
  readonly anySite?: boolean;
  readonly tokenInAddress?: boolean;
  readonly keyHeader?: boolean;
  refusal?(fault: Fault, context: Context): Raw;
}

/** `ctx.state` when a route's handler runs. */
export interface RequestState {
  /** Set by the router before the route's own middleware. */
  route: RouteTraits;
  /** True where a Bearer token of ours says who it is, and nothing else does (middleware/bearer). */
  byToken: boolean;
  /** False where the Host is not ours or a token speaks: then no cookie and no proxy header counts (middleware/host). */
  ambient: boolean;
  /** Set by middleware/cors: a page of another origin reads the answer, by DASHBOARD_ORIGINS. */
  readElsewhere: boolean;
  /** Set by middleware/client. */
  client: Client;
  /** Set by middleware/session. */
  session: SessionHandle;
  /** Set by middleware/session where this request has begun one. */
  began?: NewSession;
  /** Set by middleware/pending. */
  pending: PendingHandle;
  /** Set by middleware/identify or bearer; null where nobody is signed in. */
  identity: Identity | null;
  /** Set with the identity. */
  caller: Caller | null;
}
