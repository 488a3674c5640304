import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { removeLockScraps } from "../../../src/borg/locks/lock-scraps.ts";
import type { Clock } from "../../../src/ports/clock.ts";
import { systemFiles } from "../../../src/ports/files.ts";
import { createFakeClock } from "../../support/fake-ports.ts";
import { temporaryFolders } from "../../support/temporary-folder.ts";

const hostId = "us.lan@1";
const alive = 7;

function setUp(newFolder: () => string) {
  const location = newFolder();
  const clock = createFakeClock();
  let begins = () => {};
  const waits = new Promise<void>((resolve) => {
    begins = resolve;
  });
  const after: Clock["after"] = (ms, run) => {
    begins();
    return clock.after(ms, run);
  };
  const processes = { startTicks: (pid: number) => (pid === alive ? "1" : null) };
  const path = (name: string) => join(location, name);
  return {
    location,
    clock,
    /** Resolves when the sweep has begun to wait. */
    waits,
    path,
    scrap(name: string, ...inside: string[]) {
      mkdirSync(path(name));
      for (const file of inside) writeFileSync(join(path(name), file), "");
      return () => existsSync(path(name));
    },
    folder(name: string, inside: string) {
      mkdirSync(join(path(name), inside), { recursive: true });
      return () => existsSync(path(name));
    },
    sweep: (place: string | null = location) =>
      removeLockScraps({ ports: { files: systemFiles, clock: { ...clock, after }, processes }, hostId }, place),
  };
}

describe("borg/lock-scraps", () => {
  const newFolder = temporaryFolders();

  it("takes away what a borg of ours left that is gone, and nothing else", async () => {
    const { scrap, folder, sweep } = setUp(newFolder);
    const ours = scrap("lock.exclusive.abcd_123.tmp", `${hostId}.99-0`);
    const others = [
      scrap("lock.exclusive.abcd_124.tmp", `${hostId}.${alive}-0`), // it waits for the lock
      scrap("lock.exclusive.abcd_125.tmp", "attic@1.99-0"), // somebody else's: nobody knows whether it lives
      scrap("lock.exclusive.abcd_126.tmp", `${hostId}.99-0`, "more"),
      scrap("lock.exclusive.abcd_127.tmp", "strange"),
      folder("lock.exclusive.abcd_128.tmp", `${hostId}.99-0`),
      scrap("lock.exclusive", `${hostId}.99-0`), // a lock, which the next borg breaks
      scrap("config.abcd_123.tmp", `${hostId}.99-0`),
      scrap("data"),
    ];
    await sweep();
    expect(ours()).equal(false);
    expect(others.map((there) => there())).eql(others.map(() => true));
  });

  it("takes away what has no name, unless it gets one within five seconds", async () => {
    const { location, scrap, sweep, clock, path, waits } = setUp(newFolder);
    const [nobodys, slow] = [scrap("lock.exclusive.abcd_123.tmp"), scrap("lock.exclusive.abcd_124.tmp")];
    const sweeping = sweep();
    await waits;
    clock.advance(4900);
    for (let looks = 0; looks < 20; looks += 1) await systemFiles.list(location);
    expect([nobodys(), slow()]).eql([true, true]);
    writeFileSync(join(path("lock.exclusive.abcd_124.tmp"), "attic@1.5-0"), "");
    clock.advance(200);
    await sweeping;
    expect([nobodys(), slow()]).eql([false, true]);
  });

  it("has nothing to do where there is no such repository, or it is on another machine", async () => {
    const { sweep, location } = setUp(newFolder);
    for (const place of [null, join(location, "gone"), `ssh://host${location}`]) await sweep(place);
  });
});
