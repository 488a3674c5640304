import { expect } from "chai";
import { AuditEntry } from "../../../schemas/audit.ts";
import { createAudit } from "../../../src/audit/audit.ts";
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

  it("records ten denials a minute of one source, and then says how many there were", async () => {
    const { audit, entries, clock } = setUp();
    for (let count = 0; count < 500; count += 1) await audit.record(denial);
    expect(entries).to.have.length(10);
    await audit.record({ ...denial, address: "192.0.2.2" });
    expect(entries).to.have.length(11);
    clock.advance(60_000);
    await audit.record(denial);
    expect(entries.at(-1)?.detail).to.contain("490 more");
  });

  it("records two hundred denials a minute in all, however many addresses they come from, and then says so", async () => {
    const { audit, entries, clock } = setUp();
    for (let count = 0; count < 3000; count += 1)
      await audit.record({ ...denial, address: `10.0.${count >> 8}.${count & 255}` });
    expect(entries).to.have.length(200);
    await audit.record({ ...denial, outcome: "ok" });
    expect(entries).to.have.length(201);
    clock.advance(60_000);
    await audit.record({ ...denial, detail: "wrong password" });
    await audit.record(denial);
    expect(entries.slice(-2).map(({ detail }) => detail)).to.deep.equal([
      "wrong password (2800 others, from anywhere, were not recorded: too many at once)",
      null,
    ]);
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
