import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { checkCommand } from "../../src/borg/commands/check.ts";
import { compactCommand } from "../../src/borg/commands/compact.ts";
import { initCommand } from "../../src/borg/commands/init.ts";
import { keyExportCommand } from "../../src/borg/commands/key-export.ts";
import { listArchivesCommand } from "../../src/borg/commands/list-archives.ts";
import type { BorgEvent } from "../../src/borg/formats/log.ts";
import { wholeCheck } from "../../src/jobs/kinds/check.ts";
import { type BorgPlace, backupCommand, createBorgPlace, planId, withLockWait, writeTree } from "../support/borg.ts";
import { largestSegment } from "../support/damage.ts";
import { createGatedBorg } from "../support/gated-borg.ts";

describe("borg/driver with the real borg", () => {
  let place: BorgPlace;
  let source: string;
  before(async () => {
    place = await createBorgPlace();
    source = join(place.folder, "source");
    await writeTree(
      source,
      new Map([
        ["a.txt", "hello"],
        ["sub/b.txt", "world"],
      ]),
    );
    await place.init();
  });
  after(() => place.remove());

  it("knows the version", async () => {
    expect(await place.borg.version()).to.include({ supported: true });
  });

  it("backs up with figures, progress and a log", async () => {
    const events: BorgEvent[] = [];
    const workDir = place.newWorkDir();
    const running = await place.borg.start(backupCommand(place.target, "one", [source]), {
      workDir,
      jobId: "jobone",
      onEvent: (event) => events.push(event),
    });
    expect(running.process?.pid).to.be.greaterThan(0);
    const result = await running.result;
    expect(result).to.include({ state: "ok", exitCode: 0 });
    expect(result.report.archive).to.include({ name: "one", files: 2 });
    expect(result.report.repository?.sizeBytes).to.be.greaterThan(0);
    expect(events.map(({ type }) => type)).to.include("progress");
    expect((await stat(workDir)).mode & 0o777).to.equal(0o700);
    const { lines } = await place.borg.readLog(workDir);
    expect(lines.at(-1)?.message).to.contain("rc 0");
  });

  it("makes an archive with warnings where a source is missing", async () => {
    const result = await place.job(backupCommand(place.target, "two", [source, join(place.folder, "gone")]));
    expect(result.state).to.equal("warning");
    expect(result.outcome).to.include({ code: "files-missing", warningsCount: 1, exitCode: 1 });
    expect(result.outcome.warnings[0]).to.contain("gone");
    expect(result.report.archive?.name).to.equal("two");
  });

  it("checks, compacts, and tells the key", async () => {
    expect((await place.job(checkCommand(place.target, wholeCheck))).outcome).to.include({ code: "ok" });
    expect((await place.job(compactCommand(place.target))).report.compact?.freedBytes).to.be.a("number");
    const key = await place.borg.run(keyExportCommand(place.target));
    expect(key.stdout).to.match(/^BORG_KEY [0-9a-f]{64}\n/);
  });

  for (const encryption of ["repokey", "keyfile-blake2", "authenticated", "none"] as const) {
    it(`makes a repository in mode ${encryption} and uses it without a question`, async () => {
      const target = {
        location: join(place.folder, encryption),
        passphrase: encryption === "none" ? null : "",
        rsh: null,
      };
      expect((await place.job(initCommand(target, { encryption }))).outcome).to.include({ code: "ok" });
      expect((await place.job(backupCommand(target, "a", [source]))).outcome).to.include({ code: "ok" });
    });
  }

  const faults: readonly [string, string, () => Parameters<typeof listArchivesCommand>[0]][] = [
    ["wrong passphrase", "passphrase-wrong", () => ({ ...place.target, passphrase: "wrong" })],
    ["no passphrase", "passphrase-missing", () => ({ ...place.target, passphrase: null })],
    ["missing repository", "repository-missing", () => ({ ...place.target, location: join(place.folder, "nowhere") })],
    ["no repository", "repository-invalid", () => ({ ...place.target, location: source })],
  ];
  for (const [name, code, target] of faults) {
    it(`says so: ${name}`, async () => {
      const result = await place.borg.run(listArchivesCommand(target()));
      expect(result).to.include({ state: "failed" });
      expect(result.outcome.code).to.equal(code);
      expect(result.outcome.nextStep).to.be.a("string");
    });
  }

  it("refuses a repository in place of something else, or in no place", async () => {
    const again = await place.job(initCommand(place.target, { encryption: "repokey-blake2" }));
    expect(again.outcome.code).to.equal("repository-exists");
    const nowhere = { ...place.target, location: join(place.folder, "no/where") };
    const result = await place.job(initCommand(nowhere, { encryption: "repokey-blake2" }));
    expect(result.outcome.code).to.equal("parent-missing");
  });

  it("asks before it uses a repository that was moved, and takes silence for no", async () => {
    const target = { ...place.target, location: join(place.folder, "moving") };
    await place.job(initCommand(target, { encryption: "repokey-blake2" }));
    await place.job(backupCommand(target, "a", [source]));
    const moved = { ...target, location: join(place.folder, "moved") };
    await rename(target.location, moved.location);
    expect((await place.job(backupCommand(moved, "b", [source]))).outcome.code).to.equal("repository-moved");
  });

  it("finds a damaged segment by a check, which exits with 1, and calls it damage", async () => {
    const target = { ...place.target, location: join(place.folder, "damaged") };
    await place.job(initCommand(target, { encryption: "repokey-blake2" }));
    await place.job(backupCommand(target, "a", [source]));
    const path = await largestSegment(target.location);
    const bytes = await readFile(path);
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] ?? 0) ^ 0xff;
    await writeFile(path, bytes);
    const result = await place.job(checkCommand(target, wholeCheck));
    expect(result).to.include({ state: "failed" });
    expect(result.outcome).to.include({ code: "repository-damaged", exitCode: 1 });
  });

  it("waits for no lock for ever, and names who holds it", async function () {
    this.timeout(60_000);
    const big = join(place.folder, "big");
    await mkdir(big);
    await writeFile(join(big, "file"), "x");
    const lock = join(place.target.location, "lock.exclusive");
    await mkdir(lock);
    await writeFile(join(lock, "attic@123.456-0"), "");
    try {
      const result = await place.borg.run(withLockWait(listArchivesCommand(place.target), 1));
      expect(result.outcome.code).to.equal("repository-locked");
      expect(result.outcome.message).to.contain("attic").and.contain("456");
    } finally {
      await rm(lock, { recursive: true });
    }
  });

  it("says that the disk is full, keeps what was there, and leaves no lock", async function () {
    this.timeout(60_000);
    const mount = await mkdtemp(join(tmpdir(), "borgdeck-full-"));
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=12m", "none", mount], { stdio: "ignore" });
    } catch {
      await rm(mount, { recursive: true });
      this.skip(); // only root may mount
    }
    try {
      const target = { ...place.target, location: join(mount, "repository") };
      expect((await place.job(initCommand(target, { encryption: "none" }))).state).to.equal("ok");
      expect((await place.job(backupCommand(target, "small", [source]))).state).to.equal("ok");
      const large = join(place.folder, "large");
      await mkdir(large);
      await writeFile(join(large, "random"), randomBytes(30_000_000));
      const result = await place.job(backupCommand(target, "large", [large]));
      expect(result.outcome).to.include({ code: "disk-full" });
      expect(result.state).to.equal("failed");
      const listed = JSON.parse((await place.borg.run(listArchivesCommand(target))).stdout) as {
        archives: { name: string }[];
      };
      expect(listed.archives.map(({ name }) => name)).to.deep.equal(["small"]);
    } finally {
      execFileSync("umount", ["-l", mount]);
      await rm(mount, { recursive: true });
    }
  });

  it("keeps the passphrase out of argument lists and environments while borg runs", async () => {
    const tree = join(place.folder, "tree");
    await mkdir(tree);
    await writeFile(join(tree, "random"), randomBytes(20_000_000));
    const running = await place.borg.start(backupCommand(place.target, "secret", [tree]), {
      workDir: place.newWorkDir(),
      jobId: "jobsecret",
      onEvent: () => {},
    });
    const seen: string[] = [];
    let done = false;
    void running.result.then(() => {
      done = true;
    });
    while (!done) {
      for (const name of ["cmdline", "environ"]) {
        seen.push(await readFile(`/proc/${running.process?.pid}/${name}`, "latin1").catch(() => ""));
      }
      await sleep(5);
    }
    expect((await running.result).state).to.equal("ok");
    const all = seen.join("\n");
    expect(all).to.contain("BORG_PASSPHRASE_FD=3").and.contain("BORGDECK_JOB=jobsecret").and.contain("--log-json");
    expect(all).not.to.contain(place.target.passphrase ?? "");
  });

  it("interrupts a backup: cancelled, no lock left, the next one works", async function () {
    this.timeout(60_000);
    const tree = join(place.folder, "cancel");
    await mkdir(tree);
    await writeFile(join(tree, "a.bin"), randomBytes(2_000_000));
    await writeFile(join(tree, "gate.bin"), randomBytes(2_000_000));
    const gate = await createGatedBorg(place.folder, "gate.bin", "create");
    const gated = await createBorgPlace({ executable: gate.path, baseDir: join(place.folder, "base") });
    await gate.close();
    const command = backupCommand(place.target, `${planId}-2026-01-01T00:00:00`, [tree]);
    const running = await gated.borg.start(command, {
      workDir: place.newWorkDir(),
      jobId: "jobcancel",
      onEvent: () => {},
    });
    await gate.reached();
    running.stop();
    running.stop();
    await gate.open();
    const result = await running.result;
    await gated.remove();
    expect(result.state).to.equal("cancelled");
    expect(result.outcome.code).to.equal("cancelled");
    expect(await readdir(place.target.location)).not.to.include("lock.exclusive");
    expect((await place.job(backupCommand(place.target, "after", [source]))).state).to.equal("ok");
  });
});
