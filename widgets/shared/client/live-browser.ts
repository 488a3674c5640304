// The live client's ports in a real page: EventSource, visibility, other tabs, and the diagnosis of a silent failure.
import type { Status } from "../../../schemas/status.ts";
import { scriptBase } from "../element/server.ts";
import { ApiError, answers, isReadable, read } from "./api.ts";
import { joinPeers } from "./live-peers.ts";
import type { LivePorts, StreamHandlers } from "./live-ports.ts";
import type { LiveError } from "./live-state.ts";

/** A proxy that buffers lets the stream open and says nothing. */
const firstEventMs = 10_000;
/** A violation of the page's policy is told after the request has failed by it. */
const policyEventMs = 50;
/** How long the browser's own reconnection may take; the service asks for five seconds before it. */
const reconnectMs = 15_000;
/** A timer that is to wait longer does not wait at all. */
const longestTimerMs = 2 ** 31 - 1;

/** Ports of the page for the service at `base`. */
export function createBrowserPorts(base: string): LivePorts {
  const blocked = watchPolicy(base);
  const scripts = watchScripts(base);
  return {
    async read() {
      const status = await read<Status>(`${base}/api/status`);
      if (!Array.isArray(status?.plans) || !Array.isArray(status.running))
        throw new ApiError({ status: 200, code: "unexpected-answer", detail: "This is not a Borgdeck status" });
      scripts.learn();
      return status;
    },
    stream: (handlers) => openStream(base, handlers),
    join: (handlers) => joinPeers(base, handlers),
    diagnose: () => diagnose(base, blocked, scripts),
    now: () => Date.now(),
    after(ms, run) {
      const timer = setTimeout(run, Math.min(ms, longestTimerMs));
      return () => clearTimeout(timer);
    },
    visible: () => !document.hidden,
    onWake(listener) {
      document.addEventListener("visibilitychange", listener);
      for (const name of ["focus", "online"]) addEventListener(name, listener);
      return () => {
        document.removeEventListener("visibilitychange", listener);
        for (const name of ["focus", "online"]) removeEventListener(name, listener);
      };
    },
  };
}

function openStream(base: string, { event, down }: StreamHandlers): () => void {
  const source = new EventSource(`${base}/api/events?topics=status`, { withCredentials: true });
  let timer = 0;
  let spoke = false;
  const close = () => {
    clearTimeout(timer);
    source.close();
  };
  const giveUpIn = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      close();
      down();
    }, ms);
  };
  for (const name of ["snapshot", "delta", "progress"] as const) {
    source.addEventListener(name, ({ data }: MessageEvent<string>) => {
      clearTimeout(timer);
      spoke = true;
      event(name, JSON.parse(data));
    });
  }
  source.addEventListener("signed-out", () => giveUpIn(0));
  source.onerror = () => giveUpIn(source.readyState === EventSource.CLOSED ? 0 : reconnectMs);
  // A resumed stream may have nothing to say; a first one owes a snapshot.
  source.onopen = () => spoke && clearTimeout(timer);
  giveUpIn(firstEventMs);
  return close;
}

/** Remembers whether this page's own policy blocked the service. */
function watchPolicy(base: string): () => boolean {
  let blocked = false;
  document.addEventListener("securitypolicyviolation", ({ blockedURI }) => {
    if (blockedURI.startsWith(new URL(base).origin)) blocked = true;
  });
  return () => blocked;
}

interface Scripts {
  /** Remembers, at the first success, whether a sign-on lets the scripts through to everybody. */
  learn(): void;
  /** Whether it does. */
  isExempt(): boolean;
  /** Whether they can be had now, without a cookie. */
  answer(): Promise<boolean>;
}

/** What the service's scripts tell: where a sign-on lets them through, they cannot be had only while the service is down. */
function watchScripts(base: string): Scripts {
  const answer = () => isReadable(`${base}/widgets/borg-live.js`);
  // Before anything succeeded: signed in or not, this script came from there.
  let exempt = scriptBase === base;
  let learnt = new URL(base).origin === location.origin;
  return {
    learn() {
      if (learnt) return;
      learnt = true;
      void answer().then((can) => {
        exempt = can;
      });
    },
    isExempt: () => exempt,
    answer,
  };
}

/**
 * Tells why a request across origins failed without a word. What answers but may not be read is the service itself, which
 * does not know this page's origin (then the gated picture is shown), the login page, or a proxy whose service is down.
 */
async function diagnose(base: string, blocked: () => boolean, scripts: Scripts): Promise<LiveError> {
  const { origin, protocol } = new URL(base);
  const found = (kind: LiveError["kind"]): LiveError => ({ kind, detail: null });
  if (origin === location.origin) return found("unreachable");
  const [answered, shown, code] = await Promise.all([
    answers(`${base}/api/status`),
    loads(`${base}/api/widgets/ping.svg?${Date.now()}`),
    scripts.answer(),
    new Promise((done) => setTimeout(done, policyEventMs)),
  ]);
  if (blocked()) return found("policy");
  if (shown) return found("origin");
  // A login page may forbid to be fetched at all; the code beside it tells that the service is up.
  if (code || (answered && !scripts.isExempt())) return found("signed-out");
  return found(location.protocol === "https:" && protocol === "http:" ? "mixed-content" : "unreachable");
}

function loads(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const image = new Image();
    image.onload = () => resolve(true);
    image.onerror = () => resolve(false);
    image.src = url;
  });
}
