// mqtt/ keeps a broker told of the status, in the way that Home Assistant discovers.
import type { JobProgress } from "../../schemas/jobs.ts";
import type { MqttConnection, MqttLedger, MqttSettings, MqttTestReply } from "../../schemas/mqtt.ts";
import type { Status } from "../../schemas/status.ts";
import type { EventMap, EventName } from "../events/events.ts";
import { isFault } from "../fault.ts";
import { type Clock, isoTime } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Random } from "../ports/random.ts";
import type { BrokerAccess } from "./broker.ts";
import { discoveryOf } from "./discovery.ts";
import { createFarewell, type Farewell } from "./farewell.ts";
import { createLedger } from "./ledger.ts";
import { brokerOf, createLink, type Link } from "./link.ts";
import { createPace } from "./pace.ts";
import { repositoryState } from "./repository-state.ts";
import type { Wanted } from "./retained.ts";
import { availabilityTopic, birthTopic, discoveryTopic, stateTopic } from "./topics.ts";
import { type TryOut, tryOut } from "./try-out.ts";

export interface Mqtt {
  /** Begins, where it is switched on. */
  start(): void;
  /** Goes on by the settings as they are now. What the broker keeps that is no more wanted is taken back. */
  changed(): void;
  connection(): MqttConnection;
  /** Tries settings without saving them; an answer comes within some fifteen seconds. */
  tryOut(what: TryOut): Promise<MqttTestReply>;
  /** Tells the broker that Borgdeck goes. Takes two seconds at most. */
  stop(): Promise<void>;
}

export interface MqttDependencies {
  readonly settings: { read(): { readonly value: MqttSettings } };
  /** Null where none is stored. */
  readonly password: () => string | null;
  readonly ledger: { read(): { readonly value: MqttLedger }; write(value: MqttLedger): Promise<unknown> };
  readonly health: { status(viewer: typeof broadcast): Status };
  readonly events: { on<N extends EventName>(name: N, listener: (payload: EventMap[N]) => void): () => void };
  readonly publicBaseUrl: string | null;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

interface Running {
  readonly link: Link;
  readonly settings: MqttSettings;
  readonly access: Omit<BrokerAccess, "will">;
}

/** Through whose eyes the status is told: every repository, and no path. */
const broadcast = {
  key: "mqtt",
  details: false,
  progress: (progress: JobProgress): JobProgress => progress,
  sees: () => true,
  allowed: () => [],
};

/** Several changes at once are told together. */
const gatherMs = 200;
const progressMs = 5000;
const stopMs = 2000;
const clearMs = 5000;
/** Brokers that were given up while they were out of reach, and are still tried. */
const mostFarewells = 3;

/** Creates it. Nothing of the library is loaded before it is switched on. */
export function createMqtt(dependencies: MqttDependencies): Mqtt {
  const { settings, password, health, events, publicBaseUrl, clock, random, log } = dependencies;
  const ledger = createLedger({ group: dependencies.ledger, log });
  let running: Running | null = null;
  /** The newest last. */
  let farewells: readonly Farewell[] = [];
  let turnedAt: string | null = null;
  let isTurning = false;
  let turning: Promise<void> = Promise.resolve();
  let stopped = false;
  let failure: MqttConnection["problem"] = null;

  const wantedBy = (chosen: MqttSettings) => (): Wanted => {
    const now = health.status(broadcast);
    const repositories = now.repositories.filter(({ id }) => chosen.repositoryIds?.includes(id) ?? true);
    const context = { settings: chosen, version: now.version, publicBaseUrl };
    const messages = new Map<string, string>();
    for (const one of repositories)
      messages.set(discoveryTopic(chosen, one.id), JSON.stringify(discoveryOf(one, context)));
    for (const one of repositories) messages.set(stateTopic(chosen, one.id), JSON.stringify(repositoryState(now, one)));
    messages.set(availabilityTopic(chosen), "online");
    // With a damaged store repositories may be missing that are there: nothing is taken back.
    return { messages, complete: now.fault === null };
  };

  /** Who is told things again need not be taken leave of; what is still there of before is cleared with the rest. */
  const returnTo = async (broker: string) => {
    const here = farewells.filter((one) => one.broker === broker);
    if (here.length === 0) return;
    farewells = farewells.filter((one) => one.broker !== broker);
    for (const one of here) one.stop();
    await ledger.turnTo(broker);
    await ledger.add(here.flatMap((one) => one.left()));
  };
  const takeLeaveOf = ({ access, settings: value }: Running, topics: readonly string[]) => {
    const availability = { topic: availabilityTopic(value), online: "online" };
    const broker = brokerOf(access.url);
    // Another broker's topics may be called the same.
    const cleared = async (gone: readonly string[]) => void (ledger.broker() === broker && (await ledger.remove(gone)));
    farewells = [...farewells, createFarewell({ access, topics, availability, cleared, clock, random, log })];
    for (const one of farewells.slice(0, -mostFarewells)) one.stop();
    farewells = farewells.slice(-mostFarewells);
  };

  const open = async () => {
    const { value } = settings.read();
    if (!value.enabled || stopped) return;
    const { url, username, caCertificate, clientId } = value;
    const access = { url, username, caCertificate, clientId, password: password() };
    await returnTo(brokerOf(url));
    const link = createLink({
      access,
      availability: { topic: availabilityTopic(value), online: "online", offline: "offline" },
      birthTopic: birthTopic(value),
      wanted: wantedBy(value),
      ledger,
      clock,
      random,
      log,
    });
    running = { link, settings: value, access };
  };
  const fail = (error: unknown) => {
    log.error("MQTT could not begin", { error });
    const message = isFault(error) ? error.detail : "MQTT could not begin; the log says why.";
    failure = { message, nextStep: "Type the password again, or switch MQTT off." };
  };
  const turn = () => {
    failure = null;
    turnedAt = isoTime(clock.now());
    isTurning = true;
    turning = turning
      .then(close)
      .then(open)
      .catch(fail)
      .finally(() => (isTurning = false));
  };

  const close = async () => {
    if (!running) return;
    const before = running;
    running = null;
    const { value } = settings.read();
    const clear = !value.enabled || brokerOf(value.url) !== brokerOf(before.settings.url);
    await before.link.stop(clear ? clearMs : stopMs, { clear });
    if (!clear) return;
    // Where it never let us in, what is written down is of the one before.
    const topics = ledger.broker() === brokerOf(before.settings.url) ? ledger.topics() : [];
    if (topics.length === 0) return;
    log.warn("The broker was out of reach: what MQTT told it stays there until it is back", { topics: topics.length });
    if (!stopped) takeLeaveOf(before, topics);
  };

  events.on("status.changed", () => running?.link.refresh(gatherMs));
  const pace = createPace({ firstMs: gatherMs, everyMs: progressMs });
  events.on("job.progress", () => {
    const wait = running ? pace(clock.now()) : null;
    if (wait !== null) running?.link.refresh(wait);
  });

  return {
    start: turn,
    changed: turn,
    connection() {
      const { enabled } = settings.read().value;
      const elsewhere = farewells.reduce((sum, one) => sum + one.left().length, 0);
      // After a start nobody takes leave any more of what was left before.
      const leftCount = enabled || isTurning ? elsewhere : Math.max(elsewhere, ledger.topics().length);
      if (!isTurning && running) return { ...running.link.state(), leftCount };
      const state = isTurning && enabled ? "connecting" : "off";
      return { state, since: turnedAt, problem: failure, leftCount };
    },
    tryOut: (what) => tryOut(what, { clock, random }),
    async stop() {
      stopped = true;
      for (const one of farewells) one.stop();
      await running?.link.stop(stopMs);
    },
  };
}
