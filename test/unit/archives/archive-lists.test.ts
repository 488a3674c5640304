import { expect } from "chai";
import { createArchiveLists } from "../../../src/archives/list/archive-lists.ts";
import type { BorgCommand } from "../../../src/borg/command.ts";
import type { BorgResult } from "../../../src/borg/result/result.ts";
import { createFakeClock } from "../../support/fake-ports.ts";

const id = "1977c52854d3008124d814f8ce373ef1c4dff061ba25e2fd4a44b333eaf3ebe3";

function answer(stdout: string, more: Partial<BorgResult> = {}): BorgResult {
  const outcome = { code: "ok", message: "Done.", nextStep: null, exitCode: 0, warningsCount: 0, warnings: [] };
  return { state: "ok", outcome, exitCode: 0, stdout, stdoutTruncated: false, durationMs: 1, report: {}, ...more };
}

const listing = (...names: string[]) =>
  answer(
    JSON.stringify({
      archives: names.map((name) => ({ name, id, start: "2026-11-22T11:09:16.000000", comment: "", hostname: "" })),
    }),
  );

const target = { location: "/repo", passphrase: null, rsh: null };
const never = new AbortController().signal;

describe("archives/archive-lists", () => {
  /** `held` keeps the lease from being given. */
  function setUp(run: (asked: number, command: BorgCommand) => Promise<BorgResult>) {
    const clock = createFakeClock();
    const told: string[][] = [];
    const lease = { held: Promise.resolve() };
    let asked = 0;
    const lists = createArchiveLists({
      borg: { run: (command) => run(++asked, command) },
      read: async (_id, _signal, use) => {
        await lease.held;
        return use(target, never);
      },
      clock,
      listed: (repositoryId, items) => void told.push([repositoryId, ...items.map(({ name }) => name)]),
    });
    return { lists, clock, told, lease, asked: () => asked };
  }

  it("asks borg once, again when told to refresh, and again after something wrote", async () => {
    const { lists, asked, told } = setUp(async (time) => listing(`a${time}`));
    expect((await lists.list("r"))[0]).to.deep.equal({
      id,
      name: "a1",
      planId: null,
      comment: "",
      startedAt: "2026-11-22T11:09:16.000Z",
      hostname: null,
    });
    expect((await lists.list("r"))[0]?.name).to.equal("a1");
    expect((await lists.list("r", { refresh: true }))[0]?.name).to.equal("a2");
    expect((await lists.list("r"))[0]?.name).to.equal("a2");
    expect((await lists.list("other"))[0]?.name).to.equal("a3");
    lists.invalidate("r");
    expect((await lists.list("r"))[0]?.name).to.equal("a4");
    expect(asked()).to.equal(4);
    expect(told).to.deep.equal([
      ["r", "a1"],
      ["r", "a2"],
      ["other", "a3"],
      ["r", "a4"],
    ]);
  });

  it("does not remember what was read while something wrote", async () => {
    let finish = (_: BorgResult) => {};
    const { lists } = setUp((time) =>
      time === 1
        ? new Promise((resolve) => {
            finish = resolve;
          })
        : Promise.resolve(listing("new")),
    );
    const reading = lists.list("r");
    await new Promise((resolve) => setImmediate(resolve));
    lists.invalidate("r");
    finish(listing("old"));
    expect((await reading)[0]?.name).to.equal("old");
    expect((await lists.list("r"))[0]?.name).to.equal("new");
  });

  it("remembers no failure, and says why", async () => {
    const outcome = {
      code: "repository-locked",
      message: "Locked.",
      nextStep: "Wait.",
      exitCode: 2,
      warningsCount: 0,
      warnings: [],
    };
    const { lists } = setUp(async (time) => (time === 1 ? answer("", { state: "failed", outcome }) : listing("a")));
    const error = await lists.list("r").catch((failure: unknown) => failure);
    expect(error).to.include({ code: "repository-locked", detail: "Locked. Wait." });
    expect(await lists.list("r")).to.have.length(1);
  });

  it("lets others have their turns while it reads a list of ten thousand", async () => {
    const { lists } = setUp(async () => listing(...Array.from({ length: 10_000 }, (_, at) => `a${at}`)));
    let turns = 0;
    let reading = true;
    const next = () => {
      turns += 1;
      if (reading) setImmediate(next);
    };
    next();
    const items = await lists.list("r");
    reading = false;
    expect(items.map(({ name }) => name)).to.deep.equal(Array.from({ length: 10_000 }, (_, at) => `a${at}`));
    expect(turns).to.be.at.least(20);
  });

  it("takes no strange form for a list", async () => {
    for (const stdout of ["", "{", "[]", '{"archives":[{"name":1}]}']) {
      const { lists } = setUp(async () => answer(stdout));
      expect(await lists.list("r").catch((failure: unknown) => failure)).to.have.property("code", "borg-failed");
    }
  });

  it("finds an archive by its name, looks anew for one that is not listed, but not at each request", async () => {
    const { lists, clock, asked } = setUp(async (time) => (time < 3 ? listing("a") : listing("a", "new one")));
    expect(await lists.find("r", "a")).to.have.property("id", id);
    const missing = async () =>
      expect(await lists.find("r", "new one").catch((e) => e)).to.have.property("code", "not-found");
    await missing();
    await missing();
    expect(asked()).to.equal(1);
    clock.advance(10_000);
    await missing();
    clock.advance(10_000);
    expect(await lists.find("r", "new one")).to.have.property("name", "new one");
    for (const name of ["", "a/b", "nul\0", "x".repeat(1001)]) {
      expect(await lists.find("r", name).catch((e) => e), name).to.have.property("code", "not-found");
    }
    expect(asked()).to.equal(3);
  });

  it("goes by the list of before while the repository cannot be read, and waits for the new one where that does not do", async () => {
    const { lists, clock, lease } = setUp(async (time) => (time === 1 ? listing("a") : listing("b")));
    await lists.list("r");
    lists.invalidate("r");
    let release = () => {};
    lease.held = new Promise((resolve) => {
      release = resolve;
    });
    const old = lists.find("r", "a");
    const oldList = lists.listSoon("r");
    const newList = lists.listSoon("r", { refresh: true });
    const fresh = lists.find("r", "b");
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(1500);
    expect(await old).to.have.property("name", "a");
    expect((await oldList).map(({ name }) => name)).to.deep.equal(["a"]);
    expect(lists.known("r", "a")).to.have.property("name", "a");
    expect(lists.known("r", "b")).to.equal(undefined);
    release();
    expect(await fresh).to.have.property("name", "b");
    expect((await newList).map(({ name }) => name)).to.deep.equal(["b"]);
    expect(await lists.find("r", "a").catch((e) => e)).to.have.property("code", "not-found");
  });

  it("shows what it knows of a repository that is locked, and says why another one cannot be listed", async () => {
    const failure = (code: string) => answer("", { state: "failed", outcome: { ...answer("").outcome, code } });
    for (const [code, seen] of [
      ["repository-locked", "a"],
      ["repository-missing", "borg-failed"],
    ]) {
      const { lists } = setUp(async (time) => (time === 1 ? listing("a") : failure(code ?? "")));
      await lists.list("r");
      lists.invalidate("r");
      const listed = await lists.listSoon("r").then(
        (items) => items[0]?.name,
        (error) => error.code,
      );
      expect(listed).to.equal(seen);
      expect(await lists.find("r", "a")).to.have.property("id", id);
    }
  });

  it("lets a job wait longer for a stranger's lock than somebody at a page", async () => {
    const waits: (string | undefined)[] = [];
    const { lists } = setUp(async (_time, { args }) => {
      waits.push(args.find((arg) => arg.startsWith("--lock-wait")));
      return listing("a");
    });
    await lists.list("r");
    await lists.findHere("other", "a", target, never);
    expect(waits).to.deep.equal(["--lock-wait=20", "--lock-wait=120"]);
  });

  it("asks anew for a job unless it was listed in the last minute: a name may be that of another archive by now", async () => {
    const { lists, clock, asked } = setUp(async () => listing("a"));
    expect(await lists.findHere("r", "a", target, never)).to.have.property("id", id);
    expect(await lists.findHere("r", "b", target, never)).to.equal(undefined);
    expect(asked()).to.equal(1);
    clock.advance(60_000);
    await lists.findHere("r", "a", target, never);
    lists.invalidate("r");
    await lists.findHere("r", "a", target, never);
    expect(asked()).to.equal(3);
  });
});
