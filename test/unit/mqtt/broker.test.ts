// A connection to brokers that are slow, old, broken or hostile: bytes on a socket, as they would send them.
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { expect } from "chai";
import { type Broker, connectBroker } from "../../../src/mqtt/broker.ts";
import { BrokerError, problemOf } from "../../../src/mqtt/broker-problem.ts";
import { systemClock } from "../../../src/ports/clock.ts";

const connack5 = Buffer.from([0x20, 3, 0, 0, 0]);
const connack3 = Buffer.from([0x20, 2, 0, 0]);
/** The packet's kind is its first four bits. */
const kindOf = (packet: Buffer) => (packet[0] ?? 0) >> 4;

describe("a connection to a broker", () => {
  const servers: Server[] = [];
  const sockets: Socket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const server of servers.splice(0)) server.close();
  });

  /** Answers each piece that comes; `connects` counts connections. */
  async function serve(answer: (socket: Socket, packet: Buffer, connects: number) => void): Promise<string> {
    let connects = 0;
    const server = createServer((socket) => {
      connects += 1;
      const nth = connects;
      sockets.push(socket);
      socket.on("error", () => {});
      socket.on("data", (packet) => answer(socket, packet, nth));
    }).listen(0, "127.0.0.1");
    servers.push(server);
    await once(server, "listening");
    return `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const open = (url: string, onMessage?: (topic: string, payload: string) => void): Promise<Broker> =>
    connectBroker(
      { url, username: "me", password: "secret", caCertificate: null, clientId: "borgdeck" },
      { clock: systemClock, timeoutMs: 300, ...(onMessage && { onMessage }) },
    );
  const failure = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => null,
      (caught: unknown) => caught,
    );
    if (!(error instanceof BrokerError)) throw new Error(`not a BrokerError: ${error}`);
    return error.problem;
  };

  it("falls back to MQTT 3.1.1 where the broker is older", async () => {
    const url = await serve((socket, packet, nth) => {
      if (kindOf(packet) === 1) socket.write(nth === 1 ? Buffer.from([0x20, 2, 0, 1]) : connack3);
    });
    const broker = await open(url);
    expect(broker.version).to.equal(4);
    broker.drop();
    expect(await broker.closed).to.equal(null);
  });

  it("gives up on a broker that accepts and is silent, and on one that talks of something else", async () => {
    expect((await failure(open(await serve(() => {})))).message).to.match(/does not answer/);
    const web = await serve((socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"));
    expect((await failure(open(web))).message).to.match(/does not speak MQTT/);
    const shut = await serve((socket) => socket.destroy());
    expect((await failure(open(shut))).nextStep).to.include("mqtts://");
  });

  it("does not gather what it has not asked for", async () => {
    const url = await serve((socket, packet) => {
      if (kindOf(packet) !== 1) return;
      socket.write(connack5);
      socket.write(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f])); // 256 MB to come
      const more = () => void (socket.destroyed || socket.write(Buffer.alloc(16_384), () => setImmediate(more)));
      more();
    });
    const broker = await open(url);
    expect((await broker.closed)?.message).to.equal("The broker sends more than it was asked for.");
  });

  it("takes no message that would have to be kept, and passes on short ones only", async () => {
    const heard: string[] = [];
    const message = (header: number, ...rest: (string | number[])[]) => {
      const body = Buffer.concat([
        Buffer.from([0, 1]),
        Buffer.from("t"),
        ...rest.map((part) => Buffer.from(part as string)),
      ]);
      return Buffer.concat([Buffer.from([header, 0x80 | (body.length & 0x7f), body.length >> 7]), body]);
    };
    const url = await serve((socket, packet) => {
      if (kindOf(packet) !== 1) return;
      socket.write(connack5);
      socket.write(message(0x30, [0], "x".repeat(200)));
      socket.write(message(0x30, [0], "online"));
      socket.write(message(0x34, [0, 7], [0], "online")); // QoS 2
    });
    const broker = await open(url, (_, payload) => heard.push(payload));
    expect((await broker.closed)?.message).to.equal("The broker sends more than it was asked for.");
    expect(heard).to.deep.equal(["online"]);
  });

  it("lets a connection fall on which no acknowledgement comes, and leaves in time all the same", async () => {
    const url = await serve((socket, packet) => kindOf(packet) === 1 && socket.write(connack5));
    const broker = await open(url);
    const lost = failure(broker.publish("t", "x", { retain: true }));
    await broker.end(100);
    expect((await lost).message).to.be.a("string");
    expect(await broker.closed).to.equal(null);
  });

  it("tells in words what became of it", () => {
    const url = new URL("mqtts://broker.lan:8883");
    const said = (code: unknown, at = url) => Object.values(problemOf({ code }, at)).join(" ");
    expect(said("ENOTFOUND")).to.include("broker.lan is not known here");
    expect(said("CERT_HAS_EXPIRED")).to.include("has expired");
    expect(said(0x8e)).to.include("client id");
    expect(said(0x86)).to.include("user name and password");
    expect(said(0xff)).to.include("reason code 255");
    expect(said("EHOSTUNREACH", new URL("mqtt://[::1]:1883"))).to.include("[::1]:1883 does not answer");
  });
});
