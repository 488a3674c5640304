// identity/ finds out who a request is, and keeps users, their factors and sessions.

import type { TokenScope } from "../../schemas/account.ts";
import type { AuditEvent } from "../../schemas/audit.ts";
import type { Assurance, SignInMethod } from "../../schemas/sessions.ts";
import type { UserRecord } from "../../schemas/users.ts";

/** Who a request is. Nothing behind resolve asks how that was proved, but for `assurance` and the two times. */
export interface Identity {
  readonly user: UserRecord;
  readonly method: SignInMethod;
  /** What the sign-in proves; see schemas/sessions. */
  readonly assurance: Assurance;
  /** When this user signed in; ISO 8601, UTC. */
  readonly authenticatedAt: string;
  /** When presence was last proved to Borgdeck itself; null where it never was. */
  readonly provedAt: string | null;
  /** Stored id of the session or id of the token that this rests on, never a secret; null where there is none. */
  readonly sessionId: string | null;
  /** What a token is limited to; null for people. */
  readonly limits: TokenLimits | null;
}

/** How far a token reaches. */
export interface TokenLimits {
  /** Null for a signed token (JWT), which may do what its user may, but for what needs presence. */
  readonly scopes: readonly TokenScope[] | null;
  /** Null: every repository that its user sees. */
  readonly repositoryIds: readonly string[] | null;
}

/** Where a request came from. */
export interface Client {
  /** Address of the socket's other end, `unix` for a Unix socket; null where it is not known. */
  readonly peer: string | null;
  /** The client's own address as far as trusted proxies tell it: for throttling and audit, never for identity. */
  readonly address: string | null;
  readonly userAgent: string | null;
  /** The note that a device got at a sign-in (devices.ts), unread; for throttling only. */
  readonly device?: string;
  /** What attempts on whoever is signed in there are counted under (accountKey); for throttling only. */
  readonly account?: string;
}

/** Somebody who does something, and from where. */
export interface Actor extends Client {
  readonly userId: string;
  readonly username: string;
}

/** Whoever works on the host itself, by the command line. */
export const commandLine: Actor = {
  userId: "command-line",
  username: "command line",
  peer: null,
  address: null,
  userAgent: null,
};

/** An event of this folder, as the audit takes it. */
export interface IdentityEvent {
  readonly event: AuditEvent;
  readonly outcome: "ok" | "denied" | "failed";
  readonly actor: { readonly userId: string; readonly username: string } | null;
  readonly peer: string | null;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly target: string | null;
  readonly detail: string | null;
  /** Of a denial: nothing had been begun here that it could have ended (see AuditRecord). */
  readonly unasked?: boolean;
}

/** Where events of this folder are recorded. */
export interface IdentityAudit {
  record(entry: IdentityEvent): Promise<void>;
}
