// A broker that was given up while it was out of reach: what it keeps of ours is taken back once it is there again.
import { type Clock, sleep } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Random } from "../ports/random.ts";
import { type Broker, type BrokerAccess, connectBroker } from "./broker.ts";
import { BrokerError } from "./broker-problem.ts";
import { brokerOf, pauseAfter } from "./link.ts";

export interface Farewell {
  /** What names the broker. */
  readonly broker: string;
  /** Topics that it still keeps. */
  left(): readonly string[];
  /** Tries no more. */
  stop(): void;
}

export interface FarewellDependencies {
  /** As it was let in before. */
  readonly access: Omit<BrokerAccess, "will">;
  readonly topics: readonly string[];
  /** Where it keeps whether Borgdeck is there, and what stands there while it is. */
  readonly availability: { readonly topic: string; readonly online: string };
  /** Topics that were taken back. */
  readonly cleared: (topics: readonly string[]) => Promise<void>;
  readonly clock: Clock;
  readonly random: Pick<Random, "integer">;
  readonly log: Log;
  readonly connect?: typeof connectBroker;
}

const answerMs = 10_000;
const leaveMs = 1000;
/** By then a broker has said what it keeps of a topic. */
const listenMs = 2000;
/** Nobody wants it any more: a day is enough for a host that is being moved or mended. */
const patienceMs = 24 * 3_600_000;

/**
 * Tries at once and then more and more seldom, for a day. What the broker does not allow is left there; so is everything while
 * somebody is there by our name: it may be the same broker under two addresses, and we who are told there.
 */
export function createFarewell(dependencies: FarewellDependencies): Farewell {
  const { access, topics, availability, cleared, clock, random, log, connect = connectBroker } = dependencies;
  const stopping = new AbortController();
  const until = clock.now() + patienceMs;
  let left = topics;

  /** Takes back what it can; gives whether that was all there is to do. */
  const visit = async (): Promise<boolean> => {
    let said: string | null = null;
    const onMessage = (topic: string, payload: string) => {
      if (topic === availability.topic) said = payload;
    };
    // Under the usual client id it would throw out who is there.
    const clientId = `${access.clientId}-farewell`;
    const broker = await connect({ ...access, clientId }, { clock, timeoutMs: answerMs, onMessage });
    try {
      await broker.subscribe(availability.topic);
      await sleep(clock, listenMs, stopping.signal);
      if (said === availability.online) return false;
      await clear(broker);
      return true;
    } finally {
      await broker.end(leaveMs);
    }
  };
  const clear = async (broker: Broker) => {
    const gone: string[] = [];
    try {
      for (const topic of left) {
        if (stopping.signal.aborted) return;
        if (await broker.publish(topic, "", { retain: true }).then(() => true, unlessRefused)) gone.push(topic);
      }
    } finally {
      left = left.filter((topic) => !gone.includes(topic));
      await cleared(gone);
    }
  };
  const run = async () => {
    for (let failures = 1; clock.now() < until; failures += 1) {
      await sleep(clock, pauseAfter(failures, false, random), stopping.signal).catch(() => {});
      if (stopping.signal.aborted) return;
      const isOver = await visit().catch(() => false);
      if (isOver && !stopping.signal.aborted)
        return log.info("MQTT was taken back from a broker that had been out of reach", { left: left.length });
    }
  };
  void run();

  return { broker: brokerOf(access.url), left: () => left, stop: () => stopping.abort() };
}

function unlessRefused(error: unknown): false {
  if (error instanceof BrokerError && error.problem.refused) return false;
  throw error;
}
