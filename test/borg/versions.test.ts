import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parseVersion } from "../../src/borg/version.ts";
import { startService } from "../support/service.ts";

const borg2 = "/usr/bin/borg2";

describe("which borg is installed", function () {
  this.timeout(60_000);

  it("knows Debian's own", () => {
    const version = parseVersion(execFileSync("/usr/bin/borg", ["--version"], { encoding: "utf8" }));
    expect(version?.supported).equal(true);
  });

  it("refuses to start with borg 2, and says which to use instead", async function () {
    if (!existsSync(borg2)) return this.skip(); // Debian's borgbackup2 could not be installed
    expect(parseVersion(execFileSync(borg2, ["--version"], { encoding: "utf8" }))).include({
      major: 2,
      supported: false,
    });
    const home = await mkdtemp(join(tmpdir(), "borgdeck-borg2-"));
    try {
      const error = await startService({ home, env: { BORG_PATH: borg2 } }).catch((reason: unknown) => reason);
      expect(error).instanceOf(Error);
      expect((error as Error).message, "nobody is made whose password nobody saw").not.contain("user.create");
      expect((error as Error).message).match(/borg 2\.\S+ is installed.*1\.2 and 1\.4.*BORG_PATH/s);
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  });
});
