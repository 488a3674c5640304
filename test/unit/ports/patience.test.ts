import { expect } from "chai";
import { createPatience } from "../../../src/ports/patience.ts";
import { createFakeClock } from "../../support/fake-ports.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("ports/patience", () => {
  it("asks a place that hangs once, says so to the others, and asks again when it has answered", async () => {
    const clock = createFakeClock();
    const patiently = createPatience(clock);
    let asked = 0;
    let answer = (_text: string) => {};
    const ask = () => {
      asked += 1;
      return new Promise<string>((resolve) => {
        answer = resolve;
      });
    };
    const both = [patiently("/mnt/away", ask), patiently("/mnt/away", ask)];
    await turn();
    expect(asked).to.equal(1);
    clock.advance(5000);
    expect(await Promise.all(both)).to.deep.equal(["late", "late"]);
    expect(await patiently("/mnt/away", ask)).to.equal("late");
    expect(await patiently("/mnt/here", async () => "here")).to.equal("here");
    answer("at last");
    await turn();
    expect(asked).to.equal(1);
    const next = patiently("/mnt/away", ask);
    await turn();
    answer("back");
    expect([await next, asked]).to.deep.equal(["back", 2]);
  });

  it("leaves no timer, and says why it could not be asked", async () => {
    let timers = 0;
    const after = () => {
      timers += 1;
      return () => {
        timers -= 1;
      };
    };
    const patiently = createPatience({ after });
    await patiently("/mnt", async () => "here");
    const failed = patiently("/mnt", () => Promise.reject(new Error("EACCES")));
    expect(await failed.catch((error: Error) => error.message)).to.equal("EACCES");
    expect(timers).to.equal(0);
  });
});
