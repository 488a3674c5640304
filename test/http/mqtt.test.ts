// MQTT for real: the built service, Debian's mosquitto, and somebody who listens as Home Assistant would.
import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { MqttSettingsReply, MqttSettingsRequest, MqttTestReply } from "../../schemas/mqtt.ts";
import { mqttDefaults } from "../../src/settings/mqtt-settings.ts";
import { createPlan, createRepository } from "../support/backup.ts";
import {
  hasMqttBroker,
  type MqttBroker,
  startMqttBroker,
  startRelay,
  users,
  type Watcher,
  watch,
} from "../support/mqtt-broker.ts";
import { eventually, expectStatus, startService, type TestClient, type TestService } from "../support/service.ts";

const path = "/api/settings/mqtt";

describe("MQTT", () => {
  let broker: MqttBroker;
  let service: TestService;
  let admin: TestClient;
  let watcher: Watcher;
  let repositoryId: string;
  let otherId: string;
  const logs: string[] = [];
  const replies: string[] = [];

  before(async function () {
    if (!hasMqttBroker()) return this.skip(); // Debian's mosquitto could not be installed
    [broker, service] = await Promise.all([startMqttBroker(), startService({ withAdmin: true })]);
    admin = service.client();
    await admin.signInAsAdmin();
    const made = await Promise.all(["main", "other"].map((name) => createRepository(admin, service, name)));
    [repositoryId = "", otherId = ""] = made.map(({ repository }) => repository.id);
    watcher = await watch(broker);
  });
  after(async () => {
    await watcher?.close();
    await service?.remove();
    await broker?.remove();
  });

  const form = (change: Partial<MqttSettingsRequest> = {}): MqttSettingsRequest => ({
    ...mqttDefaults,
    enabled: true,
    url: broker.url.plain,
    username: "borgdeck",
    password: users.borgdeck,
    ...change,
  });
  const put = async (change: Partial<MqttSettingsRequest> = {}) => {
    const reply = await admin.request<MqttSettingsReply & { fields: Record<string, string> }>(
      "PUT",
      path,
      form(change),
    );
    replies.push(reply.text);
    return reply;
  };
  const test = async (change: Partial<MqttSettingsRequest> = {}) => {
    const reply = expectStatus(await admin.post<MqttTestReply>(`${path}/test`, form(change)), 200);
    replies.push(reply.text);
    return { ok: reply.body.ok, text: reply.body.steps.map(({ ok, detail }) => `${ok} ${detail}`).join("\n") };
  };
  const connection = async () => {
    const reply = await admin.get<MqttSettingsReply>(path);
    replies.push(reply.text);
    return reply.body.connection;
  };
  const online = () => eventually(connection, ({ state }) => state === "online");
  const state = (prefix = "borgdeck", id = repositoryId) =>
    JSON.parse(watcher.retained.get(`${prefix}/repository/${id}`) ?? "null") as Record<string, unknown>;
  const discovery = (id: string, prefix = "homeassistant") => `${prefix}/device/borgdeck_${id}/config`;
  /** Without waiting for a settings change to have been carried out, nothing would be left to wait for. */
  const unretained = () => watcher.until((retained) => retained.size === 0);

  it("begins switched off, and says what is wrong at its field", async () => {
    expect((await admin.get(path)).body).to.deep.include({ enabled: false, passwordSet: false, warnings: [] });
    const fields = async (change: Partial<MqttSettingsRequest>) => {
      const reply = expectStatus(await put(change), 422);
      return Object.entries(reply.body.fields).map((pair) => pair.join(" "));
    };
    expect(await fields({ url: "mqtt://me:secret@broker.lan" })).to.have.length(1);
    expect((await fields({ url: "mqtt://me:secret@broker.lan" }))[0])
      .to.match(/^\/url must not hold/)
      .and.not.match(/secret/);
    expect((await fields({ url: "https://broker.lan" }))[0]).to.include("/url must be an address such as mqtts://");
    expect((await fields({ url: "mqtt://broker.lan/path" }))[0]).to.include("only ws and wss have a path");
    expect((await fields({ caCertificate: "-----BEGIN CERTIFICATE-----" }))[0]).to.include("/caCertificate must be");
    expect((await fields({ caCertificate: "-----BEGIN PRIVATE KEY-----" }))[0]).to.include("holds a private key");
    expect((await fields({ topicPrefix: "homeassistant" }))[0]).to.include("/topicPrefix must be another");
    expect((await fields({ topicPrefix: "homeassistant", discoveryPrefix: "ha" }))[0]).to.include("/topicPrefix");
    expect((await fields({ topicPrefix: "borg/#" }))[0]).to.include("/topicPrefix");
    expect((await fields({ repositoryIds: ["aaaaaaaa"] }))[0]).to.equal("/repositoryIds/0 does not exist");
    expect(await connection()).to.include({ state: "off", leftCount: 0 });
    expect((await admin.get(path)).body.passwordSet).to.equal(false);
  });

  it("says with the Test button what is wrong, in words, and keeps nothing of it", async () => {
    expect(await test()).to.deep.include({ ok: true });
    expect(await test({ url: broker.url.web })).to.deep.include({ ok: true });
    expect(await test({ url: broker.url.tls, caCertificate: broker.authority })).to.deep.include({ ok: true });
    const wrong = async (change: Partial<MqttSettingsRequest>) => {
      const { ok, text } = await test(change);
      expect(ok).to.equal(false);
      return text;
    };
    expect(await wrong({ password: "wrong" })).to.match(/not accept user name and password|lets this user not in/);
    expect(await wrong({ username: null, password: null })).to.match(/user/);
    const narrow = await wrong({ username: "narrow", password: users.narrow });
    expect(narrow)
      .to.include("does not let this user write to borgdeck/test")
      .and.include("write to homeassistant/device");
    expect(await wrong({ url: broker.url.tls })).to.include("signed by nobody whom this host knows");
    expect(
      await wrong({ url: broker.url.tls.replace("localhost", "127.0.0.1"), caCertificate: broker.authority }),
    ).to.include("certificate is for another name than 127.0.0.1");
    expect(await wrong({ url: broker.url.plain.replace("mqtt:", "mqtts:") })).to.match(
      /does not speak TLS|closed the connection/,
    );
    expect(await wrong({ url: broker.url.tls.replace("mqtts:", "mqtt:") })).to.include("If the broker wants TLS");
    expect(await wrong({ url: "mqtt://127.0.0.1:9" })).to.include("Nothing listens at 127.0.0.1:9");
    expect(await wrong({ url: service.url.replace("http:", "ws:") })).to.include("does not speak MQTT over WebSocket");
    expect(await wrong({ url: service.url.replace("http:", "mqtt:") })).to.match(
      /does not speak MQTT|closed the connection/,
    );
    expect((await admin.get(path)).body).to.include({ passwordSet: false, revision: 0 });
    expect(watcher.retained.size).to.equal(0);
  });

  it("tells each repository, its entities and that Borgdeck is there, and what changes then", async () => {
    const saved = expectStatus(await put(), 200).body;
    expect(saved).to.deep.include({ passwordSet: true, warnings: [] }).and.not.have.property("password");
    const retained = await watcher.until((topics) => topics.get("borgdeck/status") === "online");
    expect([...retained.keys()].sort()).to.deep.equal(
      [
        "borgdeck/status",
        ...[repositoryId, otherId].flatMap((id) => [`borgdeck/repository/${id}`, discovery(id)]),
      ].sort(),
    );
    expect(JSON.parse(retained.get(discovery(repositoryId)) ?? "")).to.have.nested.property("device.name", "main");
    expect(state()).to.include({ state: "never", problem: false, next_run: null });
    expect(await online()).to.deep.include({ problem: null });

    const before = watcher.heard.length;
    const schedule = { cron: "0 3 * * *", timeZone: "UTC" };
    await createPlan(admin, service, repositoryId, { schedule });
    await watcher.until(() => typeof state()["next_run"] === "string");
    // What has not changed is not told again: neither the entities, nor that Borgdeck is there.
    const told = watcher.heard.slice(before);
    expect(told.map(({ topic }) => topic)).to.include(`borgdeck/repository/${repositoryId}`);
    for (const { topic } of told) expect(topic).to.match(/^borgdeck\/repository\//);
    expect(new Set(told.map(({ topic, payload }) => topic + payload))).to.have.property("size", told.length);
  });

  it("tells everything again when Home Assistant has started, whatever else is said there", async () => {
    const before = watcher.heard.length;
    const again = () => watcher.heard.slice(before).map(({ topic }) => topic);
    await watcher.say("homeassistant/status", "x".repeat(12_000));
    await watcher.say("homeassistant/status", "\u0000 garbage");
    await watcher.say("homeassistant/status", "online");
    await eventually(
      async () => again(),
      (topics) => topics.filter((topic) => topic === "borgdeck/status").length > 0,
    );
    expect(again()).to.include.members([discovery(repositoryId), discovery(otherId), `borgdeck/repository/${otherId}`]);
    expect((await connection()).state).to.equal("online");
  });

  it("takes back what is no more chosen, and the topics of another prefix", async () => {
    expectStatus(await put({ repositoryIds: [repositoryId] }), 200);
    await watcher.until((topics) => !topics.has(discovery(otherId)) && !topics.has(`borgdeck/repository/${otherId}`));
    expectStatus(await put({ repositoryIds: null, topicPrefix: "home/borg", discoveryPrefix: "ha" }), 200);
    const retained = await watcher.until(
      (topics) => topics.get("home/borg/status") === "online" && !topics.has("borgdeck/status"),
    );
    expect([...retained.keys()].filter((topic) => /^(borgdeck|homeassistant\/device)\//.test(topic))).to.deep.equal([]);
    expect(retained.has(discovery(otherId, "ha"))).to.equal(true);
    expectStatus(await put(), 200);
    await watcher.until((topics) => topics.get("borgdeck/status") === "online" && !topics.has("home/borg/status"));
  });

  it("takes back what is told of a repository that is forgotten", async () => {
    expectStatus(await admin.request("DELETE", `/api/repositories/${otherId}`), 204);
    const isThere = (topic: string) => watcher.retained.has(topic);
    const retained = await watcher.until(() => ![discovery(otherId), `borgdeck/repository/${otherId}`].some(isThere));
    expect(retained.has(discovery(repositoryId))).to.equal(true);
  });

  it("waits for a broker that is away, and tells everything when it is back", async () => {
    await watcher.close();
    await broker.stop();
    const away = await eventually(connection, ({ problem }) => problem !== null);
    expect(`${away.problem?.message} ${away.problem?.nextStep}`).to.match(/closed the connection|Nothing listens/);
    await broker.start();
    watcher = await watch(broker);
    const retained = await watcher.until((topics) => topics.get("borgdeck/status") === "online");
    expect(retained.has(discovery(repositoryId))).to.equal(true);
    expect(state()).to.have.property("state", "never");
  });

  it("asks for the password again where the address changes, and gives it to nobody", async () => {
    const { password: _, ...kept } = form();
    const elsewhere = { ...kept, url: broker.url.tls };
    for (const [method, to] of [
      ["PUT", path],
      ["POST", `${path}/test`],
    ] as const) {
      const reply = expectStatus(await admin.request(method, to, elsewhere), 422);
      expect(Object.keys(reply.body.fields)).to.deep.equal(["/password"]);
    }
    expectStatus(await admin.request("PUT", path, kept), 200);
    await online();
    const files = await readdir(service.dataDir, { recursive: true, withFileTypes: true });
    const texts = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), "latin1")),
    );
    logs.push(service.logged(), service.printed());
    const commandLine = readFileSync(`/proc/${service.pid}/cmdline`, "latin1");
    for (const text of [...texts, ...logs, ...replies, commandLine]) expect(text).to.not.include(users.borgdeck);
    const audit = (await admin.get("/api/audit?event=settings.change")).text;
    expect(audit).to.include("password").and.not.include(users.borgdeck);
  });

  it("leaves the broker to say that Borgdeck is gone when it is killed, and is back after a start", async () => {
    await service.kill();
    await watcher.until((topics) => topics.get("borgdeck/status") === "offline");
    service = await startService({ home: service.home });
    admin = service.client();
    await admin.signInAsAdmin();
    await watcher.until((topics) => topics.get("borgdeck/status") === "online");
  });

  it("takes leave when it is stopped", async () => {
    await service.stop();
    expect(watcher.retained.get("borgdeck/status")).to.equal("offline");
    service = await startService({ home: service.home });
    admin = service.client();
    await admin.signInAsAdmin();
    await watcher.until((topics) => topics.get("borgdeck/status") === "online");
  });

  it("takes back from a broker that was given up while it was away, once it is there again", async () => {
    const relay = await startRelay(Number(new URL(broker.url.plain).port));
    expectStatus(await put({ url: relay.url }), 200);
    await online();
    await watcher.until((topics) => topics.get("borgdeck/status") === "online");
    relay.cut();
    await eventually(connection, ({ state }) => state !== "online");
    // Another one is told the same, below a prefix of its own.
    expectStatus(
      await put({ url: broker.url.tls, caCertificate: broker.authority, topicPrefix: "new", discoveryPrefix: "ha" }),
      200,
    );
    await watcher.until((topics) => topics.get("new/status") === "online");
    expect([(await connection()).leftCount, watcher.retained.has(discovery(repositoryId))]).to.deep.equal([3, true]);
    relay.mend(); // the broker is the same: what is told there now is not taken back
    const retained = await watcher.until(
      (topics) => !topics.has(discovery(repositoryId)) && !topics.has("borgdeck/status"),
    );
    expect([retained.get("new/status"), retained.has(discovery(repositoryId, "ha"))]).to.deep.equal(["online", true]);
    expect(await eventually(connection, ({ leftCount }) => leftCount === 0)).to.include({ state: "online" });
    await relay.close();
  });

  it("takes everything back when it is switched off", async () => {
    expectStatus(await put({ enabled: false, password: null }), 200);
    await unretained();
    expect(await eventually(connection, ({ leftCount }) => leftCount === 0)).to.include({
      state: "off",
      problem: null,
    });
    expect((await admin.get(path)).body.passwordSet).to.equal(false);
  });
});
