import bcrypt from "bcrypt";
import { expect } from "chai";
import { createPasswords } from "../../../src/identity/methods/password.ts";
import { passwordProblem } from "../../../src/identity/passwords/password-rules.ts";
import { openPepper } from "../../../src/identity/passwords/pepper.ts";
import { createSeededRandom } from "../../support/fake-ports.ts";
import { faultOf } from "../../support/identity.ts";

const pepper = Buffer.alloc(32, 7);
const cheap = createPasswords({ pepper, cost: 4 });
const stranger = { known: false, names: ["192.0.2.1"] };

/** bcrypt whose comparisons end when the test says so. */
function slowHasher() {
  const ends: (() => void)[] = [];
  const counts = { running: 0, most: 0, compared: [] as string[] };
  return {
    counts,
    ends,
    hash: bcrypt.hash,
    async compare(_password: string | Buffer, hash: string) {
      counts.running += 1;
      counts.most = Math.max(counts.most, counts.running);
      counts.compared.push(hash);
      await new Promise<void>((resolve) => ends.push(resolve));
      counts.running -= 1;
      return true;
    },
  };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("identity/methods/password", () => {
  it("hashes with bcrypt at cost 12", async () => {
    const stored = await createPasswords({ pepper }).hash("kühlschrank", "anna");
    expect(stored).to.have.property("version", 1);
    expect(stored.hash).to.match(/^\$2b\$12\$/);
  });

  it("tells passwords apart that only differ after bcrypt's 72 bytes, and after a NUL", async () => {
    const long = "x".repeat(100);
    const stored = await cheap.hash(`${long}a`, "anna");
    expect(await cheap.matches(`${long}a`, stored, stranger)).to.equal(true);
    expect(await cheap.matches(`${long}b`, stored, stranger)).to.equal(false);
    expect(await cheap.matches(long, stored, stranger)).to.equal(false);
    expect(await cheap.matches("secret\u0000b", await cheap.hash("secret\u0000a", "anna"), stranger)).to.equal(false);
  });

  it("takes the same letters typed composed, decomposed or full-width for the same", async () => {
    const stored = await cheap.hash("Jos\u00e9 ABC", "anna");
    expect(await cheap.matches("Jose\u0301 \uff21\uff22\uff23", stored, stranger)).to.equal(true);
  });

  it("is worth nothing without the pepper", async () => {
    const stored = await cheap.hash("kühlschrank", "anna");
    expect(
      await createPasswords({ pepper: Buffer.alloc(32, 8), cost: 4 }).matches("kühlschrank", stored, stranger),
    ).to.equal(false);
    expect(await bcrypt.compare("kühlschrank", stored.hash)).to.equal(false);
  });

  it("compares for an unknown name too, at the same cost, and never matches", async () => {
    const hasher = slowHasher();
    const passwords = createPasswords({ pepper, hasher });
    const asked = passwords.matches("anything", null, stranger);
    await turn();
    hasher.ends[0]?.();
    expect(await asked).to.equal(false);
    expect(hasher.counts.compared[0]).to.match(/^\$2b\$12\$.{53}$/);
    expect(bcrypt.getRounds(hasher.counts.compared[0] as string)).to.equal(12);
  });

  it("runs two at once, lets forty strangers wait, and refuses the rest with the time to wait", async () => {
    const hasher = slowHasher();
    const passwords = createPasswords({ pepper, hasher });
    const all = Array.from({ length: 50 }, (_, at) =>
      passwords.matches("x", null, { known: false, names: [`192.0.2.${at}`] }).then(
        () => "done",
        (fault: { code: string }) => fault.code,
      ),
    );
    await turn();
    expect(hasher.counts.running).to.equal(2);
    for (let ended = 0; ended < 42; ended += 1) {
      hasher.ends[ended]?.();
      await turn();
    }
    const results = await Promise.all(all);
    expect(hasher.counts.most).to.equal(2);
    expect(results.filter((result) => result === "done")).to.have.length(42);
    expect(results.filter((result) => result === "too-many-requests")).to.have.length(8);
  });
});

describe("identity/password-rules", () => {
  const problem = (password: string) => passwordProblem(password, ["alice", "alice@example.com"]);

  it("asks for eight characters, not bytes, and takes a thousand bytes", () => {
    expect(problem("zwölfte")).to.match(/8 characters/);
    expect(problem("🐎🐎🐎")).to.match(/8 characters/);
    expect(problem(Array.from({ length: 100 }, (_, index) => `wort${index}`).join(" "))).to.equal(null);
    expect(problem("ab1 ".repeat(300))).to.match(/1024 bytes/);
  });

  for (const common of [
    "password",
    "Password123!",
    "P@ssw0rd2024",
    "qwertyuiop",
    "iloveyou!!",
    "Summer2026",
    "Welcome2024!",
    "letmein123",
    "1q2w3e4r5t",
    "correct horse battery staple",
    "trustno1",
  ]) {
    it(`refuses ${common}, which is guessed first`, () => expect(problem(common)).to.be.a("string"));
  }

  for (const contextual of [
    "borgbackup",
    "BorgBackup99",
    "borgdeck1",
    "Backup-2024",
    "alice-alice",
    "alice2024",
    "Alice@example.com",
  ]) {
    it(`refuses ${contextual}, which is made of what everybody here knows`, () =>
      expect(problem(contextual)).to.be.a("string"));
  }

  for (const pattern of ["aaaaaaaa", "abcabcabc", "12345678", "1234567890", "87654321", "abcdefgh", "zyxwvuts"]) {
    it(`refuses the pattern ${pattern}`, () => expect(problem(pattern)).to.match(/repetition|sequence/));
  }

  for (const fine of [
    "zurich lake ferry",
    "kühlschrank-blau",
    "tr0ub4dor&3",
    "x9#kQ2vLp",
    "97531864",
    "backup my nas daily",
    "alice likes green tea",
  ]) {
    it(`takes ${fine}: there is no rule of composition`, () => expect(problem(fine)).to.equal(null));
  }
});

describe("identity/pepper", () => {
  function vaultOf(secrets = new Map<string, string>()) {
    return {
      secrets,
      has: (id: string) => secrets.has(id),
      get: (id: string) => secrets.get(id) ?? "",
      put: async (id: string, _purpose: string, secret: string) => void secrets.set(id, secret),
    };
  }

  it("is made once, random, and read again", async () => {
    const vault = vaultOf();
    const random = createSeededRandom();
    const first = await openPepper({ vault, random, users: { list: () => [] } });
    expect(first).to.have.length(32);
    expect(await openPepper({ vault, random, users: { list: () => [{ password: {} }] } })).to.deep.equal(first);
  });

  it("is not made anew while there are passwords that need the lost one", async () => {
    const users = { list: () => [{ password: { version: 1 } }] };
    const fault = await faultOf(() => openPepper({ vault: vaultOf(), random: createSeededRandom(), users }));
    expect(fault.code).to.equal("secret-unreadable");
    expect(fault.detail).to.contain("snapshot");
  });
});
