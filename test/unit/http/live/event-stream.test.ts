import { once } from "node:events";
import { expect } from "chai";
import { createEventStream, formatFrame, maxWaitingBytes } from "../../../../src/http/live/event-stream.ts";

describe("createEventStream", () => {
  const open = () => {
    let closed = 0;
    const stream = createEventStream(() => closed++);
    return { ...stream, closed: () => closed };
  };

  it("writes frames as the standard has them", () => {
    expect(formatFrame({ event: "delta", data: '{"a":1}', id: "e-1" }).toString()).to.equal(
      'id: e-1\nevent: delta\ndata: {"a":1}\n\n',
    );
    expect(formatFrame({ event: "job", data: "{}" }).toString()).to.equal("event: job\ndata: {}\n\n");
  });

  it("sends what it was given, then ends", async () => {
    const stream = open();
    stream.send(Buffer.from("one\n\n"));
    stream.end();
    stream.send(Buffer.from("late\n\n"));
    const chunks: Buffer[] = [];
    for await (const chunk of stream.readable) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).to.equal("retry: 5000\n\none\n\n");
    expect(stream.closed()).to.equal(1);
  });

  it("lets go of a client that does not keep up", async () => {
    const stream = open();
    const frame = Buffer.alloc(64 * 1024, "x");
    let sent = 0;
    while (!stream.readable.destroyed && sent < 100) {
      stream.send(frame);
      sent += 1;
    }
    expect(sent * frame.length).to.be.at.most(maxWaitingBytes + 2 * frame.length);
    await once(stream.readable, "close");
    expect(stream.closed()).to.equal(1);
  });

  it("lets go of a client that took nothing between two heartbeats", async () => {
    const stream = open();
    stream.heartbeat();
    expect(stream.readable.destroyed).to.equal(false);
    stream.heartbeat();
    await once(stream.readable, "close");
    expect(stream.closed()).to.equal(1);
  });

  it("keeps a client that takes what comes", async () => {
    const stream = open();
    stream.readable.resume();
    for (let beat = 0; beat < 5; beat += 1) {
      stream.heartbeat();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(stream.readable.destroyed).to.equal(false);
    stream.readable.destroy();
  });
});
