// Debian's mosquitto on loopback, with users, an access control list and TLS of its own authority; and somebody who listens.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createConnection, createServer, type Socket } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { connectAsync, type MqttClient } from "mqtt";
import { freePort } from "./proxy.ts";
import { eventually } from "./service.ts";

/** Who may come: `borgdeck` reads and writes all, `watcher` too, `narrow` next to nothing. */
export const users = { borgdeck: "a broker password", watcher: "watching", narrow: "narrow" } as const;

export interface MqttBroker {
  /** `mqtt`, `mqtts` (for the name localhost) and `ws`. */
  readonly url: { readonly plain: string; readonly tls: string; readonly web: string };
  /** PEM of the authority that signed its certificate. */
  readonly authority: string;
  start(): Promise<void>;
  /** What it retained is gone with it. */
  stop(): Promise<void>;
  remove(): Promise<void>;
}

/** Whether this machine has what a broker is made of: Debian's mosquitto, and openssl. */
export const hasMqttBroker = (): boolean =>
  existsSync("/usr/sbin/mosquitto") && spawnSync("openssl", ["version"]).status === 0;

/** Starts one. */
export async function startMqttBroker(): Promise<MqttBroker> {
  const folder = mkdtempSync(join(tmpdir(), "borgdeck-broker-"));
  const at = (name: string) => join(folder, name);
  const ports = { plain: await freePort(), tls: await freePort(), web: await freePort() };
  certify(at);
  writeFileSync(
    at("users"),
    Object.entries(users)
      .map((pair) => pair.join(":"))
      .join("\n"),
    { mode: 0o600 },
  );
  command(["mosquitto_passwd", "-U", at("users")]);
  writeFileSync(
    at("acl"),
    "user borgdeck\ntopic readwrite #\n\nuser watcher\ntopic readwrite #\n\nuser narrow\ntopic read none/#\n",
  );
  const listener = (port: number, ...more: string[]) => [`listener ${port} 127.0.0.1`, ...more];
  const lines = [
    ...(userInfo().uid === 0 ? ["user root"] : []),
    "persistence false",
    "allow_anonymous false",
    `password_file ${at("users")}`,
    `acl_file ${at("acl")}`,
    ...listener(ports.plain),
    ...listener(ports.tls, `certfile ${at("broker.pem")}`, `keyfile ${at("broker.key")}`),
    ...listener(ports.web, "protocol websockets"),
  ];
  writeFileSync(at("mosquitto.conf"), `${lines.join("\n")}\n`);

  let child: ChildProcess | null = null;
  const start = async () => {
    child = spawn("/usr/sbin/mosquitto", ["-c", at("mosquitto.conf")], { stdio: "ignore" });
    await eventually(
      () => accepts(ports.plain),
      (yes) => yes,
    );
  };
  const stop = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  await start();
  return {
    url: {
      plain: `mqtt://127.0.0.1:${ports.plain}`,
      tls: `mqtts://localhost:${ports.tls}`,
      web: `ws://127.0.0.1:${ports.web}`,
    },
    authority: readFileSync(at("authority.pem"), "utf8"),
    start,
    stop,
    async remove() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A way to the broker that can be cut while the broker itself goes on. */
export interface Relay {
  readonly url: string;
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** Opens it. */
export async function startRelay(port: number): Promise<Relay> {
  const own = await freePort();
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((socket) => {
    if (isCut) return void socket.destroy();
    const onward = createConnection({ host: "127.0.0.1", port });
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.add(one);
      one.on("error", () => {});
      one.once("close", () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await once(server.listen(own, "127.0.0.1"), "listening");
  const cut = () => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `mqtt://127.0.0.1:${own}`,
    cut,
    mend() {
      isCut = false;
    },
    async close() {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}

export interface Watcher {
  /** What the broker retains, by topic; the empty payload takes it away. */
  readonly retained: ReadonlyMap<string, string>;
  /** Every message in its order. */
  readonly heard: readonly { readonly topic: string; readonly payload: string }[];
  say(topic: string, payload: string): Promise<void>;
  /** Waits until the broker retains what is asked for. */
  until(holds: (retained: ReadonlyMap<string, string>) => boolean): Promise<ReadonlyMap<string, string>>;
  close(): Promise<void>;
}

/** Somebody who listens to everything. */
export async function watch(broker: MqttBroker): Promise<Watcher> {
  const retained = new Map<string, string>();
  const heard: { topic: string; payload: string }[] = [];
  const client: MqttClient = await connectAsync(broker.url.plain, {
    username: "watcher",
    password: users.watcher,
    reconnectPeriod: 0,
  });
  client.on("message", (topic, message) => {
    const payload = message.toString();
    heard.push({ topic, payload });
    if (payload === "") retained.delete(topic);
    else retained.set(topic, payload);
  });
  await client.subscribeAsync("#");
  return {
    retained,
    heard,
    say: async (topic, payload) => void (await client.publishAsync(topic, payload, { qos: 1 })),
    until: (holds) =>
      eventually(
        async () => retained,
        () => holds(retained),
      ),
    close: () => client.endAsync(true),
  };
}

/** An authority, and a certificate of it for localhost. */
function certify(at: (name: string) => string): void {
  const key = (name: string) => [
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-keyout",
    at(name),
  ];
  command([
    "openssl",
    "req",
    "-x509",
    ...key("authority.key"),
    "-out",
    at("authority.pem"),
    "-days",
    "2",
    "-subj",
    "/CN=Test authority",
  ]);
  command(["openssl", "req", ...key("broker.key"), "-out", at("broker.csr"), "-subj", "/CN=localhost"]);
  writeFileSync(at("names"), "subjectAltName=DNS:localhost\n");
  const signed = [
    "-CA",
    at("authority.pem"),
    "-CAkey",
    at("authority.key"),
    "-CAcreateserial",
    "-extfile",
    at("names"),
  ];
  command(["openssl", "x509", "-req", "-in", at("broker.csr"), ...signed, "-out", at("broker.pem"), "-days", "2"]);
}

function command([program = "", ...args]: string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${program}: ${error?.message ?? stderr}`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port });
    const done = (yes: boolean) => {
      socket.destroy();
      resolve(yes);
    };
    socket.once("connect", () => done(true)).once("error", () => done(false));
  });
}
