// What the live data can be, and what it is made from.
import type { Status } from "../../../schemas/status.ts";

export type LivePhase = "loading" | "ready" | "signed-out" | "forbidden" | "unreachable" | "misconfigured";

/**
 * Why the phase is not `ready`. `origin`: DASHBOARD_ORIGINS lacks this page. `policy`: this page's own
 * Content-Security-Policy. `mixed-content`: an https page cannot read from http. `no-server`: no address is known.
 */
export type LiveErrorKind =
  | "signed-out"
  | "forbidden"
  | "unreachable"
  | "unexpected-answer"
  | "origin"
  | "policy"
  | "mixed-content"
  | "no-server";

export interface LiveError {
  readonly kind: LiveErrorKind;
  /** The service's own words, if there are any. */
  readonly detail: string | null;
}

/** `status` keeps the last data when a later request fails; `fetchedAt` (epoch ms) says how old it is. */
export interface LiveState {
  readonly phase: LivePhase;
  readonly status: Status | null;
  readonly fetchedAt: number | null;
  readonly error: LiveError | null;
}

export type LiveListener = (state: LiveState) => void;

/** One shared source of the status for all elements of a page. */
export interface LiveSource {
  /** Calls the listener at once and at each change. The most frequent `refreshMs` asked for (default 60 s) counts. */
  subscribe(listener: LiveListener, options?: { refreshMs?: number }): () => void;
  /** Asks again now, whatever the state. */
  refresh(): void;
}

/** The state before anything is known. */
export const initialState: LiveState = { phase: "loading", status: null, fetchedAt: null, error: null };
