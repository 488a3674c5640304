import { expect } from "chai";
import type { AuditEntry } from "../../../schemas/audit.ts";
import { type AuditFilter, readAudit } from "../../../src/audit/read.ts";
import { systemFiles } from "../../../src/ports/files.ts";
import { silentLog } from "../../../src/ports/log.ts";
import { openStore, type Store } from "../../../src/store/open.ts";
import { createFakeClock } from "../../support/fake-ports.ts";
import { createMemoryJournal } from "../../support/memory-journal.ts";
import { temporaryFolders } from "../../support/temporary-folder.ts";

const entry = (target: string, at: string, change: Partial<AuditEntry> = {}): AuditEntry => ({
  at,
  event: "session.sign-in",
  outcome: "ok",
  actor: null,
  peer: null,
  address: null,
  userAgent: null,
  target,
  detail: null,
  ...change,
});

const sample = [
  entry("a", "2026-09-30T23:00:00.000Z"),
  entry("b", "2026-10-01T10:00:00.000Z", { event: "session.sign-out" }),
  entry("c", "2026-11-01T10:00:00.000Z", { outcome: "denied" }),
  entry("d", "2026-11-02T10:00:00.000Z", { event: "sessions.sweep", actor: { userId: "anna", username: "anna" } }),
  entry("anna", "2026-11-03T10:00:00.000Z", { event: "user.change" }),
];

describe("audit/read", () => {
  const newFolder = temporaryFolders();

  /** The sample in real files, one a month. */
  async function openSample() {
    const clock = createFakeClock(sample[0]?.at);
    const store = await openStore({ dataDir: newFolder(), ports: { files: systemFiles, clock, log: silentLog } });
    for (const each of sample) {
      clock.advance(Date.parse(each.at) - clock.now());
      await store.auditJournal.append(each);
    }
    return store;
  }

  const cases: [string, AuditFilter, string][] = [
    ["everything, newest first", {}, "anna d c b a"],
    ["an event", { event: "session.sign-in" }, "c a"],
    ["the first part of an event, and not what only begins like it", { event: "session" }, "c b a"],
    ["an outcome", { outcome: "denied" }, "c"],
    ["what somebody did, and what was done to somebody", { userId: "anna" }, "anna d"],
    ["what is not older than a time", { from: "2026-11-01T10:00:00Z" }, "anna d c"],
    ["what is not newer than a time", { to: "2026-10-01T10:00:00Z" }, "b a"],
    ["a stretch of time", { from: "2026-10-01T00:00:00Z", to: "2026-11-02T09:00:00+01:00" }, "c b"],
    ["nothing", { event: "nothing.happened" }, ""],
  ];
  describe("finds", () => {
    let store: Store;

    before(async () => {
      store = await openSample();
    });
    after(() => store.close());

    for (const [what, filter, expected] of cases) {
      it(what, async () => {
        const { items, next } = await readAudit(store.auditJournal, filter);
        expect(items.map(({ target }) => target).join(" ")).to.equal(expected);
        expect(next).to.equal(null);
      });
    }
  });

  it("pages through the files without losing or repeating one, also while others are appended", async () => {
    const store = await openSample();
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { items, next } = await readAudit(store.auditJournal, { limit: 2, cursor });
      expect(items.length).to.be.at.most(2);
      seen.push(...items.map(({ target }) => target ?? ""));
      await store.auditJournal.append(entry("later", "2026-11-03T11:00:00.000Z"));
      cursor = next ?? undefined;
    } while (cursor !== undefined);
    expect(seen).to.deep.equal(["anna", "d", "c", "b", "a"]);
    await store.close();
  });

  it("refuses a cursor that is none", async () => {
    const store = await openSample();
    const failed = await readAudit(store.auditJournal, { cursor: "../../etc/passwd" }).catch((error) => error);
    expect(failed).to.include({ code: "invalid-input" });
    await store.close();
  });

  it("stops after a bounded number of entries, and goes on from there", async () => {
    const many = Array.from({ length: 50_000 }, (_, n) => entry(String(n), "2026-11-01T10:00:00.000Z"));
    const journal = createMemoryJournal([entry("first", "2026-10-01T10:00:00.000Z", { outcome: "denied" }), ...many]);
    const pages: number[] = [];
    let found: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await readAudit(journal, { outcome: "denied", cursor });
      pages.push(page.items.length);
      found = [...found, ...page.items.map(({ target }) => target ?? "")];
      cursor = page.next;
    }
    expect([pages, found]).to.deep.equal([[0, 0, 1], ["first"]]);
  });
});
