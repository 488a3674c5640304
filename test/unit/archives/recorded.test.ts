import { expect } from "chai";
import { createRecordedArchives } from "../../../src/archives/recorded.ts";
import { createFakeClock } from "../../support/fake-ports.ts";

const actor = (userId: string) => ({ userId, username: userId, peer: null, address: null, userAgent: null });

const never = () => Promise.reject(new Error("not asked here"));

function setUp(fails = false) {
  const clock = createFakeClock();
  const recorded: string[] = [];
  const archives = createRecordedArchives({
    clock,
    archives: {
      list: async () => [],
      browse: async (_id, _name, { path }) => ({
        path,
        items: [],
        next: null,
        total: 0,
        sizeBytes: 0,
        filesCount: 0,
        building: null,
      }),
      detail: never,
      search: never,
      searchAll: never,
      compare: never,
      compareContent: never,
      history: never,
    },
    async audit(event, { userId }, target, detail) {
      if (fails) throw new Error("disk full");
      recorded.push([event, userId, target, detail].join(" "));
    },
  });
  return { archives, clock, recorded };
}

const options = { path: "", limit: 1, cursor: null };

describe("archives/recorded", () => {
  it("records looking into a repository once an hour for each user and repository", async () => {
    const { archives, clock, recorded } = setUp();
    for (let count = 0; count < 5; count += 1) await archives.browse("home", "a", options, actor("anna"));
    await archives.list("home", {}, actor("anna"));
    await archives.list("work", {}, actor("anna"));
    await archives.browse("home", "a", options, actor("ben"));
    clock.advance(3_600_000);
    await archives.list("home", {}, actor("anna"));
    expect(recorded).to.deep.equal([
      "repository.open anna home ",
      "repository.open anna work ",
      "repository.open ben home ",
      "repository.open anna home ",
    ]);
  });

  it("gives nothing where it cannot be recorded", async () => {
    const { archives } = setUp(true);
    for (let count = 0; count < 2; count += 1)
      expect(await archives.list("home", {}, actor("anna")).catch((error) => error)).to.be.an("error");
  });
});
