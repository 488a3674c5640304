import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { canDumpItems } from "../../src/borg/commands/dump-items.ts";
import { jobVariable } from "../../src/borg/process/environment.ts";
import { BorgFault } from "../../src/borg/result/result.ts";
import { Fault } from "../../src/fault.ts";
import { systemFiles } from "../../src/ports/files.ts";
import { silentLog } from "../../src/ports/log.ts";
import { systemPorts } from "../../src/ports/ports.ts";
import { systemProcesses as processes } from "../../src/ports/processes.ts";
import { type BorgPlace, borgProgram, createBorgPlace, writeTree } from "../support/borg.ts";
import { createTestBuilds, type TestBuilds } from "../support/index-builds.ts";
import { packItem } from "../support/item-stream.ts";
import { faultOf } from "../support/rejection.ts";

describe("an index being built (real processes)", function () {
  this.timeout(60_000);
  let place: BorgPlace;
  let open: TestBuilds[] = [];

  before(async () => {
    place = await createBorgPlace();
    await place.init();
    await writeTree(
      join(place.folder, "tree"),
      new Map([
        ["a/b", "1"],
        ["a/c", "22"],
        ["d", "333"],
      ]),
    );
    await place.backUp("archive", [join(place.folder, "tree")]);
  });

  afterEach(() => {
    for (const builds of open) builds.remove();
    open = [];
  });

  after(() => place.remove());

  const create = (change: Parameters<typeof createTestBuilds>[1] = {}) => {
    const builds = createTestBuilds(place, change);
    open.push(builds);
    return builds;
  };

  /** A borg that does as `script` says before it is the real one; `$DUMP` is 1 where a dump is asked for. */
  const insteadOfBorg = (script: string) => {
    const executable = join(place.folder, `borg-${Math.random().toString(36).slice(2)}`);
    const lines = ["#!/bin/sh", 'case "$*" in *dump-archive-items*) DUMP=1;; esac', script, `exec ${borgProgram} "$@"`];
    writeFileSync(executable, `${lines.join("\n")}\n`);
    chmodSync(executable, 0o755);
    return { executable, baseDir: join(place.folder, "base"), hostId: "borgdeck-test@1" };
  };

  const running = (jobId: string) => processes.findByEnvironment(jobVariable, jobId);
  const commandLine = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, "utf8");

  /** Resolves when it holds. */
  async function until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** A borg that has dumped one file and stays there. */
  const stuck = `if [ "$DUMP" ]; then
    name=000000_${"ab".repeat(32)}.items; echo "Dumping $name"; echo half > "$name"; exec sleep 1000
  fi`;

  /** The two processes of a build whose borg is stuck. */
  async function bothOf(jobId: string, builds: TestBuilds): Promise<{ child: number; borg: number }> {
    const isChild = (pid: number) => commandLine(pid).includes("index-archive");
    const isStuck = (pid: number) => commandLine(pid).startsWith("sleep");
    await until(() => running(jobId).some(isStuck) && builds.leftOver().length === 2);
    const pids = running(jobId);
    expect(pids).to.have.length(2);
    return { child: pids.find(isChild) as number, borg: pids.find(isStuck) as number };
  }

  it("ends its borg and itself when it is cancelled, and leaves nothing", async () => {
    const builds = create({ installation: insteadOfBorg(stuck) });
    const stop = new AbortController();
    const request = builds.request("archive", { signal: stop.signal });
    const building = builds.buildIndex(request).catch((error: unknown) => error);
    await bothOf(request.jobId, builds);
    stop.abort(new Fault("conflict", "Cancelled."));
    expect(await building).to.equal(stop.signal.reason);
    expect(running(request.jobId)).to.deep.equal([]);
    expect(builds.leftOver()).to.deep.equal([]);
    expect(existsSync(builds.outFile)).to.equal(false);
  });

  it("leaves no borg when its process is killed, and says so", async () => {
    const builds = create({ installation: insteadOfBorg(stuck) });
    const request = builds.request("archive");
    const building = faultOf(builds.buildIndex(request), "internal");
    const { child } = await bothOf(request.jobId, builds);
    processes.signal(child, "SIGKILL", "process");
    expect((await building).detail).to.contain("by SIGKILL");
    expect(running(request.jobId)).to.deep.equal([]);
    expect(builds.leftOver()).to.deep.equal([]);
  });

  it("is told its secret by nothing that others can read", async () => {
    const builds = create({ installation: insteadOfBorg(stuck) });
    const stop = new AbortController();
    const request = builds.request("archive", { signal: stop.signal });
    const building = builds.buildIndex(request).catch((error: unknown) => error);
    for (const pid of Object.values(await bothOf(request.jobId, builds))) {
      for (const file of ["cmdline", "environ"]) {
        expect(readFileSync(`/proc/${pid}/${file}`, "utf8")).not.to.contain(place.target.passphrase as string);
      }
    }
    stop.abort();
    await building;
  });

  /** A service of its own that builds, and that a test may kill. */
  async function otherService(builds: TestBuilds, installation: ReturnType<typeof insteadOfBorg>, jobId: string) {
    const { indexDir, memoryDir } = builds;
    const request = { ...builds.request("archive"), jobId };
    const program = fileURLToPath(new URL("../support/index-builder.ts", import.meta.url));
    return processes.start({
      file: process.execPath,
      args: ["--import", import.meta.resolve("tsx"), program],
      env: { PATH: process.env["PATH"] ?? "" },
      stdout: "ignore",
      stderr: "ignore",
      secret: JSON.stringify({ installation, indexDir, memoryDir, request }),
    });
  }

  it("ends by itself when the service is killed, and the next start takes away what is left", async () => {
    const installation = insteadOfBorg(stuck);
    const builds = create({ installation });
    const service = await otherService(builds, installation, "killedservice");
    await bothOf("killedservice", builds);
    processes.signal(service.pid, "SIGKILL", "process");
    await until(() => running("killedservice").length === 0);
    expect(builds.leftOver()).to.have.length(2);
    await builds.wipe();
    expect(builds.leftOver()).to.deep.equal([]);
  });

  it("leaves no borg that dumps for nobody where service and process are both killed", async () => {
    const installation = insteadOfBorg(stuck);
    const builds = create({ installation });
    const service = await otherService(builds, installation, "bothkilled");
    const { child } = await bothOf("bothkilled", builds);
    for (const pid of [service.pid, child]) processes.signal(pid, "SIGKILL", "process");
    await until(() => running("bothkilled").length === 0);
    await builds.wipe();
    expect(builds.leftOver()).to.deep.equal([]);
  });

  it("is ended at the next start where it could not end by itself", async () => {
    const installation = insteadOfBorg(stuck);
    const builds = create({ installation });
    const service = await otherService(builds, installation, "suspended");
    const { child, borg } = await bothOf("suspended", builds);
    for (const pid of [child, borg]) processes.signal(pid, "SIGSTOP", "process");
    processes.signal(service.pid, "SIGKILL", "process");
    await service.exited;
    await builds.wipe();
    expect(running("suspended")).to.deep.equal([]);
    expect(builds.leftOver()).to.deep.equal([]);
  });

  describe("whose source cannot be used", () => {
    const dumpItem = (item: Buffer) => {
      const name = `000000_${"ab".repeat(32)}.items`;
      const octal = Array.from(item, (byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
      return `if [ "$DUMP" ]; then echo "Dumping ${name}"; printf '${octal}' > ${name}; echo Done.; exit 0; fi`;
    };
    const plain = { path: Buffer.from("x"), mode: 0o100644, mtimeNs: 0n };
    const broken: Record<string, string> = {
      "says what nobody knows": 'if [ "$DUMP" ]; then echo Hello; exit 0; fi',
      fails: 'if [ "$DUMP" ]; then echo No. >&2; exit 2; fi',
      "stops half-way": `if [ "$DUMP" ]; then echo "Dumping 000000_${"ab".repeat(32)}.items"; exit 0; fi`,
      "names a file twice": `if [ "$DUMP" ]; then echo "Dumping 000000_${"ab".repeat(32)}.items"; echo "Dumping 000000_${"ab".repeat(32)}.items"; exit 0; fi`,
      "writes no file": `if [ "$DUMP" ]; then echo "Dumping 000000_${"ab".repeat(32)}.items"; echo Done.; exit 0; fi`,
      "names a file elsewhere": 'if [ "$DUMP" ]; then echo "Dumping ../../etc/passwd"; echo Done.; exit 0; fi',
      "has a field of a later borg": dumpItem(packItem(plain, { inode: 1 })),
      "is cut off": dumpItem(packItem(plain).subarray(0, -1)),
    };
    let expected: Buffer;

    before(async () => {
      const builds = create();
      expected = await builds.bytesOf("archive", "nul");
    });

    for (const [what, script] of Object.entries(broken)) {
      it(`is built from the listing where the dump ${what}`, async () => {
        const builds = create({ installation: insteadOfBorg(script) });
        const { source } = await builds.buildIndex(builds.request("archive"));
        expect(source).to.equal("nul");
        expect(readFileSync(builds.outFile).equals(expected)).to.equal(true);
        expect(builds.leftOver()).to.deep.equal([]);
      });
    }

    it("is built from the listing where the dump has other files than borg counted, or has no room", async () => {
      const builds = create();
      const { archive } = builds.request("archive");
      const withCount = (filesCount: number) => builds.request("archive", { archive: { ...archive, filesCount } });
      expect((await builds.buildIndex(withCount(3))).source).to.equal("dump");
      expect((await builds.buildIndex(withCount(4))).source).to.equal("nul");
      const full = { ...systemFiles, fileSystem: async () => ({ freeBytes: 1e6, sizeBytes: 1e9, inMemory: true }) };
      const crowded = create({ ports: { ...systemPorts(silentLog), files: full } });
      expect((await crowded.buildIndex(crowded.request("archive"))).source).to.equal("nul");
    });

    it("is built from JSON where nothing else is to be had, and not at all where that fails too", async () => {
      const listing = 'case "$*" in *--format=\\{type\\}*) echo Hello; exit 0;; esac';
      const builds = create({ installation: insteadOfBorg(`${broken["fails"]}\n${listing}`) });
      expect((await builds.buildIndex(builds.request("archive"))).source).to.equal("json");
      expect(readFileSync(builds.outFile).equals(expected)).to.equal(true);
      const none = create({ installation: insteadOfBorg("echo Hello; exit 0") });
      const fault = await faultOf(none.buildIndex(none.request("archive")), "borg-failed");
      expect(fault.detail).to.contain("no form that Borgdeck knows");
      expect(readFileSync(none.outFile).equals(expected), "the file that was there").to.equal(true);
    });
  });

  it("says what borg said where the passphrase is wrong, or the archive is gone", async () => {
    const builds = create();
    const wrong = builds.request("archive", { target: { ...place.target, passphrase: "another" } });
    const fault = await faultOf(builds.buildIndex(wrong), "borg-failed");
    expect(fault).to.be.instanceOf(BorgFault);
    expect((fault as BorgFault).outcome.code).to.equal("passphrase-wrong");
    await faultOf(builds.buildIndex(builds.request("gone")), "not-found");
    expect(builds.leftOver()).to.deep.equal([]);
  });

  it("asks for no dump over SSH, or of a borg that nobody has looked at", () => {
    const local = { location: "/r", passphrase: null, rsh: null };
    const version = (major: number, minor: number) => ({ text: "", major, minor, supported: true });
    expect(canDumpItems(local, version(1, 2))).to.equal(true);
    expect(canDumpItems(local, version(1, 4))).to.equal(true);
    for (const [major, minor] of [
      [1, 1],
      [1, 5],
      [2, 2],
    ] as const) {
      expect(canDumpItems(local, version(major, minor))).to.equal(false);
    }
    expect(canDumpItems({ ...local, location: "ssh://host/r" }, version(1, 2))).to.equal(false);
  });
});
