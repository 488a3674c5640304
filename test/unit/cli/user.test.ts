import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { Fault } from "../../../src/fault.ts";
import { silentLog } from "../../../src/ports/log.ts";
import { systemPorts } from "../../../src/ports/ports.ts";
import type { CommandRequest } from "../../../src/store/command-channel.ts";
import { acquireDirectoryLock } from "../../../src/store/directory-lock.ts";
import { openStore } from "../../../src/store/open.ts";
import { runCommandLine } from "../../support/command-line.ts";
import { user } from "../../support/records.ts";
import { temporaryFolders } from "../../support/temporary-folder.ts";

const ports = systemPorts(silentLog);

describe("cli/user", () => {
  const newFolder = temporaryFolders();
  const run = (dataDir: string, ...args: string[]) => runCommandLine(["user", ...args], { env: { DATA_DIR: dataDir } });

  async function withUser(): Promise<string> {
    const dataDir = newFolder();
    const store = await openStore({ dataDir, ports });
    const { revision: _revision, ...ada } = user("ada", { id: "useraaaa", role: "viewer" });
    await store.users.insert(ada);
    await store.close();
    return dataDir;
  }
  const stored = async (dataDir: string) => {
    const store = await openStore({ dataDir, ports });
    try {
      return store.users.get("useraaaa");
    } finally {
      await store.close();
    }
  };

  it("works on the store itself where no service runs, and lets go of it", async () => {
    const dataDir = await withUser();
    expect((await run(dataDir, "list")).printed).to.match(/^ada\s+viewer\s+active\s+never seen$/);
    expect(await run(dataDir, "set-role", "ada", "admin")).to.deep.include({ code: 0, printed: "ada is admin now." });
    expect((await stored(dataDir))?.role).to.equal("admin");
    const { code, printed } = await run(dataDir, "reset-password", "ada");
    expect(code).to.equal(0);
    expect(await stored(dataDir)).to.deep.include({ mustChangePassword: true });
    expect((await stored(dataDir))?.password?.hash)
      .to.be.a("string")
      .and.not.contain(printed.split(" ").at(-1));
    const lock = await acquireDirectoryLock({ dataDir, ports });
    await lock.release();
  });

  it("asks the service where one runs, and opens nothing itself", async () => {
    const dataDir = newFolder();
    const lock = await acquireDirectoryLock({ dataDir, ports });
    const asked: CommandRequest[] = [];
    lock.serve(async (request) => {
      asked.push(request);
      if (request.command === "user.set-role") throw new Fault("conflict", "The last administrator stays one");
      return request.command === "user.list" ? [] : { password: "made by the service" };
    });
    try {
      expect((await run(dataDir, "list")).printed).to.equal("There are no users yet.");
      expect((await run(dataDir, "reset-password", "proxy:ada")).printed).to.contain("made by the service");
      const refused = await run(dataDir, "set-role", "ada", "viewer");
      expect(refused.code).to.equal(1);
      expect(refused.complained).to.contain("The last administrator stays one");
      expect(asked.map(({ args }) => args)).to.deep.equal([
        {},
        { name: "proxy:ada", resetFactors: false },
        { name: "ada", role: "viewer" },
      ]);
    } finally {
      await lock.release();
    }
  });

  it("refuses to be called wrongly before it does anything", async () => {
    const missing = join(newFolder(), "missing");
    for (const args of [
      [],
      ["set-role", "ada"],
      ["set-role", "ada", "owner"],
      ["reset-password"],
      ["delete", "ada"],
      ["add"],
      ["add", "ada", "root"],
      ["list", "--invite"],
      ["unlock"],
      ["enable-local", "ada"],
      ["toString"],
    ]) {
      const { code, complained } = await run(missing, ...args);
      expect(code, args.join(" ")).to.equal(2);
      expect(complained).to.contain("Usage: borgdeck user");
    }
  });

  it("adds, shuts out, lets in and unlocks", async () => {
    const dataDir = await withUser();
    expect((await run(dataDir, "add", "bea", "operator")).printed).to.match(/^The password of bea: \S+\nIt is shown/);
    expect((await run(dataDir, "add", "carl", "--invite")).printed).to.match(/within a week: \/invitation#\S+$/);
    for (const [verb, line] of [
      ["deactivate", /^bea cannot sign in any more/],
      ["activate", /^bea can sign in\.$/],
      ["unlock", /^bea can try again\.$/],
    ] as const) {
      const { code, printed } = await run(dataDir, verb, "bea");
      expect(code).to.equal(0);
      expect(printed).to.match(line);
    }
    expect((await run(dataDir, "enable-local")).printed).to.contain("nothing was changed");
    expect((await run(dataDir, "list")).printed).to.match(/bea\s+operator\s+active/);
  });

  it("makes no data folder, and touches none of somebody else", async () => {
    const missing = join(newFolder(), "missing");
    const absent = await run(missing, "list");
    expect(absent.code).to.equal(1);
    expect(absent.complained).to.contain("no data folder");
    mkdirSync(missing);
    const foreign = await runCommandLine(["user", "list"], { env: { DATA_DIR: missing }, userId: 4242 });
    expect(foreign.code).to.equal(1);
    expect(foreign.complained).to.contain("sudo -u");
  });
});
