import { expect } from "chai";
import fc from "fast-check";
import type { BorgCommand } from "../../../src/borg/command.ts";
import { breakLockCommand } from "../../../src/borg/commands/break-lock.ts";
import { changePassphraseCommand } from "../../../src/borg/commands/change-passphrase.ts";
import { configureCommand } from "../../../src/borg/commands/configure.ts";
import { deleteRepositoryCommand } from "../../../src/borg/commands/delete-repository.ts";
import { identifyCommand, parseIdentified } from "../../../src/borg/commands/identify.ts";
import { initCommand } from "../../../src/borg/commands/init.ts";
import { keyExportCommand, paperKeyCommand } from "../../../src/borg/commands/key-export.ts";
import { keyImportCommand } from "../../../src/borg/commands/key-import.ts";
import { borgEnvironment } from "../../../src/borg/process/environment.ts";

const secret = "correct horse {battery} staple";
const target = { location: "/srv/-repo", passphrase: secret, rsh: null };
const environmentOf = (command: BorgCommand) => borgEnvironment({ baseDir: "/base", hostId: "h@1" }, command, "job");

const all: Readonly<Record<string, BorgCommand>> = {
  identify: identifyCommand(target),
  configure: configureCommand(target, { appendOnly: true }),
  "key export": keyExportCommand(target),
  "key export --paper": paperKeyCommand(target),
  "key import": keyImportCommand(target, "BORG_KEY battery"),
  "key change-passphrase": changePassphraseCommand(target, "another battery"),
  "break-lock": breakLockCommand(target),
  delete: deleteRepositoryCommand(target),
};

describe("borg/commands of repositories", () => {
  for (const [name, command] of Object.entries(all)) {
    it(`${name} holds no secret where others can read it, and ends its options`, () => {
      expect(JSON.stringify([command.args, environmentOf(command)])).not.to.contain("battery");
      const positionals = command.args.slice(command.args.indexOf("--") + 1);
      expect(positionals[0]).to.equal("/srv/-repo");
      expect(command.args.slice(0, 2)).to.deep.equal(["--log-json", "--show-rc"]);
    });
  }

  it("offers the passphrase only where the key is needed", () => {
    const needing = Object.entries(all).filter(([, { secret: offered }]) => offered !== null);
    expect(needing.map(([name]) => name)).to.deep.equal(["identify", "key export", "key export --paper", "delete"]);
  });

  it("answers a question of borg's with yes only where somebody said so", () => {
    const asked = ["BORG_RELOCATED_REPO_ACCESS_IS_OK", "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK"] as const;
    const answers = (command: BorgCommand) => asked.map((name) => environmentOf(command)[name]);
    expect(answers(identifyCommand(target))).to.deep.equal(["no", "no"]);
    expect(answers(identifyCommand(target, { relocated: true }))).to.deep.equal(["yes", "no"]);
    expect(answers(identifyCommand(target, { unencrypted: true, relocated: false }))).to.deep.equal(["no", "yes"]);
    const deletes = (command: BorgCommand) => environmentOf(command)["BORG_DELETE_I_KNOW_WHAT_I_AM_DOING"];
    expect(Object.values(all).filter((command) => deletes(command) === "YES")).to.deep.equal([all["delete"]]);
  });

  it("gives borg both passphrases, a line each, whatever they hold", () => {
    const line = fc.string({ minLength: 1, unit: "binary" }).filter((text) => !/[\0\r\n]/.test(text));
    fc.assert(
      fc.property(line, line, (before, after) => {
        const command = changePassphraseCommand({ ...target, passphrase: before }, after);
        expect(command.input).to.equal(`${before}\n${after}\n`);
        expect([command.args, command.env]).to.deep.equal([
          all["key change-passphrase"]?.args,
          all["key change-passphrase"]?.env,
        ]);
      }),
    );
    expect(changePassphraseCommand({ ...target, passphrase: null }, "new").input).to.equal("\nnew\n");
    for (const wrong of ["a\nb", "a\rb", "a\0b"]) {
      expect(() => changePassphraseCommand(target, wrong)).to.throw(RangeError);
    }
  });

  it("gives a key its last line's end, and no other", () => {
    expect(keyImportCommand(target, "BORG_KEY x").input).to.equal("BORG_KEY x\n");
    expect(keyImportCommand(target, "BORG_KEY x\n").input).to.equal("BORG_KEY x\n");
  });

  it("makes repositories append-only and with a quota where that is wished", () => {
    const options = ({ args }: BorgCommand) => args.slice(args.indexOf("init") + 1, args.indexOf("--"));
    expect(options(initCommand(target, { encryption: "repokey" }))).to.deep.equal(["--encryption=repokey"]);
    const all = initCommand(target, { encryption: "repokey", appendOnly: true, quotaBytes: 10_000_000 });
    expect(options(all)).to.deep.equal(["--encryption=repokey", "--append-only", "--storage-quota=10000000"]);
  });

  it("takes a quota away, since borg takes no zero", () => {
    const words = (command: BorgCommand) => command.args.slice(command.args.indexOf("config") + 1);
    expect(words(configureCommand(target, { quotaBytes: null }))).to.deep.equal([
      "--delete",
      "--",
      "/srv/-repo",
      "storage_quota",
    ]);
    expect(words(configureCommand(target, { appendOnly: false })).at(-1)).to.equal("0");
  });

  it("reads what borg says of a repository, and nothing else", () => {
    const id = "00ff".repeat(16);
    const answer = (archives: unknown) =>
      JSON.stringify({ repository: { id }, encryption: { mode: "repokey" }, archives });
    expect(parseIdentified(answer([{ start: "2026-01-01T00:00:00.000000" }]))).to.deep.equal({
      repositoryId: id,
      encryption: "repokey",
    });
    expect(parseIdentified(answer([]))).to.include({ encryption: "repokey" });
    for (const other of ["", "{}", "[]", "null", "Enter passphrase:"]) expect(parseIdentified(other)).to.equal(null);
  });
});
