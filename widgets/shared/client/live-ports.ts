// What the live client needs of a page: time, the network, other tabs.
import type { Status } from "../../../schemas/status.ts";
import type { LiveError } from "./live-state.ts";

export type StreamEvent = "snapshot" | "delta" | "progress";

export interface StreamHandlers {
  event(name: StreamEvent, payload: unknown): void;
  /** The stream is gone and will not come back by itself. Called at most once. */
  down(): void;
}

export interface PeerHandlers {
  /** Whether this tab now asks the service for all of them. May be called before `join` returns. */
  lead(leads: boolean): void;
  /** What another tab knows; null: it has lost the service. `byLeader`: it is the one that asks for all. */
  heard(status: Status | null, byLeader: boolean): void;
}

/** The tabs of this browser that follow the same service from the same origin, while this one is among them. */
export interface Peers {
  tell(status: Status | null, byLeader: boolean): void;
  /** Leads from now on, whoever did. */
  takeOver(): void;
  leave(): void;
}

export interface LivePorts {
  /** GET /api/status. Rejects with ApiError. */
  read(): Promise<Status>;
  /** Opens the stream; returns what closes it. */
  stream(handlers: StreamHandlers): () => void;
  /** Joins the other tabs. Where there can be none, this one leads at once. */
  join(handlers: PeerHandlers): Peers;
  /** What a request that never got an answer means. Never rejects. */
  diagnose(): Promise<LiveError>;
  /** Epoch ms. */
  now(): number;
  /** Runs once after `ms`; returns what cancels it. */
  after(ms: number, run: () => void): () => void;
  visible(): boolean;
  /** Calls when the page is shown, hidden, focused or online again. */
  onWake(listener: () => void): () => void;
}
