// How a trip to the provider ends: with a session, or without what it was for.
import type { OidcProblem } from "../../../schemas/oidc.ts";
import type { SessionData } from "../../../schemas/sessions.ts";
import { Fault } from "../../fault.ts";

/** The session that a sign-in at the provider begins. */
export type OidcSession = Pick<SessionData, "userId" | "method" | "assurance" | "oidc" | "provedAt">;

/** The browser is told the problem only; the reason, which may hold the provider's words, goes into the audit journal. */
export class TripFailure extends Error {
  readonly problem: OidcProblem;
  /** Whom it was about; null where that is not known. */
  readonly userId: string | null;

  constructor(problem: OidcProblem, reason: string, userId: string | null = null) {
    super(reason);
    this.name = "TripFailure";
    this.problem = problem;
    this.userId = userId;
  }
}

/** What people are told of an error; null for one that nobody foresaw. */
export function tripFailureOf(error: unknown): TripFailure | null {
  if (error instanceof TripFailure) return error;
  return error instanceof Fault ? new TripFailure("oidc-failed", error.detail) : null;
}
