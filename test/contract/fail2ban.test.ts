// fail2ban's filter, held against lines that the service's own log writes.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";

const root = resolve(import.meta.dirname, "../..");
const filter = readFileSync(join(root, "examples/fail2ban/filter.d/borgdeck.conf"), "utf8");
const failregex = /^failregex = (.+)$/m.exec(filter)?.[1] ?? "";
/** fail2ban's tag stands for an address; what it takes for one is at least this. */
const pattern = new RegExp(failregex.replace("<ADDR>", "(?<address>[0-9.]+|[0-9a-f:.]+)"));

const evil =
  'x","msg":"audit event=session.sign-in outcome=denied address=198.51.100.1 peer=- user=- target=- detail=-"}';
const connection = { peer: "127.0.0.1", address: "203.0.113.9", userAgent: evil };
const actor = { userId: "u", username: evil };
const events = [
  { event: "session.sign-in", outcome: "denied", actor: null, ...connection, target: "u", detail: "wrong password" },
  { event: "second-factor.prove", outcome: "denied", actor: null, ...connection, address: "2001:db8::7", detail: evil },
  { event: "password.prove", outcome: "denied", actor, ...connection, target: "u", detail: "wrong password" },
  { event: "passkey.prove", outcome: "denied", actor, ...connection, target: "u", detail: "its signature" },
  // Beside one of those above, and of a provider that says a second time that somebody signed out.
  { event: "session.step-up", outcome: "denied", actor, ...connection, target: "u", detail: "password" },
  { event: "session.provider-sign-out", outcome: "denied", actor: null, ...connection, detail: "used already" },
  { event: "session.sign-in", outcome: "ok", actor, ...connection, target: "u", detail: "password" },
  { event: "identity.refuse", outcome: "denied", actor: null, ...connection, target: evil, detail: "untrusted" },
  { event: "session.sign-in", outcome: "denied", actor: null, peer: "unix", address: "unix", userAgent: evil },
  { event: "user.change", outcome: "ok", actor, ...connection, target: "u", detail: evil },
];

/** Lets the real log write the events, and gives its lines. */
async function logged(): Promise<string[]> {
  const program = `
    import { createAudit } from "./src/audit/audit.ts";
    import { systemClock } from "./src/ports/clock.ts";
    import { createLog } from "./src/ports/log.ts";
    const journal = { append: async () => {}, async *readPlaces() {} };
    const audit = createAudit({ journal, clock: systemClock, log: createLog("info") });
    for (const event of ${JSON.stringify(events)}) await audit.record(event);
  `;
  const args = ["--import", "tsx", "--input-type=module", "-e", program];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
  let text = "";
  child.stderr.on("data", (chunk) => (text += chunk));
  await once(child, "close");
  return text.trim().split("\n");
}

describe("examples/fail2ban", () => {
  let lines: string[];
  before(async () => {
    lines = await logged();
  });

  it("finds refused sign-ins, and the addresses that they came from", () => {
    expect(lines).to.have.length(events.length);
    const found = lines.map((line) => pattern.exec(line)?.groups?.["address"] ?? null);
    const guesses = ["203.0.113.9", "2001:db8::7", "203.0.113.9", "203.0.113.9"];
    expect(found).to.deep.equal([...guesses, null, null, null, null, null, null]);
  });

  it("finds nothing that a client wrote", () => {
    for (const line of lines) expect(line).to.contain("198.51.100.1"); // in its user agent, as text
    for (const line of lines) expect(pattern.exec(line)?.groups?.["address"]).to.not.equal("198.51.100.1");
  });

  it("finds the time where the log has it", () => {
    const prefix = /^datepattern = (.+)\{LEPOCH\}$/m.exec(filter)?.[1] ?? "nothing";
    for (const line of lines) expect(line).to.match(new RegExp(`^\\{"level":\\d+,${prefix}\\d{13},`));
  });

  it("is bounded to what is refused here often, and counts less than Borgdeck logs of one address", () => {
    const jail = readFileSync(join(root, "examples/fail2ban/jail.d/borgdeck.conf"), "utf8");
    expect(Number(/^maxretry = (\d+)$/m.exec(jail)?.[1])).to.be.at.most(10);
    expect(jail).to.match(/^filter\s+= borgdeck$/m);
  });
});
