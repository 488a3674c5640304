// One server-sent event stream, bounded: a client that does not keep up is let go, it resumes when it comes back.
import { Readable } from "node:stream";

/** Bytes that may wait for a client when something new is to be sent. */
export const maxWaitingBytes = 256 * 1024;

export interface EventFrame {
  readonly event: string;
  /** JSON on one line. */
  readonly data: string;
  /** Left out while something older is still to be sent: a client resumes behind the last id it got. */
  readonly id?: string | undefined;
}

export interface EventStream {
  readonly readable: Readable;
  /** Sends a formatted frame; the same bytes may go to many. */
  send(frame: Buffer): void;
  /** A comment that keeps proxies from closing the connection; lets go of a client that took nothing since the one before. */
  heartbeat(): void;
  /** Sends what is waiting and ends. */
  end(): void;
}

const heartbeatFrame = Buffer.from(": heartbeat\n\n");

/** Creates a stream; `onClose` is called once, however it ended. `retryMs`: when a client that lost it comes back. */
export function createEventStream(onClose: () => void, retryMs = 5000): EventStream {
  const readable = new Readable({ read() {} });
  let ended = false;
  let waitingBefore = 0;

  readable.once("close", () => {
    ended = true;
    onClose();
  });
  readable.on("error", () => {}); // the client has gone; `close` follows
  readable.push(`retry: ${retryMs}\n\n`);

  const send = (frame: Buffer) => {
    if (ended || readable.destroyed) return;
    if (readable.readableLength > maxWaitingBytes) readable.destroy();
    else readable.push(frame);
  };

  return {
    readable,
    send,
    heartbeat() {
      const waiting = readable.readableLength;
      if (waitingBefore > 0 && waiting >= waitingBefore) readable.destroy();
      else send(heartbeatFrame);
      waitingBefore = waiting;
    },
    end() {
      if (ended) return;
      ended = true;
      readable.push(null);
    },
  };
}

/** A frame as it goes over the line. */
export function formatFrame({ event, data, id }: EventFrame): Buffer {
  return Buffer.from(`${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`);
}
