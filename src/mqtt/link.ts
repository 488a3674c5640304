// Keeps connected to one broker, and keeps what it retains as it should be: what is wanted, and nothing else of ours.
import { type Clock, isoTime, type StopTimer, sleep } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Random } from "../ports/random.ts";
import { type Broker, type BrokerAccess, connectBroker } from "./broker.ts";
import { BrokerError, type BrokerProblem, problem } from "./broker-problem.ts";
import type { Ledger } from "./ledger.ts";
import { createRetained, type Wanted } from "./retained.ts";

export interface LinkState {
  readonly state: "connecting" | "online" | "waiting";
  /** ISO 8601; since when it is so. */
  readonly since: string;
  readonly problem: { readonly message: string; readonly nextStep: string } | null;
}

export interface LinkDependencies {
  readonly access: Omit<BrokerAccess, "will">;
  readonly availability: { readonly topic: string; readonly online: string; readonly offline: string };
  /** Home Assistant says `online` there when it has started: then it is told everything. */
  readonly birthTopic: string;
  readonly wanted: () => Wanted;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly random: Pick<Random, "integer">;
  readonly log: Log;
}

export interface Link {
  state(): LinkState;
  /** Tells within `withinMs` what has changed. Calls in between add up to one telling. */
  refresh(withinMs: number): void;
  /** Says that Borgdeck goes (`clear`: takes back everything that was told), then leaves. Never takes longer than `withinMs`. */
  stop(withinMs: number, options?: { readonly clear?: boolean }): Promise<void>;
}

const answerMs = 10_000;
const pauseMs = { first: 1000, most: 5 * 60_000, refused: 30_000 };
/** A connection that held this long was a good one: the next pause is a short one again. */
const goodMs = 60_000;
/** Home Assistant is told everything this often at most, however often it says that it has started. */
const birthGapMs = 10_000;

/** Connects, and goes on until it is stopped. */
export function createLink(dependencies: LinkDependencies): Link {
  const { access, availability, birthTopic, wanted, ledger, clock, random, log } = dependencies;
  const where = new URL(access.url).host;
  const stopping = new AbortController();
  const retained = createRetained(wanted, ledger, stopping.signal);
  let current: LinkState = { state: "connecting", since: isoTime(clock.now()), problem: null };
  let broker: Broker | null = null;
  let failures = 0;
  let due: { readonly at: number; readonly stop: StopTimer } | null = null;
  let bornAt = 0;
  let birth: StopTimer | null = null;
  let wake = () => {};

  const enter = (state: LinkState["state"], why: BrokerProblem | null) => {
    const shown = why && { message: why.message, nextStep: why.nextStep };
    if (current.state === state && current.problem?.message === shown?.message) return;
    // Waiting and trying again are the same trouble: it is since the first of them.
    const goesOn = current.state !== "online" && state !== "online" && current.problem !== null;
    current = { state, since: goesOn ? current.since : isoTime(clock.now()), problem: shown };
  };

  const refresh = (withinMs: number) => {
    const at = clock.now() + withinMs;
    if (due && due.at <= at) return;
    due?.stop();
    const stop = clock.after(withinMs, () => {
      due = null;
      wake();
    });
    due = { at, stop };
  };

  const onMessage = (topic: string, payload: string) => {
    if (topic !== birthTopic || payload !== "online") return;
    const wait = Math.max(200 + random.integer(800), bornAt + birthGapMs - clock.now());
    birth ??= clock.after(wait, () => {
      birth = null;
      bornAt = clock.now();
      retained.again();
      refresh(0);
    });
  };

  /** One connection, from its beginning to its end; gives why it ended. */
  const serve = async (to: Broker): Promise<BrokerProblem | null> => {
    retained.again();
    let ended = false;
    void to.closed.then(() => {
      ended = true;
      wake();
    });
    await ledger.turnTo(brokerOf(access.url));
    let denied = await to.subscribe(birthTopic).then(
      () => null,
      (error: unknown) => (error instanceof BrokerError ? error.problem : Promise.reject(error)),
    );
    while (!ended && !stopping.signal.aborted) {
      const woken = new Promise<void>((resolve) => (wake = resolve));
      denied = (await retained.converge(to)) ?? denied;
      if (current.state !== "online") log.info("MQTT is connected", { broker: where });
      enter("online", denied);
      await woken;
    }
    return ended ? to.closed : null;
  };

  const connect = async (): Promise<BrokerProblem | null> => {
    const will = { topic: availability.topic, payload: availability.offline };
    try {
      broker = await connectBroker({ ...access, will }, { clock, timeoutMs: answerMs, onMessage });
      if (!stopping.signal.aborted) return await serve(broker);
      broker.drop();
      return null;
    } catch (error) {
      if (error instanceof BrokerError) return error.problem;
      log.error("MQTT stopped unexpectedly", { error });
      return problem("Borgdeck itself failed.", "Its log says how; it is tried again by itself.");
    }
  };

  const run = async () => {
    while (!stopping.signal.aborted) {
      enter("connecting", current.problem && { ...current.problem, refused: false });
      const began = clock.now();
      const why = await connect();
      if (stopping.signal.aborted) return;
      broker?.drop();
      broker = null;
      failures = clock.now() - began > goodMs ? 1 : failures + 1;
      if (current.state === "online" || failures === 1)
        log.warn("MQTT is not connected", { broker: where, problem: why?.message });
      enter("waiting", why);
      await sleep(clock, pauseAfter(failures, why?.refused ?? false, random), stopping.signal).catch(() => {});
    }
  };
  void run();

  const leave = (from: Broker, clear: boolean) =>
    clear ? retained.clear(from) : from.publish(availability.topic, availability.offline, { retain: true });

  return {
    state: () => current,
    refresh,
    async stop(withinMs, { clear = false } = {}) {
      stopping.abort();
      due?.stop();
      birth?.();
      wake();
      const from = broker;
      if (!from) return;
      const until = clock.now() + withinMs;
      await atMost(clock, withinMs / 2, leave(from, clear));
      await from.end(Math.max(0, until - clock.now()));
    },
  };
}

/** What names a broker: scheme, host and port. */
export function brokerOf(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

/** Doubling from a second to five minutes, a quarter more or less, so that many do not come at once. */
export function pauseAfter(failures: number, refused: boolean, random: Pick<Random, "integer">): number {
  const doubled = Math.min(pauseMs.most, pauseMs.first * 2 ** Math.min(failures - 1, 20));
  return Math.round((Math.max(doubled, refused ? pauseMs.refused : 0) * (75 + random.integer(51))) / 100);
}

/** Waits for it, but no longer; whatever becomes of it then, nobody looks. */
async function atMost(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
  let stop = () => {};
  const late = new Promise<void>((resolve) => {
    stop = clock.after(ms, resolve);
  });
  await Promise.race([work.catch(() => {}), late]);
  stop();
}
