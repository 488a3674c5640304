// The live client itself: polling, the stream, and when to leave both alone. Time and network come through ports.
import type { ProgressEvent, Status, StatusDelta } from "../../schemas/status.ts";
import type { ApiError } from "./api.ts";
import { applyDelta, applyProgress } from "./fold.ts";
import {
  initialState,
  type LiveError,
  type LiveErrorKind,
  type LiveListener,
  type LivePhase,
  type LiveSource,
} from "./live-state.ts";

export type StreamEvent = "snapshot" | "delta" | "progress";

export interface StreamHandlers {
  event(name: StreamEvent, payload: unknown): void;
  /** The stream is gone and will not come back by itself. Called at most once. */
  down(): void;
}

export interface LivePorts {
  /** GET /api/status. Rejects with ApiError. */
  read(): Promise<Status>;
  /** Opens the stream; returns what closes it. */
  stream(handlers: StreamHandlers): () => void;
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

const defaultRefreshMs = 60_000;
const longestWaitMs = 300_000;
/** An element that a dashboard takes out and puts back must not reopen everything. */
const lingerMs = 3_000;
/** Focus and visibility come in pairs; the second asks nothing. */
const wakeGapMs = 2_000;

/** Creates the client. It does nothing without a listener and nothing while the page is hidden. */
export function createLive(ports: LivePorts): LiveSource {
  const listeners = new Map<LiveListener, number>();
  let state = initialState;
  let closeStream: (() => void) | null = null;
  let streamFailures = 0;
  let streamNotBefore = 0;
  let failures = 0;
  let retryMs = 0;
  let asking = false;
  let again = false;
  let askedAt = Number.NEGATIVE_INFINITY;
  let heardAt = Number.NEGATIVE_INFINITY;
  let cancelTimer = () => {};
  let stopWake: (() => void) | null = null;

  const publish = (phase: LivePhase, status: Status | null, error: LiveError | null = null) => {
    state = { phase, status, error, fetchedAt: error ? state.fetchedAt : ports.now() };
    for (const listener of [...listeners.keys()]) tell(listener);
  };
  const tell = (listener: LiveListener) => {
    try {
      listener(state);
    } catch (problem) {
      reportError(problem); // one element's fault is not another's
    }
  };
  const askIn = (ms: number) => {
    cancelTimer();
    cancelTimer = ports.after(ms, ask);
  };
  const refreshMs = () => Math.min(...listeners.values());

  async function ask(): Promise<void> {
    cancelTimer();
    if (asking || listeners.size === 0 || !ports.visible()) return;
    asking = true;
    askedAt = ports.now();
    try {
      const status = await ports.read();
      failures = 0;
      // What the stream said meanwhile is newer than this answer.
      publish("ready", heardAt > askedAt && state.status ? state.status : status);
    } catch (problem) {
      await fail(problem as ApiError);
    }
    asking = false;
    carryOn();
    if (again) {
      again = false;
      void ask();
    }
  }

  /** An answer that is under way may be older than the wish to refresh: then it is asked once more. */
  const refresh = () => {
    if (asking) again = true;
    else void ask();
  };

  async function fail(problem: ApiError): Promise<void> {
    failures += 1;
    retryMs = Math.max(Math.min(15_000 * 2 ** (failures - 1), longestWaitMs), problem.retryAfterMs ?? 0);
    const silent = problem.code === "unreachable" && problem.status === 0;
    const error = silent ? await ports.diagnose() : { kind: kindOf(problem), detail: problem.detail };
    publish(phaseOf(error), state.status, error);
  }

  function carryOn(): void {
    if (listeners.size === 0 || !ports.visible()) return rest();
    if (state.phase === "ready") {
      openStream();
      askIn(refreshMs());
    } else {
      dropStream();
      // A background request that meets a login page can become the address people land on after signing in.
      if (state.phase !== "signed-out") askIn(retryMs);
    }
  }

  function openStream(): void {
    if (closeStream || ports.now() < streamNotBefore) return;
    closeStream = ports.stream({
      event: heard,
      down() {
        dropStream();
        streamNotBefore = ports.now() + Math.min(5_000 * 2 ** streamFailures, 3 * longestWaitMs);
        streamFailures += 1;
        void ask();
      },
    });
  }

  function heard(name: StreamEvent, payload: unknown): void {
    heardAt = ports.now();
    if (name === "snapshot") {
      streamFailures = 0;
      publish("ready", payload as Status);
    } else if (state.status) {
      if (name === "delta") publish("ready", applyDelta(state.status, payload as StatusDelta));
      else publish("ready", applyProgress(state.status, payload as ProgressEvent));
    }
    if (!asking && listeners.size > 0) askIn(refreshMs());
  }

  const dropStream = () => {
    closeStream?.();
    closeStream = null;
  };
  const rest = () => {
    dropStream();
    cancelTimer();
  };
  const wake = () => {
    if (!ports.visible()) return rest();
    if (closeStream || ports.now() - askedAt < wakeGapMs) return;
    void ask();
  };

  return {
    subscribe(listener, options = {}) {
      listeners.set(listener, options.refreshMs ?? defaultRefreshMs);
      if (!stopWake) stopWake = ports.onWake(wake);
      tell(listener);
      if (listeners.size === 1 && !closeStream) void ask();
      return () => {
        if (!listeners.delete(listener) || listeners.size > 0) return;
        ports.after(lingerMs, () => {
          if (listeners.size > 0) return;
          rest();
          stopWake?.();
          stopWake = null;
        });
      };
    },
    refresh,
  };
}

function kindOf({ status, code }: ApiError): LiveErrorKind {
  if (status === 401) return "signed-out";
  if (status === 403) return "forbidden";
  return code === "unexpected-answer" ? code : "unreachable";
}

function phaseOf({ kind }: LiveError): LivePhase {
  switch (kind) {
    case "signed-out":
    case "forbidden":
      return kind;
    case "unreachable":
    case "unexpected-answer":
      return "unreachable";
    default:
      return "misconfigured";
  }
}
