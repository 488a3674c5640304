import { expect } from "chai";
import { planArchiveGlob, planArchiveName, planOfArchive } from "../../../src/borg/archive-name.ts";
import type { BorgCommand } from "../../../src/borg/command.ts";
import { checkCommand } from "../../../src/borg/commands/check.ts";
import { compactCommand } from "../../../src/borg/commands/compact.ts";
import { createCommand } from "../../../src/borg/commands/create.ts";
import { extractToFolderCommand, extractToStdoutCommand } from "../../../src/borg/commands/extract.ts";
import { identifyCommand } from "../../../src/borg/commands/identify.ts";
import { initCommand } from "../../../src/borg/commands/init.ts";
import { keyExportCommand } from "../../../src/borg/commands/key-export.ts";
import { listArchivesCommand } from "../../../src/borg/commands/list-archives.ts";
import { listFilesCommand } from "../../../src/borg/commands/list-files.ts";
import { pruneCommand } from "../../../src/borg/commands/prune.ts";
import { borgEnvironment } from "../../../src/borg/process/environment.ts";
import { parseVersion } from "../../../src/borg/version.ts";

const secret = "correct horse {battery} staple";
const target = { location: "/srv/repo", passphrase: secret, rsh: null };
const retention = { keepLast: 0, keepHourly: 0, keepDaily: 7, keepWeekly: 4, keepMonthly: 0, keepYearly: 0 };
const backup = (more: Partial<Parameters<typeof createCommand>[1]> = {}) =>
  createCommand(target, {
    archiveName: "p-1",
    comment: "c",
    compression: "lz4",
    sources: ["/a"],
    excludes: [],
    cacheName: null,
    ...more,
  });

const all: readonly BorgCommand[] = [
  initCommand(target, { encryption: "repokey-blake2" }),
  backup(),
  listArchivesCommand(target),
  listFilesCommand(target, { archiveName: "p-1", selectors: ["re:^a\\Z"] }),
  extractToStdoutCommand(target, { archiveName: "p-1", selectors: ["re:^a\\Z"] }),
  extractToFolderCommand(target, { archiveName: "p-1", selectors: ["re:^a\\Z"], folder: "/tmp/x" }),
  pruneCommand(target, { planId: "planaaaaaaaaaaaa", retention, timeZone: "Europe/Berlin" }),
  compactCommand(target),
  checkCommand(target, { scope: "all", verifyData: false, maxDurationMs: null }),
  keyExportCommand(target),
  identifyCommand(target),
];

const positionals = ({ args }: BorgCommand) => args.slice(args.indexOf("--") + 1);

describe("borg/commands", () => {
  for (const command of all) {
    it(`${command.name} logs JSON, waits for the lock, ends its options, and holds no secret where others can read it`, () => {
      expect(command.args.slice(0, 2)).to.deep.equal(["--log-json", "--show-rc"]);
      expect(command.args[2]).to.match(/^--lock-wait=\d+$/);
      expect(command.args.filter((arg) => arg === "--")).to.have.length(1);
      expect(positionals(command)[0]).to.match(/^\/srv\/repo(::p-1)?$/);
      expect(command.secret).to.equal(secret);
      const environment = borgEnvironment({ baseDir: "/base", hostId: "h@1" }, command, "job");
      expect(JSON.stringify([command.args, environment])).not.to.contain("battery");
      expect(environment["BORG_PASSPHRASE_FD"]).to.equal("3");
    });
  }

  it("expands no placeholder in names, comments and locations", () => {
    const braces = createCommand(
      { ...target, location: "/srv/{now}" },
      {
        archiveName: "{pid}",
        comment: "{hostname} }",
        compression: "lz4",
        sources: ["/a{now}"],
        excludes: [],
        cacheName: null,
      },
    );
    expect(positionals(braces)).to.deep.equal(["/srv/{{now}}::{{pid}}", "/a{now}"]);
    expect(braces.args).to.include("--comment={{hostname}} }}");
  });

  it("refuses an archive's name that would mean something else", () => {
    for (const archiveName of ["", "a/b", "a\0"]) {
      expect(() => listFilesCommand(target, { archiveName, selectors: [] })).to.throw(RangeError);
    }
  });

  it("backs up a source inside another one once", () => {
    const sources = ["/srv/x/y", "/srv/x", "/srv/xy", "/home/", "/home/ada", "/srv/x"];
    expect(positionals(backup({ sources })).slice(1)).to.deep.equal(["/srv/x", "/srv/xy", "/home/"]);
    expect(positionals(backup({ sources: ["/", "/a"] })).slice(1)).to.deep.equal(["/"]);
  });

  it("gives an exclude that looks like an option as a value", () => {
    expect(backup({ excludes: ["--stdin-name", "sh:**/tmp"] }).args).to.include.members([
      "--exclude=--stdin-name",
      "--exclude=sh:**/tmp",
    ]);
  });

  it("prunes by the plan's rules, days and archives", () => {
    const command = pruneCommand(target, { planId: "planaaaaaaaaaaaa", retention, timeZone: "Europe/Berlin" });
    expect(command.args).to.include.members([
      "--glob-archives=planaaaaaaaaaaaa-????-??-??T??:??:??*",
      "--keep-daily=7",
      "--keep-weekly=4",
    ]);
    expect(command.args.join(" ")).not.to.contain("--keep-last");
    expect(command.env).to.include({ TZ: "Europe/Berlin" });
    const nothing = { ...retention, keepDaily: 0, keepWeekly: 0 };
    expect(() => pruneCommand(target, { planId: "planaaaaaaaaaaaa", retention: nothing, timeZone: "UTC" })).to.throw(
      RangeError,
    );
    expect(() => pruneCommand(target, { planId: "*", retention, timeZone: "UTC" })).to.throw(RangeError);
  });

  it("keeps ssh from asking, unless the machine's own command line is given", () => {
    const remote = { ...target, location: "ssh://u@h/repo" };
    expect(identifyCommand(remote).env["BORG_RSH"])
      .to.contain("BatchMode=yes")
      .and.contain("StrictHostKeyChecking=yes");
    expect(identifyCommand({ ...remote, rsh: "ssh -i key" }).env["BORG_RSH"]).to.equal("ssh -i key");
    expect(identifyCommand(target).env).not.to.have.property("BORG_RSH");
  });

  it("gives an environment that answers every question with no, in UTC, and nothing of our own", () => {
    const environment = borgEnvironment(
      { baseDir: "/base", hostId: "h@1" },
      { ...identifyCommand(target), secret: null },
      null,
    );
    expect(environment).to.include({ TZ: "UTC", LC_ALL: "C.UTF-8", BORG_BASE_DIR: "/base", BORG_HOST_ID: "h@1" });
    expect(environment).to.include({
      BORG_RELOCATED_REPO_ACCESS_IS_OK: "no",
      BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: "no",
    });
    expect(environment).not.to.have.any.keys(
      "BORG_PASSPHRASE_FD",
      "BORG_PASSPHRASE",
      "BORG_PASSCOMMAND",
      "BORGDECK_JOB",
    );
  });
});

describe("borg/archive-name", () => {
  it("finds the plan of an archive and only of one that a plan made", () => {
    const name = planArchiveName("planaaaa", Date.UTC(2026, 10, 22, 9, 8, 7));
    expect(name).to.equal("planaaaa-2026-11-22T09:08:07");
    expect(planOfArchive(name)).to.equal("planaaaa");
    for (const other of ["planaaaa-x", "planaaaa", `${name}.checkpoint`, `x ${name}`, "short-2026-11-22T09:08:07"]) {
      expect(planOfArchive(other)).to.equal(null);
    }
    expect(planArchiveGlob("planaaaa")).to.equal("planaaaa-????-??-??T??:??:??*");
  });
});

describe("borg/version", () => {
  it("tells the versions apart", () => {
    expect(parseVersion("borg 1.2.4\n")).to.deep.equal({ text: "1.2.4", major: 1, minor: 2, supported: true });
    expect(parseVersion("borg 1.4.0")).to.include({ supported: true });
    expect(parseVersion("borg 1.1.17")).to.include({ supported: false });
    expect(parseVersion("borg 2.0.0b19")).to.include({ text: "2.0.0b19", supported: false });
    expect(parseVersion("bash: borg: not found")).to.equal(null);
  });
});
