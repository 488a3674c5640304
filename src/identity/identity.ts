// identity/ finds out who a request is, and keeps users, passwords and sessions.
import type { SignInMethod, UserRecord } from "../../schemas/users.ts";

/** Who a request is. Nothing behind resolve asks how that was proved, but for `assurance` and `authenticatedAt`. */
export interface Identity {
  readonly user: UserRecord;
  readonly method: SignInMethod;
  /** `one-factor`: proved to us; `proxy`: a trusted proxy says so. */
  readonly assurance: "one-factor" | "proxy";
  /** When presence was last proved; ISO 8601, UTC. */
  readonly authenticatedAt: string;
  /** Stored id of the session (never the cookie's value); null where there is none. */
  readonly sessionId: string | null;
}

/** Where a request came from. */
export interface Client {
  /** Address of the socket's other end, `unix` for a Unix socket; null where it is not known. */
  readonly peer: string | null;
  /** The client's own address as far as trusted proxies tell it: for throttling and audit, never for identity. */
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** Somebody who does something, and from where. */
export interface Actor extends Client {
  readonly userId: string;
  readonly username: string;
}
