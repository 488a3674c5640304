import { expect } from "chai";
import type { BorgCommand } from "../../../src/borg/command.ts";
import { mountCommand } from "../../../src/borg/commands/mount.ts";
import { createMountSupport } from "../../../src/borg/mount-support.ts";
import { decideOutcome } from "../../../src/borg/result/outcome.ts";
import { createTally, note } from "../../../src/borg/result/tally.ts";
import { createFakeClock } from "../../support/fake-ports.ts";

const target = { location: "/srv/repo", passphrase: "secret", rsh: null };

/** How a command ends of which borg says this last. */
function ending(message: string) {
  const tally = createTally();
  note(tally, { type: "message", level: "error", message, messageId: null, logger: "borg.archiver" });
  return decideOutcome({
    command: "mount",
    exitCode: 2,
    signal: null,
    stop: null,
    tally,
    lockHolder: null,
    started: true,
  });
}

describe("borg/mount", () => {
  it("mounts in the foreground: one archive, or all of them", () => {
    const one = mountCommand(target, { archiveName: "a{now}", path: "/mnt/x{y}" });
    expect(one.args.slice(3)).to.deep.equal(["mount", "--foreground", "--", "/srv/repo::a{{now}}", "/mnt/x{y}"]);
    const all = mountCommand(target, { archiveName: null, path: "/mnt/x" });
    expect(all.args.slice(-2)).to.deep.equal(["/srv/repo", "/mnt/x"]);
  });

  it("knows a borg without FUSE by its words, since it has no name for that", () => {
    const { outcome } = ending("borg mount not available: no FUSE support, BORG_FUSE_IMPL=pyfuse3,llfuse.");
    expect(outcome.code).to.equal("mount-unavailable");
    expect(outcome.nextStep).to.contain("python3-pyfuse3");
    expect(ending("/nonexistent: Mountpoint must be a writable directory").outcome.code).to.equal("borg-error");
  });

  it("asks borg whether it could, until it can", async () => {
    const asked: BorgCommand[] = [];
    let words = "borg mount not available: no FUSE support";
    let device = false;
    const clock = createFakeClock();
    const support = createMountSupport({
      clock,
      files: { info: async () => (device ? ({} as never) : null) },
      borg: {
        async run(command) {
          asked.push(command);
          return { ...ending(words), exitCode: 2, stdout: "", stdoutTruncated: false, durationMs: 1, report: {} };
        },
      },
    });
    expect(await support.problem()).to.contain("/dev/fuse");
    expect(asked).to.have.length(0);
    device = true;
    for (const problem of await Promise.all([support.problem(), support.problem()])) {
      expect(problem).to.contain("python3-pyfuse3");
    }
    expect(await support.problem()).to.contain("python3-pyfuse3");
    expect(asked, "asked once by all of a minute").to.have.length(1);
    clock.advance(60_000);
    words = "/nonexistent/mount-point: Mountpoint must be a writable directory";
    expect([await support.problem(), await support.problem()]).to.deep.equal([null, null]);
    expect(asked).to.have.length(2);
    expect(asked[0]).to.include({ name: "mount", secret: null });
  });
});
