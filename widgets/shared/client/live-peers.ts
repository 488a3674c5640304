// The tabs of one browser that show the same service: one leads, and all of them know what it knows.
import type { Status } from "../../../schemas/status.ts";
import type { PeerHandlers, Peers } from "./live-ports.ts";

/** The number changes when Status does: tabs with scripts of different releases do not talk. */
const version = 1;

interface Message {
  readonly status: Status | null;
  readonly byLeader: boolean;
}

/**
 * Joins the tabs of this page's origin that follow the service at `base`. The leader is who holds a lock, which the browser
 * passes on when its tab ends. Alone where the browser has no locks or no channel (http but for localhost, old
 * Safari) or keeps them from this page (a sandboxed frame).
 */
export function joinPeers(base: string, { lead, heard }: PeerHandlers): Peers {
  const name = `borgdeck.live.${version} ${base}`;
  const locks = navigator.locks as LockManager | undefined;
  const channel = locks && openChannel(name);
  let campaign = new AbortController();

  async function run(locks: LockManager, steal: boolean): Promise<void> {
    campaign.abort();
    campaign = new AbortController();
    const { signal } = campaign;
    let granted = false;
    const hold = () =>
      new Promise<void>((release) => {
        signal.addEventListener("abort", () => release());
        if (signal.aborted) return release();
        granted = true;
        lead(true);
      });
    try {
      await locks.request(name, steal ? { steal } : { signal }, hold);
    } catch {
      if (signal.aborted) return;
      lead(!granted); // without a lock of its own kind each leads itself
      if (granted) await run(locks, false); // another one took it over
    }
  }

  if (locks && channel) {
    channel.onmessage = ({ data }: MessageEvent<Message>) => heard(data.status, data.byLeader);
    void run(locks, false);
  } else lead(true);

  return {
    tell: (status, byLeader) => channel?.postMessage({ status, byLeader } satisfies Message),
    takeOver() {
      if (locks && channel) void run(locks, true);
    },
    leave() {
      campaign.abort();
      channel?.close();
    },
  };
}

function openChannel(name: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null;
  }
}
