import { expect } from "chai";
import { createArchives } from "../../../src/archives/archives.ts";
import type { BorgResult } from "../../../src/borg/result.ts";
import { silentLog } from "../../../src/ports/log.ts";
import { systemPorts } from "../../../src/ports/ports.ts";

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

describe("archives/archives", () => {
  function setUp(run: (asked: number) => Promise<BorgResult>) {
    let asked = 0;
    const archives = createArchives({
      borg: {
        run: () => run(++asked),
        stream: () => Promise.reject(new Error("nothing is streamed here")),
      },
      targets: { resolve: async () => ({ location: "/repo", passphrase: null, rsh: null }) },
      leases: { shared: (_id, use) => use(new AbortController().signal) },
      ports: systemPorts(silentLog),
    });
    return { archives, asked: () => asked };
  }

  it("asks borg once, again when told to refresh, and again after something wrote", async () => {
    const { archives, asked } = setUp(async (time) => listing(`a${time}`));
    expect((await archives.list("r"))[0]).to.deep.equal({
      id,
      name: "a1",
      planId: null,
      comment: "",
      startedAt: "2026-11-22T11:09:16.000Z",
      hostname: null,
    });
    expect((await archives.list("r"))[0]?.name).to.equal("a1");
    expect((await archives.list("r", { refresh: true }))[0]?.name).to.equal("a2");
    expect((await archives.list("r"))[0]?.name).to.equal("a2");
    expect((await archives.list("other"))[0]?.name).to.equal("a3");
    archives.invalidate("r");
    expect((await archives.list("r"))[0]?.name).to.equal("a4");
    expect(asked()).to.equal(4);
  });

  it("does not remember what was read while something wrote", async () => {
    let finish = (_: BorgResult) => {};
    const { archives } = setUp((time) =>
      time === 1
        ? new Promise((resolve) => {
            finish = resolve;
          })
        : Promise.resolve(listing("new")),
    );
    const reading = archives.list("r");
    await Promise.resolve();
    archives.invalidate("r");
    finish(listing("old"));
    expect((await reading)[0]?.name).to.equal("old");
    expect((await archives.list("r"))[0]?.name).to.equal("new");
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
    const { archives } = setUp(async (time) => (time === 1 ? answer("", { state: "failed", outcome }) : listing("a")));
    const error = await archives.list("r").catch((failure: unknown) => failure);
    expect(error).to.include({ code: "repository-locked", detail: "Locked. Wait." });
    expect(await archives.list("r")).to.have.length(1);
  });

  it("takes no strange form for a list", async () => {
    for (const stdout of ["", "{", "[]", '{"archives":[{"name":1}]}']) {
      const { archives } = setUp(async () => answer(stdout));
      expect(await archives.list("r").catch((failure: unknown) => failure)).to.have.property("code", "borg-failed");
    }
  });
});
