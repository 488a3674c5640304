import { expect } from "chai";
import { createSlices } from "../../../../src/archives/index/slices.ts";
import { faultOf } from "../../../support/rejection.ts";

/** A gate whose time and turns belong to the test. */
function createTurns() {
  let now = 0;
  const deferred: (() => void)[] = [];
  const slices = createSlices({ now: () => now, defer: (run) => void deferred.push(run) });
  return {
    slices,
    /** A piece of work that takes so long. */
    work: (ms: number, name: string, done: string[]) => () => {
      now += ms;
      done.push(name);
    },
    async turn() {
      for (const run of deferred.splice(0)) run();
      await Promise.resolve();
    },
    deferred,
  };
}

describe("archives/index/slices", () => {
  it("works at once while the turn has time, and goes on in the next", async () => {
    const { slices, work, turn } = createTurns();
    const done: string[] = [];
    for (const name of ["a", "b", "c", "d", "e"]) void slices.run(work(3, name, done));
    expect(done).to.deep.equal(["a", "b", "c"]);
    await turn();
    expect(done).to.deep.equal(["a", "b", "c", "d", "e"]);
  });

  it("gives all searches together one slice a turn, in the order of asking", async () => {
    const { slices, work, turn } = createTurns();
    const done: string[] = [];
    const search = async (name: string) => {
      for (let at = 0; at < 3; at += 1) await slices.run(work(5, name, done));
    };
    const all = Promise.all(["x", "y", "z"].map(search));
    const turns: number[] = [];
    while (done.length < 9) {
      const before = done.length;
      await turn();
      for (let at = 0; at < 10; at += 1) await Promise.resolve();
      turns.push(done.length - before);
    }
    await all;
    expect(Math.max(...turns)).to.be.at.most(2); // five and five milliseconds: no more in eight
    expect([..."xyz"].map((name) => done.filter((each) => each === name).length)).to.deep.equal([3, 3, 3]);
    expect(done.slice(0, 3).sort().join("")).to.equal("xyz");
  });

  it("asks for no turn when nothing runs", async () => {
    const { slices, work, turn, deferred } = createTurns();
    await slices.run(work(1, "a", []));
    expect(deferred).to.have.length(1);
    await turn();
    expect(deferred).to.have.length(0);
  });

  it("passes on what is returned and thrown, and does not begin what was aborted", async () => {
    const { slices, work, turn } = createTurns();
    expect(await slices.run(() => 7)).to.equal(7);
    const thrown = await slices
      .run(() => {
        throw new Error("no");
      })
      .catch((error: Error) => error.message);
    expect(thrown).to.equal("no");
    const [done, stop] = [[] as string[], new AbortController()];
    void slices.run(work(9, "first", done));
    const late = slices.run(work(1, "late", done), stop.signal).catch((error: Error) => error.message);
    stop.abort(new Error("left"));
    await turn();
    expect(await late).to.equal("left");
    expect(done).to.deep.equal(["first"]);
  });

  it("lets eight long pieces of work run at once, and 64 wait", async () => {
    const { slices } = createTurns();
    const going: (() => void)[] = [];
    let most = 0;
    let running = 0;
    const search = async () => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => going.push(resolve));
      running -= 1;
      if (running === 0) throw new Error("the last one fails");
    };
    const all = Array.from({ length: 72 }, () => slices.long(search).catch((error: Error) => error.message));
    await faultOf(slices.long(search), "too-many-requests");
    for (let done = 0; done < 72; done += 1) {
      await new Promise(setImmediate);
      going.shift()?.();
    }
    expect((await Promise.all(all)).at(-1)).to.equal("the last one fails");
    expect(most).to.equal(8);
    expect(await slices.long(async () => 7)).to.equal(7);
  });
});
