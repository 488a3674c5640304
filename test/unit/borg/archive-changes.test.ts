import { expect } from "chai";
import fc from "fast-check";
import { looksLikePlanArchive, planArchiveGlob, planArchiveName } from "../../../src/borg/archive-name.ts";
import { commentArchiveCommand } from "../../../src/borg/commands/comment-archive.ts";
import { deleteArchivesCommand } from "../../../src/borg/commands/delete-archives.ts";
import { infoArchiveCommand } from "../../../src/borg/commands/info-archive.ts";
import { renameArchiveCommand } from "../../../src/borg/commands/rename-archive.ts";
import { noteReport, reportOf } from "../../../src/borg/result/report.ts";
import { createTally } from "../../../src/borg/result/tally.ts";

const target = { location: "/srv/repo", passphrase: "secret", rsh: null };
const positionals = ({ args }: { args: readonly string[] }) => args.slice(args.indexOf("--") + 1);
const id = "da17ecf9374d4850b710a5ca44684416cf699fe678068eacfc7e3bda865872a3";

describe("borg/commands that change archives", () => {
  it("deletes archives by their names as they are, behind the repository", () => {
    const command = deleteArchivesCommand(target, ["a{now}", "-dash", "new\nline"]);
    expect(positionals(command)).to.deep.equal(["/srv/repo", "a{now}", "-dash", "new\nline"]);
  });

  it("never deletes what is no archive: no name would mean the repository", () => {
    for (const names of [[], [""], ["a", ""], ["a/b"], ["a\0b"]]) {
      expect(() => deleteArchivesCommand(target, names)).to.throw(RangeError);
    }
  });

  it("renames and comments without placeholders", () => {
    expect(positionals(renameArchiveCommand(target, "a{now}", "b"))).to.deep.equal(["/srv/repo::a{{now}}", "b"]);
    const comment = commentArchiveCommand(target, "a{now}", "of {hostname}");
    expect(positionals(comment)).to.deep.equal(["/srv/repo::a{{now}}"]);
    expect(comment.args).to.include("--comment=of {{hostname}}");
    expect(positionals(infoArchiveCommand(target, "a{now}"))).to.deep.equal(["/srv/repo::a{{now}}"]);
  });

  it("reads from borg's words what was deleted and what that freed", () => {
    const tally = createTally();
    const say = (logger: string, message: string) =>
      noteReport(tally, { type: "message", level: "info", message, messageId: null, logger });
    say(
      "borg.output.list",
      `Deleting archive: a{now}                               Sun, 2026-11-22 17:30:31 [${id}] (1/3)`,
    );
    say("borg.output.list", `Deleting archive:  two words [x]   Sun, 2026-11-22 17:30:31 +0100 [${id}] (2/3)`);
    say("borg.output.list", `Deleting archive: new\nline    Sun, 2026-11-22 17:30:32 [${id}] (3/3)`);
    say("borg.archiver", "Archive missing not found (4/4).");
    say("borg.output.stats", "                       Original size      Compressed size    Deduplicated size");
    say("borg.output.stats", "Deleted data:               -4.81 MB             -4.81 MB             -3.95 kB");
    say("borg.output.stats", "All archives:                1.10 MB              1.10 MB            601.85 kB");
    expect(reportOf("delete", "", tally)).to.deep.equal({
      deleted: { count: 3, names: ["a{now}", " two words [x]", "new\nline"], freedBytes: 3950 },
    });
  });

  it("knows every name that some plan's prune would take for its own", () => {
    const plan = "planaaaaaaaaaaaa";
    expect(looksLikePlanArchive(planArchiveName(plan, 0))).to.equal(true);
    expect(looksLikePlanArchive(`${planArchiveName(plan, 0)}.checkpoint`)).to.equal(true);
    expect(looksLikePlanArchive("before-the-move-2026-01-01T00:00:00")).to.equal(false);
    const glob = (name: string) =>
      new RegExp(`^${planArchiveGlob(plan).replace(/[?*]/g, (wild) => (wild === "?" ? "[^]" : "[^]*"))}$`, "u").test(
        name,
      );
    const character = fc.constantFrom("a", "2", "-", "T", ":", ".", "😀");
    const names = fc.array(character, { minLength: 18, maxLength: 24 }).map((rest) => `${plan}-${rest.join("")}`);
    fc.assert(fc.property(names, (name) => !glob(name) || looksLikePlanArchive(name)));
    const shaped = fc.array(character, { minLength: 14, maxLength: 14 }).map((c) => {
      const [a, b, d, e, f, g] = [
        c.slice(0, 4),
        c.slice(4, 6),
        c.slice(6, 8),
        c.slice(8, 10),
        c.slice(10, 12),
        c.slice(12),
      ];
      const text = [a, b, d, e, f, g].map((part) => part.join(""));
      return `${plan}-${text[0]}-${text[1]}-${text[2]}T${text[3]}:${text[4]}:${text[5]}`;
    });
    fc.assert(fc.property(shaped, (name) => glob(name) && looksLikePlanArchive(name)));
  });
});
