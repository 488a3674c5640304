import { expect } from "chai";
import { AuditEntry } from "../../../schemas/audit.ts";
import { type AuditRecord, createAudit } from "../../../src/audit/audit.ts";
import { silentLog } from "../../../src/ports/log.ts";
import { fieldErrors } from "../../../src/validate.ts";
import { createFakeClock } from "../../support/fake-ports.ts";
import { createMemoryJournal } from "../../support/memory-journal.ts";

function setUp() {
  const entries: AuditEntry[] = [];
  const clock = createFakeClock();
  const lines: string[] = [];
  const note = (message: string) => void lines.push(message);
  const log = { ...silentLog, info: note, warn: note };
  return { entries, lines, clock, audit: createAudit({ journal: createMemoryJournal(entries), clock, log }) };
}

const actor = { userId: "u", username: "anna", peer: "127.0.0.1", address: "192.0.2.7", userAgent: "curl" };
const denial = {
  event: "session.sign-in",
  outcome: "denied",
  actor: null,
  peer: "192.0.2.1",
  address: "192.0.2.1",
} as const;

describe("audit/audit", () => {
  it("writes an entry that fits its schema, the actor's connection included", async () => {
    const { audit, entries } = setUp();
    await audit.record({ event: "repository.create", outcome: "ok", actor, target: "r" });
    expect(entries).to.deep.equal([
      {
        at: "2026-11-22T10:00:00.000Z",
        event: "repository.create",
        outcome: "ok",
        actor: { userId: "u", username: "anna" },
        peer: "127.0.0.1",
        address: "192.0.2.7",
        userAgent: "curl",
        target: "r",
        detail: null,
      },
    ]);
    expect(fieldErrors(AuditEntry, entries[0])).to.deep.equal({});
  });

  it("leaves no control character of a name or user agent in the record, and cuts what is too long", async () => {
    const { audit, entries } = setUp();
    const userAgent = `a\r\nb\u001b[31m\u009b1m\u202e${"x".repeat(1000)}`;
    await audit.record({ ...denial, actor: null, userAgent, detail: "y".repeat(5000) });
    expect(entries[0]?.userAgent).to.match(/^a\ufffd\ufffdb\ufffd\[31m\ufffd1m\ufffdx+$/);
    expect(fieldErrors(AuditEntry, entries[0])).to.deep.equal({});
  });

  it("records ten denials a minute of one source, and then tells how many there were", async () => {
    const { audit, entries, clock } = setUp();
    for (let count = 0; count < 500; count += 1) await audit.record(denial);
    expect(entries).to.have.length(10);
    await audit.record({ ...denial, address: "192.0.2.2" });
    expect(entries).to.have.length(11);
    clock.advance(60_000);
    expect(entries).to.have.length(12);
    expect(entries.at(-1)).to.deep.include({ event: "audit.omit", outcome: "denied", actor: null, address: null });
    expect(entries.at(-1)?.detail).to.equal(
      "Not recorded: 490 denials (addresses: 1; most, 490, from 192.0.2.1); 0 named a user, 490 nobody, 0 proved nothing",
    );
    expect(fieldErrors(AuditEntry, entries.at(-1))).to.deep.equal({});
    await audit.record(denial);
    clock.advance(600_000);
    expect(entries, "nothing more to tell").to.have.length(13);
  });

  const everywhere = (count: number) => `10.0.${count >> 8}.${count & 255}`;
  const junk = { ...denial, event: "token.refuse" } as const;
  const onAdmin = { ...denial, target: "admin", detail: "wrong password" } as const;
  /** How many of so many are recorded, each from another address. */
  const flood = async ({ audit, entries }: ReturnType<typeof setUp>, record: AuditRecord, count = 3000) => {
    const before = entries.length;
    for (let at = 0; at < count; at += 1) await audit.record({ ...record, address: everywhere(at) });
    return entries.length - before;
  };

  it("lets denials that cost nothing use up their own small budget, however many addresses they come from", async () => {
    const made = setUp();
    for (const event of ["token.refuse", "invitation.accept", "identity.refuse", "request.refuse"] as const)
      expect(await flood(made, { ...junk, event }), event).to.equal(event === "token.refuse" ? 40 : 0);
    await made.audit.record({ ...denial, unasked: true });
    expect(made.entries, "an answer to nothing").to.have.length(40);
    expect(await flood(made, denial)).to.equal(60);
    const before = made.entries.length;
    for (let at = 0; at < 8; at += 1) await made.audit.record({ ...onAdmin, address: "192.0.2.8" });
    expect(made.entries.slice(before).map(({ target, address }) => [target, address])).to.deep.equal(
      Array.from({ length: 8 }, () => ["admin", "192.0.2.8"]),
    );
    made.clock.advance(60_000);
    const told = made.entries.filter(({ event }) => event === "audit.omit").map(({ detail }) => detail);
    expect(told).to.have.length(1);
    expect(told[0]).to.match(
      /^Not recorded: 14901 denials \(addresses: 1000 or more; .*\); 0 named a user, 2940 nobody, 11961 proved nothing$/,
    );
  });

  it("keeps room for what is tried on one user while another is flooded, and records what somebody signed in did", async () => {
    const made = setUp();
    expect(await flood(made, onAdmin)).to.equal(40);
    expect(await flood(made, { ...onAdmin, target: "berta" })).to.equal(40);
    expect(await flood(made, { ...denial, actor }, 5)).to.equal(5);
    await made.audit.record({ ...onAdmin, outcome: "ok" });
    expect(made.entries.at(-1)).to.include({ outcome: "ok", target: "admin" });
  });

  it("is bounded by the hour, too: a flood without end writes less than a megabyte in one", async () => {
    const made = setUp();
    for (let minute = 0; minute < 60; minute += 1) {
      for (const user of ["a", "b", "c", "d", "e", "f"]) await flood(made, { ...onAdmin, target: user }, 100);
      await flood(made, junk, 100);
      await flood(made, denial, 100);
      made.clock.advance(60_000);
    }
    expect(made.entries.length).to.equal(1000 + 300 + 200 + 60);
    expect(await flood(made, onAdmin, 100), "and begins anew").to.equal(40);
  });

  it("goes on saying in the log what only the journal has no more room for, within a bound of its own", async () => {
    const made = setUp();
    await flood(made, junk, 3000);
    expect(made.lines).to.have.length(120);
    await flood(made, onAdmin, 900);
    expect(made.lines).to.have.length(120 + 900);
    expect(made.entries).to.have.length(40 + 40);
    made.clock.advance(60_000);
    made.lines.splice(0);
    for (let at = 0; at < 50; at += 1) await made.audit.record(onAdmin);
    expect(made.lines, "of one address").to.have.length(20);
  });

  it("says each event as one line of the log, always of the same form", async () => {
    const { audit, lines } = setUp();
    await audit.record({ event: "repository.create", outcome: "ok", actor, target: "r", detail: "home at /srv/b" });
    await audit.record(denial);
    expect(lines).to.deep.equal([
      "audit event=repository.create outcome=ok address=192.0.2.7 peer=127.0.0.1 user=anna target=r detail=home%20at%20/srv/b",
      "audit event=session.sign-in outcome=denied address=192.0.2.1 peer=192.0.2.1 user=- target=- detail=-",
    ]);
  });

  it("lets no name draw another field, another line or a colour into that line", async () => {
    const { audit, lines } = setUp();
    const username = 'x address=198.51.100.1\n"audit event=session.sign-in outcome=denied\u001b[31m\ud800 ü';
    await audit.record({ event: "user.change", outcome: "ok", actor: { ...actor, username } });
    expect(lines[0]).to.match(/^audit( [a-z]+=[\w.:@/%-]+){7}$/);
    expect(lines[0]?.match(/address=/g)).to.have.length(1);
  });

  it("bounds failures that nobody signed in has caused, too", async () => {
    const { audit, entries } = setUp();
    for (let count = 0; count < 50; count += 1) await audit.record({ ...denial, outcome: "failed" });
    expect(entries).to.have.length(10);
    for (let count = 0; count < 50; count += 1) await audit.record({ ...denial, outcome: "failed", actor });
    expect(entries).to.have.length(60);
  });

  it("fails where it cannot write, so that nothing goes unrecorded", async () => {
    const journal = { ...createMemoryJournal<AuditEntry>(), append: () => Promise.reject(new Error("disk full")) };
    const audit = createAudit({ journal, clock: createFakeClock(), log: silentLog });
    let failed = false;
    await audit.record({ event: "user.change", outcome: "ok", actor }).catch(() => {
      failed = true;
    });
    expect(failed).to.equal(true);
  });
});
