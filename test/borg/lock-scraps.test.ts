// The real borg, ended in the moment in which it makes the folder that becomes its lock: it never takes that away itself.
import { existsSync, readdirSync } from "node:fs";
import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { expect } from "chai";
import { openDownload } from "../../src/archives/download/download.ts";
import type { Borg } from "../../src/borg/borg.ts";
import { listFilesCommand } from "../../src/borg/commands/list-files.ts";
import { createBorg } from "../../src/borg/driver.ts";
import { silentLog } from "../../src/ports/log.ts";
import { systemPorts } from "../../src/ports/ports.ts";
import { type BorgPlace, createBorgPlace, eagerBorg } from "../support/borg.ts";
import { eventually } from "../support/service.ts";

/** It stays for `seconds` in the making of the second folder for the repository's lock, to give the lock back, and tells that by a file. */
const lingering = (location: string, told: string, seconds: number) => `#!/usr/bin/python3
import runpy, tempfile, time
make = tempfile.mkdtemp
made = 0
def linger(*args, **options):
    global made
    path = make(*args, **options)
    if "lock.exclusive." in args and ${JSON.stringify(location)} in args:
        made += 1
        if made == 2:
            open(${JSON.stringify(told)}, "w").close()
            time.sleep(${seconds})
    return path
tempfile.mkdtemp = linger
runpy.run_path(${JSON.stringify(eagerBorg)}, run_name="__main__")
`;

describe("what a borg leaves that is ended while it takes a lock", function () {
  this.timeout(60_000);
  const hostId = "borgdeck-test@1";
  const archiveName = "first";
  let place: BorgPlace;
  let source: string;
  let told: string;

  before(async () => {
    place = await createBorgPlace({ hostId });
    source = join(place.folder, "source");
    told = join(place.folder, "told");
    await mkdir(source);
    await writeFile(join(source, "file"), "content".repeat(1000));
    await place.init();
    await place.backUp(archiveName, [source]);
  });
  after(() => place.remove());

  async function lingeringBorg(seconds: number): Promise<Borg> {
    const executable = join(place.folder, `lingering-${seconds}`);
    await writeFile(executable, lingering(place.target.location, told, seconds));
    await chmod(executable, 0o755);
    return createBorg({ ports: systemPorts(silentLog), executable, baseDir: join(place.folder, "base"), hostId });
  }
  const left = () => readdirSync(place.target.location).filter((name) => name.startsWith("lock."));

  it("is nothing where a file was downloaded: borg has a moment to come to its end", async () => {
    const wanted = { target: place.target, archiveName, path: join(source, "file").slice(1) };
    const { stream, done } = await openDownload(await lingeringBorg(0.2), wanted, new AbortController().signal);
    expect((await buffer(stream)).length).equal(7000);
    expect((await done).exitCode).equal(0);
    expect(left()).eql([]);
  });

  it("is taken away where it was stopped", async () => {
    const abort = new AbortController();
    const borg = await lingeringBorg(60);
    await rm(told, { force: true });
    const listing = borg.run(listFilesCommand(place.target, { archiveName, selectors: [] }), { signal: abort.signal });
    await eventually(async () => existsSync(told), Boolean);
    expect(left()).to.have.length(2);
    abort.abort();
    expect((await listing).state).equal("cancelled");
    expect(left()).eql([]);
  });
});
