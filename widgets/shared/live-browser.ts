// The live client's ports in a real page: EventSource, visibility, and the diagnosis of a silent failure.
import type { Status } from "../../schemas/status.ts";
import { ApiError, answers, read } from "./api.ts";
import type { LivePorts, StreamHandlers } from "./live-client.ts";
import type { LiveError } from "./live-state.ts";

/** A proxy that buffers lets the stream open and says nothing. */
const firstEventMs = 10_000;
/** A violation of the page's policy is told after the request has failed by it. */
const policyEventMs = 50;
/** How long the browser's own reconnection may take; the service asks for five seconds before it. */
const reconnectMs = 15_000;

/** Ports of the page for the service at `base`. */
export function createBrowserPorts(base: string): LivePorts {
  const blocked = watchPolicy(base);
  return {
    async read() {
      const status = await read<Status>(`${base}/api/status`);
      if (Array.isArray(status?.plans) && Array.isArray(status.running)) return status;
      throw new ApiError({ status: 200, code: "unexpected-answer", detail: "This is not a Borgdeck status" });
    },
    stream: (handlers) => openStream(base, handlers),
    diagnose: () => diagnose(base, blocked),
    now: () => Date.now(),
    after(ms, run) {
      const timer = setTimeout(run, ms);
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

/**
 * Tells why a request across origins failed without a word. A page that answers but may not be read is either the
 * login page (then the gated picture fails too) or the service itself, which does not know this page's origin.
 */
async function diagnose(base: string, blocked: () => boolean): Promise<LiveError> {
  const { origin, protocol } = new URL(base);
  const unreachable: LiveError = { kind: "unreachable", detail: null };
  if (origin === location.origin) return unreachable;
  const reachable = await answers(`${base}/api/status`);
  const known = reachable && (await loads(`${base}/api/widgets/ping.svg?${Date.now()}`));
  await new Promise((done) => setTimeout(done, policyEventMs));
  if (blocked()) return { kind: "policy", detail: null };
  if (reachable) return { kind: known ? "origin" : "signed-out", detail: null };
  return location.protocol === "https:" && protocol === "http:" ? { kind: "mixed-content", detail: null } : unreachable;
}

function loads(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const image = new Image();
    image.onload = () => resolve(true);
    image.onerror = () => resolve(false);
    image.src = url;
  });
}
