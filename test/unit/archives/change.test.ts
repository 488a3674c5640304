import { expect } from "chai";
import type { RepositoryMode } from "../../../schemas/repositories.ts";
import { type ArchiveJobRequest, createArchiveChanges } from "../../../src/archives/change/change.ts";
import type { ArchiveItem } from "../../../src/archives/contract.ts";
import type { BorgCommand } from "../../../src/borg/command.ts";
import type { BorgResult } from "../../../src/borg/result/result.ts";
import { newJob, ownOutcome } from "../../../src/jobs/job.ts";
import { createFakeClock } from "../../support/fake-ports.ts";
import { faultOf } from "../../support/rejection.ts";

const plan = "planaaaaaaaaaaaa";
const actor = { userId: "useraaaa", username: "ada", peer: null, address: null, userAgent: null };
const archive = (name: string, startedAt: string, planId: string | null = null): ArchiveItem => ({
  id: `id of ${name}`,
  name,
  planId,
  comment: "",
  startedAt,
  hostname: null,
  index: "missing",
});
const older = archive(`${plan}-2026-01-01T00:00:00`, "2026-01-01T00:00:00.000Z", plan);
const newer = archive(`${plan}-2026-01-02T00:00:00`, "2026-01-02T00:00:00.000Z", plan);
const strange = archive("stranger", "2026-01-03T00:00:00.000Z");

interface Setting {
  readonly archives?: readonly ArchiveItem[];
  readonly mode?: RepositoryMode;
  /** What borg info says each archive has for itself; null where it fails. */
  readonly ownBytes?: (archiveName: string) => number | null;
}

function setUp({ archives = [older, newer, strange], mode = "full", ownBytes = () => 1000 }: Setting = {}) {
  const requests: ArchiveJobRequest[] = [];
  const audited: string[] = [];
  const asked: BorgCommand[] = [];
  const clock = createFakeClock();
  const changes = createArchiveChanges({
    archives: { list: async () => archives },
    borg: {
      version: async () => ({ text: "1.2.4", major: 1, minor: 2, supported: true }),
      async run(command) {
        asked.push(command);
        return told(ownBytes(command.args.at(-1)?.split("::")[1] ?? ""));
      },
    },
    leases: { shared: (_id, use) => use(new AbortController().signal) },
    clock,
    repositories: {
      get: () => ({ mode }),
      target: async () => ({ location: "/srv/repo", passphrase: null, rsh: null }),
    },
    queue: {
      async enqueue(request) {
        requests.push(request);
        return newJob("jobaaaaa", request, 0);
      },
    },
    audit: async (event, { username }, target, detail) =>
      void audited.push([event, username, target, detail].join(" | ")),
  });
  return { changes, requests, audited, asked, clock };
}

function told(bytes: number | null): BorgResult {
  return {
    state: bytes === null ? "failed" : "ok",
    outcome: ownOutcome("ok", "Done."),
    exitCode: 0,
    stdout: JSON.stringify({ archives: [{ stats: { deduplicated_size: bytes } }] }),
    stdoutTruncated: false,
    durationMs: 1,
    report: {},
  };
}

const never = () => new AbortController().signal;

describe("archives/change", () => {
  it("queues a new name and records it", async () => {
    const { changes, requests, audited } = setUp();
    await changes.patch("repo", strange.name, { name: "before-the-move" }, actor);
    expect(requests).to.deep.equal([
      {
        kind: "rename-archive",
        repositoryId: "repo",
        planId: null,
        runId: null,
        archiveName: "stranger",
        options: { newName: "before-the-move" },
        requester: { type: "user", userId: "useraaaa" },
      },
    ]);
    expect(audited).to.deep.equal(["archive.rename | ada | repo | stranger to before-the-move"]);
  });

  it("queues a new comment, also an empty one", async () => {
    const { changes, requests, audited } = setUp();
    await changes.patch("repo", strange.name, { comment: "" }, actor);
    expect(requests[0]).to.deep.include({ kind: "comment-archive", archiveName: "stranger", options: { comment: "" } });
    expect(audited).to.deep.equal(["archive.comment | ada | repo | stranger"]);
  });

  for (const [name, why] of [
    [newer.name, "another archive"],
    [strange.name, "already"],
    [`${plan}-2030-01-01T00:00:00`, "prune"],
    [`${plan}-2030-01-01T00:00:00-kept`, "prune"],
  ] as const) {
    it(`refuses ${name} as a new name`, async () => {
      const { changes, requests, audited } = setUp();
      const fault = await faultOf(changes.patch("repo", strange.name, { name }, actor), "invalid-input");
      expect(fault.fields?.["/name"]).to.contain(why);
      expect([...requests, ...audited]).to.deep.equal([]);
    });
  }

  it("queues deleting what is there, and refuses where nothing is", async () => {
    const { changes, requests, audited } = setUp();
    await changes.remove("repo", [older.name, "gone"], actor);
    await changes.remove("repo", [strange.name], actor);
    expect(requests.map(({ archiveName, options }) => [archiveName, options.archiveNames])).to.deep.equal([
      [null, [older.name, "gone"]],
      ["stranger", ["stranger"]],
    ]);
    expect(audited[0]).to.equal(`archive.delete | ada | repo | 2: ${older.name}, gone`);
    await faultOf(changes.remove("repo", ["gone"], actor), "not-found");
    await faultOf(changes.patch("repo", "gone", { comment: "x" }, actor), "not-found");
  });

  it("refuses more names than a command takes, and keeps what it records short", async () => {
    const { changes, requests, audited } = setUp();
    const many = Array.from({ length: 1000 }, (_, at) => `${at}${"€".repeat(990)}`);
    await faultOf(changes.remove("repo", many, actor), "invalid-input");
    await changes.remove("repo", [strange.name, ...many.slice(0, 100)], actor);
    expect(requests).to.have.length(1);
    expect(audited.join().length).to.be.below(1100);
    expect(audited.join()).to.contain("101: stranger").and.to.contain("and 96 more");
  });

  it("deletes nothing from an append-only repository, and changes nothing of an observed one", async () => {
    const appendOnly = setUp({ mode: "append-only" });
    await faultOf(appendOnly.changes.remove("repo", [strange.name], actor), "conflict");
    await appendOnly.changes.patch("repo", strange.name, { comment: "kept" }, actor);
    const observed = setUp({ mode: "observe" });
    await faultOf(observed.changes.remove("repo", [strange.name], actor), "conflict");
    await faultOf(observed.changes.patch("repo", strange.name, { comment: "x" }, actor), "conflict");
    expect([appendOnly.requests.length, observed.requests.length]).to.deep.equal([1, 0]);
  });

  it("previews what goes, what is missing, and which archive is its plan's newest", async () => {
    const { changes, asked } = setUp({ ownBytes: (name) => (name === "stranger" ? 500 : 20) });
    const preview = await changes.previewRemove("repo", ["gone", strange.name, newer.name], never());
    expect(preview).to.deep.equal({
      items: [
        { archive: { id: newer.id, name: newer.name, startedAt: newer.startedAt }, planId: plan, newestOfPlan: true },
        {
          archive: { id: strange.id, name: "stranger", startedAt: strange.startedAt },
          planId: null,
          newestOfPlan: false,
        },
      ],
      missing: ["gone"],
      freedBytes: 520,
      archivesLeft: 1,
      undeletable: false,
    });
    expect(asked.map(({ name }) => name)).to.deep.equal(["info-archive", "info-archive"]);
  });

  it("does not guess what would be freed: of many, where borg fails, and where it takes too long", async () => {
    const archives = Array.from({ length: 30 }, (_, at) => archive(`a${at}`, "2026-01-01T00:00:00.000Z"));
    const names = archives.map(({ name }) => name);
    const many = setUp({ archives });
    expect((await many.changes.previewRemove("repo", names, never())).freedBytes).to.equal(null);
    expect(many.asked).to.deep.equal([]);
    const failing = setUp({ archives, ownBytes: (name) => (name === "a1" ? null : 1) });
    expect((await failing.changes.previewRemove("repo", ["a0", "a1", "a2"], never())).freedBytes).to.equal(null);
    const slow = setUp({
      archives,
      ownBytes() {
        slow.clock.advance(15_000);
        return 1;
      },
    });
    expect((await slow.changes.previewRemove("repo", names.slice(0, 20), never())).freedBytes).to.equal(null);
    expect(slow.asked.length).to.equal(2);
    expect((await slow.changes.previewRemove("repo", ["gone"], never())).freedBytes).to.equal(0);
  });
});
