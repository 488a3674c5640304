import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { CommandContext } from "../../../src/cli/command.ts";
import { nodeFinding } from "../../../src/cli/doctor.ts";
import { installAdvice } from "../../../src/cli/install-borg.ts";
import { systemFiles } from "../../../src/ports/files.ts";
import { createFakeProcesses, runCommandLine } from "../../support/command-line.ts";
import { temporaryFolders } from "../../support/temporary-folder.ts";

const debian = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n';

describe("cli/doctor", () => {
  const newFolder = temporaryFolders();

  /** A system with this os-release and, where `borg` is given, a program of that version. */
  function system(options: {
    osRelease?: string;
    borg?: string | null;
    userId?: number;
    aptWorks?: (tries: number) => boolean;
  }) {
    const folder = newFolder();
    const bin = join(folder, "bin");
    mkdirSync(bin);
    const putBorg = () => {
      writeFileSync(join(bin, "borg"), "");
      chmodSync(join(bin, "borg"), 0o755);
    };
    if (options.borg) putBorg();
    let tries = 0;
    const processes = createFakeProcesses(({ file, args }) => {
      if (file !== "apt-get") return { code: 0, output: `borg ${options.borg ?? "1.2.4"}\n` };
      if (args[0] !== "install") return { code: 0 };
      tries += 1;
      const works = (options.aptWorks ?? (() => true))(tries);
      if (works) putBorg();
      return works ? { code: 0 } : { code: 100, output: "E: Unable to locate package borgbackup" };
    });
    const files: CommandContext["files"] = {
      ...systemFiles,
      readText: (path) =>
        path === "/etc/os-release" ? Promise.resolve(options.osRelease ?? debian) : systemFiles.readText(path),
    };
    const env = { PATH: bin, DATA_DIR: join(folder, "data"), HTTP_SECRET: "not for apt" };
    const run = (...args: string[]) =>
      runCommandLine(["doctor", ...args], {
        env,
        files,
        processes,
        userId: options.userId ?? process.getuid?.() ?? -1,
      });
    return { run, processes, folder, env };
  }

  it("is content where everything is there", async () => {
    const { code, printed, complained } = await system({ borg: "1.2.4" }).run();
    expect({ code, complained }).to.deep.equal({ code: 0, complained: "" });
    expect(printed).to.contain("1.2.4").and.contain("is made at the first start");
  });

  for (const version of ["1.1.17", "2.0.0b5"]) {
    it(`does not take borg ${version}`, async () => {
      const { code, complained } = await system({ borg: version }).run();
      expect(code).to.equal(1);
      expect(complained).to.contain(version);
    });
  }

  it("only looks, unless it is asked to install", async () => {
    const { run, processes } = system({ borg: null, userId: 0 });
    const { code, complained } = await run();
    expect(code).to.equal(1);
    expect(complained).to.contain("apt-get install -y --no-install-recommends borgbackup").and.not.contain("sudo");
    expect(processes.started).to.deep.equal([]);
  });

  it("installs borg as root on Debian, with an environment of its own", async () => {
    const { run, processes } = system({ borg: null, userId: 0 });
    const { printed } = await run("--install");
    const apt = processes.started.filter(({ file }) => file === "apt-get");
    expect(apt.map(({ args }) => args)).to.deep.equal([["install", "-y", "--no-install-recommends", "borgbackup"]]);
    expect(apt[0]?.env).to.have.keys("PATH", "DEBIAN_FRONTEND", "LC_ALL");
    expect(printed).to.match(/ok\s+borg/);
  });

  it("fetches the package lists where they are missing, then tries once more", async () => {
    const { run, processes } = system({ borg: null, userId: 0, aptWorks: (tries) => tries > 1 });
    expect((await run("--install")).printed).to.match(/ok\s+borg/);
    expect(processes.started.filter(({ file }) => file === "apt-get").map(({ args }) => args[0])).to.deep.equal([
      "install",
      "update",
      "install",
    ]);
  });

  it("stops with a clear error where it cannot be installed", async () => {
    const { run } = system({ borg: null, userId: 0, aptWorks: () => false });
    const { code, complained } = await run("--install");
    expect(code).to.equal(1);
    expect(complained).to.contain("Unable to locate package").and.contain("borg-missing");
  });

  it("prints the one command where it may not install", async () => {
    const { run, processes } = system({ borg: null, userId: 1000 });
    const { code, complained } = await run("--install");
    expect(code).to.equal(1);
    expect(complained).to.contain("sudo apt-get install -y --no-install-recommends borgbackup");
    expect(processes.started).to.deep.equal([]);
  });

  it("does not install over a BORG_PATH that is wrong", async () => {
    const { env, processes } = system({ borg: null, userId: 0 });
    const { code, complained } = await runCommandLine(["doctor", "--install"], {
      env: { ...env, BORG_PATH: "/opt/borg" },
      processes,
      userId: 0,
    });
    expect(code).to.equal(1);
    expect(complained).to.contain("/opt/borg");
    expect(processes.started).to.deep.equal([]);
  });

  it("names every wrong setting", async () => {
    const { env } = system({ borg: "1.2.4" });
    const { code, complained } = await runCommandLine(["doctor"], { env: { ...env, PORT: "x", LOG_LEVEL: "y" } });
    expect(code).to.equal(1);
    expect(complained).to.contain("PORT").and.contain("LOG_LEVEL");
  });

  it("says who DATA_DIR belongs to, where that is somebody else", async () => {
    const { env, folder } = system({ borg: "1.2.4" });
    mkdirSync(join(folder, "data"));
    const { printed } = await runCommandLine(["doctor"], {
      env,
      userId: 4242,
      processes: createFakeProcesses(() => ({ code: 0, output: "borg 1.4.0\n" })),
    });
    expect(printed).to.contain(`the id ${process.getuid?.()}`);
  });

  it("knows which Node is old", () => {
    const states = ["18.20.4", "20.18.3", "20.19.0", "22.0.0"].map((version) => nodeFinding(version).state);
    expect(states).to.deep.equal(["problem", "problem", "ok", "ok"]);
  });

  const systems: Record<string, [osRelease: string | null, platform: string, root: boolean, command: string]> = {
    "Debian as root": [debian, "linux", true, "apt-get install -y --no-install-recommends borgbackup"],
    Ubuntu: [
      "ID=ubuntu\nID_LIKE=debian\n",
      "linux",
      false,
      "sudo apt-get install -y --no-install-recommends borgbackup",
    ],
    "something like Debian": [
      'ID=raspbian\nID_LIKE="debian"\n',
      "linux",
      false,
      "sudo apt-get install -y --no-install-recommends borgbackup",
    ],
    Fedora: ["ID=fedora\n", "linux", false, "sudo dnf install -y borgbackup"],
    Rocky: [
      'ID="rocky"\nID_LIKE="rhel centos fedora"\n',
      "linux",
      true,
      "dnf install -y epel-release && dnf install -y borgbackup",
    ],
    Arch: ["ID=arch\n", "linux", false, "sudo pacman -S --noconfirm borg"],
    Alpine: ["ID=alpine\n", "linux", true, "apk add borgbackup"],
    openSUSE: ['ID="opensuse-leap"\nID_LIKE="suse opensuse"\n', "linux", false, "sudo zypper install -y borgbackup"],
    macOS: [null, "darwin", false, "brew install borgbackup"],
    "an unknown system": [null, "linux", true, "see https://borgbackup.readthedocs.io/en/stable/installation.html"],
  };
  for (const [what, [osRelease, platform, root, command]] of Object.entries(systems)) {
    it(`knows the one command for ${what}`, () => {
      expect(installAdvice(osRelease, platform, root).command).to.equal(command);
    });
  }
});
