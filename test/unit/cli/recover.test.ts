import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { silentLog } from "../../../src/ports/log.ts";
import { systemPorts } from "../../../src/ports/ports.ts";
import { acquireDirectoryLock } from "../../../src/store/directory-lock.ts";
import { openStore } from "../../../src/store/open.ts";
import { runCommandLine } from "../../support/command-line.ts";
import { temporaryFolders } from "../../support/temporary-folder.ts";

const ports = systemPorts(silentLog);
const copyOf = (some: string) =>
  `{"schemaVersion":1,"records":[\n{"id":"auth","value":{"some":"${some}"},"revision":1}\n]}\n`;

describe("cli/recover", () => {
  const newFolder = temporaryFolders();

  function damaged() {
    const dataDir = newFolder();
    mkdirSync(join(dataDir, "store"));
    writeFileSync(join(dataDir, "store/settings.json"), Buffer.from([0x7b, 0xff, 0x00]));
    for (const [day, text] of Object.entries({
      "2026-11-20": copyOf("older"),
      "2026-11-21": copyOf("newer"),
      "2026-11-22": "bad",
    })) {
      mkdirSync(join(dataDir, "snapshots", day), { recursive: true });
      writeFileSync(join(dataDir, "snapshots", day, "settings.json"), text);
    }
    const run = (...args: string[]) => runCommandLine(["recover", ...args], { env: { DATA_DIR: dataDir } });
    const settings = async () => {
      const store = await openStore({ dataDir, ports });
      await store.close();
      return { fault: store.fault(), value: store.settings.get("auth")?.value["some"] };
    };
    return { dataDir, run, settings };
  }

  it("shows what is damaged and what could replace it, and changes nothing", async () => {
    const { run, dataDir } = damaged();
    const { code, printed } = await run();
    expect(code).to.equal(1);
    expect(printed).to.match(/settings\s+DAMAGED.*copies of 2026-11-21, 2026-11-20/);
    expect(readdirSync(join(dataDir, "store"))).to.deep.equal(["settings.json"]);
  });

  it("puts the newest sound copy back and keeps what was there, byte for byte", async () => {
    const { run, dataDir, settings } = damaged();
    const { code, printed } = await run("settings");
    expect(code).to.equal(0);
    const aside = readdirSync(join(dataDir, "store")).find((name) => name.includes("set-aside")) ?? "";
    expect(printed).to.contain(aside);
    expect([...readFileSync(join(dataDir, "store", aside))]).to.deep.equal([0x7b, 0xff, 0x00]);
    expect(await settings()).to.deep.equal({ fault: null, value: "newer" });
  });

  it("puts back the copy of a day, or begins anew", async () => {
    const { run, settings } = damaged();
    expect((await run("settings", "--from", "2026-11-20")).code).to.equal(0);
    expect(await settings()).to.deep.equal({ fault: null, value: "older" });
    expect((await run("settings", "--empty")).code).to.equal(0);
    expect(await settings()).to.deep.equal({ fault: null, value: undefined });
  });

  it("replaces nothing where there is no sound copy, or no such file", async () => {
    const { run, settings } = damaged();
    for (const args of [["settings", "--from", "2026-11-22"], ["users"], ["../settings"]]) {
      expect((await run(...args)).code, args.join(" ")).to.equal(1);
    }
    expect((await settings()).fault?.code).to.equal("store-damaged");
  });

  it("does nothing beside a running service", async () => {
    const { run, dataDir, settings } = damaged();
    const lock = await acquireDirectoryLock({ dataDir, ports });
    try {
      expect((await run("settings")).complained).to.contain("already-running");
    } finally {
      await lock.release();
    }
    expect((await settings()).fault?.code).to.equal("store-damaged");
  });

  it("refuses to be called wrongly", async () => {
    const { run } = damaged();
    for (const args of [["--empty"], ["settings", "plans"], ["settings", "--empty", "--from", "2026-11-20"]]) {
      expect((await run(...args)).code, args.join(" ")).to.equal(2);
    }
  });
});
