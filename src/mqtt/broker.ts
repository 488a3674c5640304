// One connection to a broker; the only importer of mqtt, which is loaded when the first one is opened.
import type { IClientOptions, MqttClient } from "mqtt";
import type { Clock } from "../ports/clock.ts";
import { BrokerError, type BrokerProblem, deniedProblem, isTooNew, problem, problemOf } from "./broker-problem.ts";
import { createWaiting } from "./waiting.ts";

export interface BrokerAccess {
  readonly url: string;
  readonly username: string | null;
  readonly password: string | null;
  /** PEM; null for what the system trusts. */
  readonly caCertificate: string | null;
  readonly clientId: string;
  /** What the broker says in our place, retained, when the connection is lost. */
  readonly will?: { readonly topic: string; readonly payload: string };
}

export interface BrokerOptions {
  readonly clock: Clock;
  /** For all of the attempt, in milliseconds; also for each answer later. */
  readonly timeoutMs: number;
  /** A message of a topic that was subscribed to, cut to what is of interest. */
  readonly onMessage?: (topic: string, payload: string) => void;
}

export interface Broker {
  /** Of MQTT: 5, or 4, which is 3.1.1 and does not say what was not allowed to be written. */
  readonly version: 4 | 5;
  /** Resolves when the broker has it (QoS 1). An empty payload that is retained clears the topic. Rejects with BrokerError. */
  publish(topic: string, payload: string, options: { readonly retain: boolean }): Promise<void>;
  /** Rejects with BrokerError where the broker does not allow it. */
  subscribe(topic: string): Promise<void>;
  /** Resolves when the connection has ended, with why; null where `end` or `drop` ended it. */
  readonly closed: Promise<BrokerProblem | null>;
  /** Takes leave, so that the will is not told; gives up waiting after `withinMs`. */
  end(withinMs: number): Promise<void>;
  /** Lets the connection fall. */
  drop(): void;
}

const keepaliveSeconds = 30;
/** Nothing comes but acknowledgements and the births of Home Assistant: a broker that sends more than this is not listened to. */
const inbound = { bytes: 64 * 1024, perMs: 10_000 };
const maximumPacketSize = 16 * 1024;
const payloadLimit = 100;

const flood = problem("The broker sends more than it was asked for.", "See what is wrong with the broker.");
const gone = problem("The broker closed the connection.", "It is tried again by itself; see the broker's log.");
const silence = problem("The broker stopped answering.", "It is tried again by itself; see the broker's log.");

/** Connects: with MQTT 5, and with 3.1.1 where the broker is older. Rejects with BrokerError. */
export async function connectBroker(access: BrokerAccess, options: BrokerOptions): Promise<Broker> {
  try {
    return await attempt(access, options, 5);
  } catch (error) {
    if (!(error instanceof BrokerError && error.tooNew)) throw error;
    return attempt(access, options, 4);
  }
}

async function attempt(access: BrokerAccess, options: BrokerOptions, version: 4 | 5): Promise<Broker> {
  const { clock, timeoutMs } = options;
  const url = new URL(access.url);
  const { connect } = await import("mqtt");
  const client = connect(clientOptions(access, url, timeoutMs, version));
  let why: BrokerProblem | null = null;
  let left = false;
  let whenClosed = problemOf({ code: "ECONNRESET" }, url);
  let whenSilent = problemOf({ code: "ETIMEDOUT" }, url);

  const fall = (reason: BrokerProblem): BrokerError => {
    why ??= reason;
    client.stream.destroy();
    return new BrokerError(why);
  };
  const waiting = createWaiting(clock, timeoutMs, () => fall(whenSilent));
  const fail = (error: unknown) => {
    const { problem: reason } = fall(problemOf(error, url));
    waiting.fail(new BrokerError(reason, { tooNew: isTooNew(error) }));
  };
  client.on("error", fail);
  client.stream.on("error", fail); // those without a code, the client keeps to itself
  const closed = new Promise<BrokerProblem | null>((resolve) => {
    client.once("close", () => {
      waiting.fail(new BrokerError(why ?? whenClosed));
      resolve(left ? null : (why ?? whenClosed));
    });
  });
  watchInbound(client, clock, () => fall(flood));
  client.on("disconnect", ({ reasonCode }) => fall(reasonCode ? problemOf({ code: reasonCode }, url) : gone));
  client.on("message", (topic, payload) => {
    if (payload.length <= payloadLimit) options.onMessage?.(topic, payload.toString("utf8"));
  });
  await waiting.forAnswer(new Promise<void>((resolve) => client.once("connect", () => resolve())));
  whenClosed = gone;
  whenSilent = silence;

  return {
    version,
    closed,
    async publish(topic, payload, { retain }) {
      await waiting.forAnswer(client.publishAsync(topic, payload, { qos: 1, retain })).catch((error: unknown) => {
        throw denial(error, "write to", topic, url);
      });
    },
    async subscribe(topic) {
      await waiting.forAnswer(client.subscribeAsync(topic, { qos: 0 })).catch((error: unknown) => {
        throw denial(error, "read", topic, url);
      });
    },
    async end(withinMs) {
      left = true;
      const ended = client.endAsync().catch(() => {});
      let stop = () => {};
      const late = new Promise<void>((resolve) => {
        stop = clock.after(withinMs, resolve);
      });
      await Promise.race([ended, closed, late]);
      stop();
      client.stream.destroy();
    },
    drop() {
      left = true;
      client.stream.destroy();
    },
  };
}

function clientOptions(
  { username, password, caCertificate, clientId, will }: BrokerAccess,
  url: URL,
  timeoutMs: number,
  protocolVersion: 4 | 5,
): IClientOptions {
  return {
    protocol: url.protocol.slice(0, -1) as "mqtt" | "mqtts" | "ws" | "wss",
    host: url.hostname.replace(/^\[|\]$/g, ""),
    hostname: url.protocol.startsWith("ws") ? url.hostname : url.hostname.replace(/^\[|\]$/g, ""),
    ...(url.port === "" ? {} : { port: Number(url.port) }),
    ...(url.protocol.startsWith("ws") ? { path: url.pathname } : {}),
    ...(username === null ? {} : { username }),
    ...(password === null ? {} : { password }),
    ...(caCertificate === null ? {} : { ca: caCertificate }),
    rejectUnauthorized: true,
    clientId,
    protocolVersion,
    clean: true,
    keepalive: keepaliveSeconds,
    connectTimeout: 2 * timeoutMs, // ours ends it before, in words
    reconnectPeriod: 0, // whoever holds the connection tries again, in its own time
    resubscribe: false,
    queueQoSZero: false,
    timerVariant: "native",
    log: () => {}, // its own log, which DEBUG switches on, has the password in it
    ...(protocolVersion === 5
      ? { properties: { maximumPacketSize, receiveMaximum: 8, sessionExpiryInterval: 0 } }
      : {}),
    ...(will ? { will: { ...will, payload: Buffer.from(will.payload), qos: 1, retain: true } } : {}),
  };
}

/** Calls `tooMuch` where more comes than anybody asked for, before the library has gathered it. */
function watchInbound(client: MqttClient, clock: Clock, tooMuch: () => void): void {
  let since = clock.now();
  let bytes = 0;
  client.stream.on("data", (chunk: Buffer) => {
    if (clock.now() - since > inbound.perMs) [since, bytes] = [clock.now(), 0];
    bytes += chunk.length;
    if (bytes > inbound.bytes) tooMuch();
  });
  // Everything is subscribed to with QoS 0: what comes with more is kept until it is acknowledged, and was not asked for.
  client.on("packetreceive", (packet) => {
    if (packet.cmd === "publish" && packet.qos > 0) tooMuch();
  });
}

/** A refusal of the broker names the topic; anything else is a problem of the connection. */
function denial(error: unknown, doing: "write to" | "read", topic: string, url: URL): BrokerError {
  if (error instanceof BrokerError) return error;
  const isRefusal = typeof (error as { code?: unknown } | null)?.code === "number" || doing === "read";
  return new BrokerError(isRefusal ? deniedProblem(doing, topic) : problemOf(error, url));
}
