// The typed bus with a bounded replay ring.
import type { Log } from "../ports/log.ts";
import type { EventMap, EventName, PublishedEvent } from "./events.ts";

export interface EventBus {
  publish<N extends EventName>(name: N, payload: EventMap[N]): void;
  /** Calls `listener` for each event of that name; returns the unsubscription. A listener that throws is logged. */
  on<N extends EventName>(name: N, listener: (payload: EventMap[N]) => void): () => void;
  /** Calls `listener` for every event. */
  onAny(listener: (event: PublishedEvent) => void): () => void;
  /** Events after `id`, or null where the ring no longer reaches back to it or it is of another process. */
  since(id: string): readonly PublishedEvent[] | null;
  /** Id of the newest event. */
  lastId(): string;
}

export interface EventBusDependencies {
  readonly log: Log;
  /** Names this process; never that of an earlier one. */
  readonly epoch: string;
  /** Events kept for replay. */
  readonly ringSize?: number;
}

/** Creates the bus. Listeners run at once, in the order of subscription. */
export function createEventBus({ log, epoch, ringSize = 1000 }: EventBusDependencies): EventBus {
  const listeners = new Set<(event: PublishedEvent) => void>();
  const ring: PublishedEvent[] = [];
  let sequence = 0;

  const pending: PublishedEvent[] = [];
  let delivering = false;

  const deliver = (event: PublishedEvent) => {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        log.error("An event listener failed", { event: event.name, error });
      }
    }
  };
  /** What a listener publishes waits until all have heard what it was told: ids reach everybody in their order. */
  const deliverAll = () => {
    if (delivering) return;
    delivering = true;
    for (let event = pending.shift(); event; event = pending.shift()) deliver(event);
    delivering = false;
  };
  const onAny: EventBus["onAny"] = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  return {
    publish(name, payload) {
      sequence += 1;
      const event = { id: `${epoch}-${sequence}`, name, payload } as PublishedEvent;
      ring.push(event);
      if (ring.length > ringSize) ring.shift();
      pending.push(event);
      deliverAll();
    },
    on: (name, listener) =>
      onAny((event) => {
        if (event.name === name) (listener as (payload: unknown) => void)(event.payload);
      }),
    onAny,
    since(id) {
      const [of, at] = [id.slice(0, id.lastIndexOf("-")), Number(id.slice(id.lastIndexOf("-") + 1))];
      if (of !== epoch || !Number.isInteger(at) || at > sequence || at < sequence - ring.length) return null;
      return ring.slice(ring.length - (sequence - at));
    },
    lastId: () => `${epoch}-${sequence}`,
  };
}
