import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { bundleInto } from "../support/bundled.ts";
import { temporaryFolders } from "../support/temporary-folder.ts";

describe("The lock of a data folder", function () {
  this.timeout(60_000);
  const newFolder = temporaryFolders();

  it("goes to exactly one of the processes that find a killed one's socket at the same time", async () => {
    const writer = await bundleInto(newFolder(), "test/support/store-writer.ts");
    const dataDir = newFolder();
    const first = start(writer, dataDir);
    expect(await first.outcome).to.equal("has it");
    first.child.kill("SIGKILL");
    await first.ended;
    expect(existsSync(join(dataDir, "borgdeck.sock"))).to.equal(true);

    const rivals = Array.from({ length: 6 }, () => start(writer, dataDir));
    const outcomes = await Promise.all(rivals.map(({ outcome }) => outcome));
    for (const { child } of rivals) child.kill("SIGKILL");
    await Promise.all(rivals.map(({ ended }) => ended));
    expect(outcomes.sort()).to.deep.equal(["has it", ...Array(5).fill("was refused")]);
  });
});

/** Starts a process that wants the folder; tells whether it got it. */
function start(writer: string, dataDir: string) {
  const child = spawn(process.execPath, [writer, dataDir, "0"], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const outcome = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).on("line", () => resolve("has it"));
    createInterface({ input: child.stderr }).on("line", (line) => {
      if (line.includes("already-running")) resolve("was refused");
    });
    child.once("close", () => resolve("ended otherwise"));
  });
  return { child, ended, outcome };
}
