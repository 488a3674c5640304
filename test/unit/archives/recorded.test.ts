import { expect } from "chai";
import type { Archives } from "../../../src/archives/contract.ts";
import { createRecordedArchives } from "../../../src/archives/recorded.ts";
import { createFakeClock } from "../../support/fake-ports.ts";
import { faultOf } from "../../support/rejection.ts";

const actor = (userId: string) => ({ userId, username: userId, peer: null, address: null, userAgent: null });

const never = () => Promise.reject(new Error("not asked here"));

function setUp(fails = false, { search, history, compareContent }: Partial<Archives> = {}) {
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
      search: search ?? never,
      searchAll: never,
      compare: never,
      compareContent: compareContent ?? never,
      history: history ?? never,
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

  it("searches twice at once for a user, lets ten more wait, and refuses the others; another user waits for none", async () => {
    const going: (() => void)[] = [];
    const begun: string[] = [];
    const { archives } = setUp(false, {
      async search(_id, _name, { text }) {
        begun.push(text);
        await new Promise<void>((resolve) => going.push(resolve));
        return { items: [], next: null, building: null };
      },
    });
    const search = (text: string, user: string, signal?: AbortSignal) =>
      archives.search("home", "a", { text, limit: 1, cursor: null, ...(signal ? { signal } : {}) }, actor(user));
    const left = new AbortController();
    const all = Array.from({ length: 11 }, (_, at) => search(`${at}`, "anna"));
    const leaver = search("left", "anna", left.signal).catch((error: Error) => error.message);
    await faultOf(search("over", "anna"), "too-many-requests");
    left.abort(new Error("left"));
    expect(await leaver).to.equal("left");
    all.push(search("ben", "ben"));
    await new Promise(setImmediate);
    expect(begun).to.deep.equal(["0", "1", "ben"]);
    for (let done = 0; done < all.length; done += 1) {
      expect(going.length).to.be.within(1, 3);
      going.shift()?.();
      await new Promise(setImmediate);
    }
    await Promise.all(all);
    expect(begun).to.deep.equal(["0", "1", "ben", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
    void search("again", "anna");
    await new Promise(setImmediate);
    expect(begun.at(-1)).to.equal("again");
  });

  it("bounds histories like searches, and lets no search wait for borg's comparisons, one at once for a user", async () => {
    const begun: string[] = [];
    const hang = (what: string) => () => {
      begun.push(what);
      return new Promise<never>(() => {});
    };
    const { archives } = setUp(false, {
      search: hang("search"),
      history: hang("history"),
      compareContent: hang("content"),
    });
    const content = () => archives.compareContent("home", "a", "b", { paths: ["x"] }, actor("anna"));
    for (let count = 0; count < 6; count += 1) void content();
    await faultOf(content(), "too-many-requests");
    void archives.search("home", "a", { text: "x", limit: 1, cursor: null }, actor("anna"));
    for (let count = 0; count < 11; count += 1) void archives.history("home", options, actor("anna"));
    await faultOf(archives.history("home", options, actor("anna")), "too-many-requests");
    await new Promise(setImmediate);
    expect(begun).to.deep.equal(["content", "search", "history"]);
  });
});
