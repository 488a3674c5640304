import { Readable } from "node:stream";
import { expect } from "chai";
import { createOutlet } from "../../../src/borg/process/outlet.ts";
import type { BorgResult } from "../../../src/borg/result/result.ts";

const ok = Promise.resolve({ state: "ok" } as BorgResult);

/** As many chunks as a pipe can give at once, all of them there already. */
const chunks = Array.from({ length: 32 }, (_, at) => Buffer.alloc(64 * 1024, at));

/** Counts turns of the event loop until it is stopped. */
function countTurns() {
  let turn = 0;
  let going = true;
  const next = () => {
    turn += 1;
    if (going) setImmediate(next);
  };
  next();
  return {
    now: () => turn,
    stop: () => {
      going = false;
    },
  };
}

describe("the outlet of a command", () => {
  it("gives its reader a chunk in each turn of the event loop, and others their turns in between", async () => {
    const outlet = Readable.from(chunks).pipe(createOutlet(ok));
    const turns = countTurns();
    const readIn: number[] = [];
    const read: Buffer[] = [];
    for await (const chunk of outlet) {
      readIn.push(turns.now());
      read.push(chunk as Buffer);
    }
    turns.stop();
    expect(Buffer.concat(read)).to.deep.equal(Buffer.concat(chunks));
    expect(new Set(readIn).size).to.equal(readIn.length);
  });

  it("may be left while a chunk is on its way", async () => {
    const outlet = createOutlet(ok);
    outlet.write(chunks[0]);
    outlet.destroy();
    await new Promise((done) => setImmediate(done));
    expect(outlet.readableLength).to.equal(0);
  });
});
