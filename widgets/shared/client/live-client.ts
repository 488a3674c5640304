// The live client itself: polling, the stream, and when to leave both to another tab or alone. Time and network come through ports.
import type { ProgressEvent, Status, StatusDelta } from "../../../schemas/status.ts";
import { applyDelta, applyProgress } from "../model/fold.ts";
import type { ApiError } from "./api.ts";
import type { LivePorts, Peers, StreamEvent } from "./live-ports.ts";
import {
  initialState,
  type LiveError,
  type LiveErrorKind,
  type LiveListener,
  type LivePhase,
  type LiveSource,
} from "./live-state.ts";

const defaultRefreshMs = 60_000;
const longestWaitMs = 300_000;
/** A leader that lives has spoken by then: its own questions come so much earlier. */
const graceMs = 15_000;
/** An element that a dashboard takes out and puts back must not reopen everything. */
const lingerMs = 3_000;
/** Focus and visibility come in pairs; the second asks nothing. */
const wakeGapMs = 2_000;
/** Tabs that are shown different things ask for themselves, this often at most. */
const doubtMs = 15_000;

/** Creates the client. It does nothing without a listener and nothing while the page is hidden. */
export function createLive(ports: LivePorts): LiveSource {
  const listeners = new Map<LiveListener, number>();
  let state = initialState;
  let peers: Peers | null = null;
  let leads = false;
  let closeStream: (() => void) | null = null;
  let streamSpoke = false;
  let streamOpenedAt = 0;
  let streamFailures = 0;
  let streamNotBefore = 0;
  let failures = 0;
  let retryMs = 0;
  let asking = false;
  let again = false;
  let askedAt = Number.NEGATIVE_INFINITY;
  let heardAt = Number.NEGATIVE_INFINITY;
  let cancelTimer: (() => void) | null = null;
  let stopWake: (() => void) | null = null;

  const isActive = () => listeners.size > 0 && ports.visible();
  const publish = (phase: LivePhase, status: Status | null, error: LiveError | null = null) => {
    state = { phase, status, error, fetchedAt: error ? state.fetchedAt : ports.now() };
    for (const listener of [...listeners.keys()]) tell(listener);
  };
  /** What this tab learnt by itself is for the others too. */
  const learn = (status: Status) => {
    publish("ready", status);
    peers?.tell(status, leads);
  };
  const tell = (listener: LiveListener) => {
    try {
      listener(state);
    } catch (problem) {
      reportError(problem); // one element's fault is not another's
    }
  };
  const stopTimer = () => {
    cancelTimer?.();
    cancelTimer = null;
  };
  const after = (ms: number, run: () => unknown) => {
    stopTimer();
    cancelTimer = ports.after(ms, run);
  };
  const refreshMs = () => Math.min(...listeners.values());
  /** Where a stream tells of every change, a question only makes sure that it lives. */
  const pauseMs = () => Math.max(refreshMs(), defaultRefreshMs);

  async function ask(): Promise<void> {
    stopTimer();
    if (asking || !isActive()) return;
    asking = true;
    askedAt = ports.now();
    join();
    try {
      const status = await ports.read();
      failures = 0;
      const same = isSameView(state.status, status);
      if (!same) dropStream(); // it was opened by another user of this browser
      // What was said meanwhile is newer than this answer.
      if (same && heardAt > askedAt) publish("ready", state.status);
      else learn(status);
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
    const lost = state.phase === "ready";
    publish(phaseOf(error), state.status, error);
    if (lost && leads) peers?.tell(null, true);
  }

  function carryOn(): void {
    if (!isActive()) return rest();
    join();
    if (state.phase !== "ready") {
      dropStream();
      // A background request that meets a login page can become the address people land on after signing in.
      if (state.phase !== "signed-out") after(retryMs, ask);
    } else if (leads) {
      leadOn();
    } else {
      dropStream();
      after(pauseMs() + graceMs, takeOver);
    }
  }

  function leadOn(): void {
    openStream();
    const untilStreamMs = streamNotBefore - ports.now();
    if (closeStream) after(pauseMs(), ask);
    else if (untilStreamMs < refreshMs()) after(untilStreamMs, carryOn);
    else after(refreshMs(), ask);
  }

  function openStream(): void {
    if (closeStream || ports.now() < streamNotBefore) return;
    streamSpoke = false;
    streamOpenedAt = ports.now();
    closeStream = ports.stream({
      event: heard,
      down() {
        dropStream();
        if (streamSpoke && ports.now() - streamOpenedAt > longestWaitMs) streamFailures = 0;
        // What never spoke is a proxy that lets no stream through.
        const firstWaitMs = streamSpoke ? 5_000 : 60_000;
        streamNotBefore = ports.now() + Math.min(firstWaitMs * 2 ** streamFailures, 3 * longestWaitMs);
        streamFailures += 1;
        if (streamSpoke || ports.now() - askedAt >= wakeGapMs) void ask();
        else carryOn();
      },
    });
  }

  function heard(name: StreamEvent, payload: unknown): void {
    heardAt = ports.now();
    streamSpoke = true;
    if (name === "snapshot") {
      learn(payload as Status);
    } else if (state.status) {
      if (name === "delta") learn(applyDelta(state.status, payload as StatusDelta));
      else learn(applyProgress(state.status, payload as ProgressEvent));
    }
    if (!asking && isActive()) after(pauseMs(), ask);
  }

  function join(): void {
    peers ??= ports.join({
      lead(now) {
        leads = now;
        if (peers && !asking && state.phase === "ready") carryOn();
      },
      heard: take,
    });
  }

  function take(status: Status | null, byLeader: boolean): void {
    if (!isActive()) return;
    // A stream is nearer to the service than what another tab asked: all take what the stream said.
    const knows = leads && closeStream && streamSpoke && state.phase === "ready";
    if (status && !isSameView(state.status, status)) doubt();
    else if (!knows) follow(status);
    else if (!byLeader) peers?.tell(state.status, true);
  }

  function follow(status: Status | null): void {
    if (!status) return void ask();
    heardAt = ports.now();
    failures = 0;
    publish("ready", status);
    if (!asking) carryOn();
  }

  /** One of two tabs still shows what the user before might see, or has not heard of a new repository. */
  function doubt(): void {
    dropStream();
    if (!asking) after(Math.max(0, askedAt + doubtMs - ports.now()), ask);
  }

  /** The leader has been silent for too long: frozen, or hung. */
  const takeOver = () => {
    peers?.takeOver();
    void ask();
  };
  const dropStream = () => {
    closeStream?.();
    closeStream = null;
  };
  const rest = () => {
    dropStream();
    stopTimer();
    peers?.leave();
    peers = null;
    leads = false;
  };
  const wake = () => {
    if (!ports.visible()) return rest();
    if (state.phase === "ready" && peers && (closeStream || !leads)) return;
    if (ports.now() - askedAt >= wakeGapMs) void ask();
    else if (!asking && !cancelTimer) carryOn(); // hidden and shown again at once
  };

  return {
    subscribe(listener, options = {}) {
      listeners.set(listener, options.refreshMs ?? defaultRefreshMs);
      if (!stopWake) stopWake = ports.onWake(wake);
      tell(listener);
      // A dashboard that puts its elements in anew again and again asks nothing by that.
      const idle = !peers || (!cancelTimer && state.phase !== "signed-out");
      if (listeners.size === 1 && idle) void ask();
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

/** Whether two statuses are of one user, as far as they tell: they show the same repositories, with the same rights. */
function isSameView(one: Status | null, other: Status): boolean {
  return viewOf(one) === viewOf(other);
}

function viewOf(status: Status | null): string | undefined {
  return status?.repositories
    .map(({ id, allowed }) => `${id} ${allowed}`)
    .sort()
    .join();
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
