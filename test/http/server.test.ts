// The listening socket by itself: what one address may open.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect } from "chai";
import { createHttpServer } from "../../src/http/server.ts";

const most = 256;
const greedy = "127.0.0.66";

describe("connections", () => {
  const sockets: Socket[] = [];
  const warnings: unknown[] = [];
  let server: ReturnType<typeof createHttpServer>;
  let port: number;
  beforeEach(async () => {
    const log = { warn: (_message: string, about: unknown) => void warnings.push(about) };
    server = createHttpServer({ host: "127.0.0.1", port: 0, trustedProxies: ["127.0.0.2"], log });
    port = await server.listen();
    server.answer((_request, response) => void response.end("here"));
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    warnings.splice(0);
    server.close();
  });

  /** Begins a request and never ends it. */
  const half = async (from: string) => {
    const socket = connect({ host: "127.0.0.1", port, localAddress: from });
    sockets.push(socket.on("error", () => socket.destroy()));
    await once(socket, "connect");
    socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nX: ");
    return socket;
  };
  const answers = async (from: string) => {
    const socket = connect({ host: "127.0.0.1", port, localAddress: from });
    let text = "";
    socket.on("error", () => socket.destroy()).on("data", (chunk) => (text += chunk));
    socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    await once(socket, "close");
    return text.includes("here");
  };

  it("of one address are bounded, so that its half requests leave room for everybody else", async () => {
    const open: Socket[] = [];
    for (let count = 0; count < most; count += 1) open.push(await half(greedy));
    expect(await answers(greedy)).to.equal(false);
    expect(await answers(greedy)).to.equal(false);
    expect(await answers("127.0.0.67")).to.equal(true);
    expect(warnings, "said once").to.deep.equal([{ peer: greedy, most }]);
    for (const socket of open) socket.destroy();
    let again = false;
    while (!again) again = await answers(greedy);
  });

  it("of a trusted proxy are not: they are those of all its clients", async () => {
    for (let count = 0; count < most; count += 1) await half("127.0.0.2");
    expect(await answers("127.0.0.2")).to.equal(true);
  });
});
