import { expect } from "chai";
import { type CommandName, commandNames } from "../../../src/borg/command.ts";
import type { BorgEvent } from "../../../src/borg/formats/log.ts";
import { explanations } from "../../../src/borg/result/explanations.ts";
import { decideOutcome, type Ending } from "../../../src/borg/result/outcome.ts";
import { createTally, note } from "../../../src/borg/result/tally.ts";

const error = (messageId: string | null, message = "words"): BorgEvent => ({
  type: "message",
  level: "error",
  message,
  messageId,
  logger: "borg.archiver",
});
const warning = (message: string): BorgEvent => ({
  type: "message",
  level: "warning",
  message,
  messageId: null,
  logger: "borg.archiver",
});
const finding: BorgEvent = { ...error(null, "Index object count mismatch."), logger: "borg.repository" } as BorgEvent;
const status = (letter: string): BorgEvent => ({ type: "file-status", status: letter, path: "/a" });

function ending(
  command: CommandName,
  exitCode: number | null,
  events: readonly BorgEvent[] = [],
  more: Partial<Ending> = {},
): Ending {
  const tally = createTally();
  for (const event of events) note(tally, event);
  tally.exitCode = exitCode; // as --show-rc makes borg say
  return { command, exitCode, signal: null, stop: null, lockHolder: null, started: true, tally, ...more };
}

const decide = (...given: Parameters<typeof ending>) => {
  const { state, outcome } = decideOutcome(ending(...given));
  return `${state} ${outcome.code}`;
};

describe("borg/outcome", () => {
  const table: readonly [string, string][] = [
    [decide("create", 0), "ok ok"],
    [decide("init", 0, [warning("IMPORTANT: you will need both KEY AND PASSPHRASE")]), "ok ok"],
    [decide("create", 1, [status("E"), warning("/a: [Errno 13] Permission denied")]), "warning files-unreadable"],
    [decide("create", 105), "warning files-unreadable"],
    [decide("create", 1, [warning("/a: [Errno 2] No such file or directory: 'a'")]), "warning files-missing"],
    [
      decide("create", 1, [status("E"), warning("/a: open: [Errno 2] No such file or directory: 'a'")]),
      "warning files-missing",
    ],
    [
      decide("create", 1, [status("E"), warning("/a: read: [Errno 5] Input/output error: 'a'")]),
      "warning files-unreadable",
    ],
    [decide("create", 1, [status("C"), warning("/a: file changed while we backed it up")]), "warning files-changed"],
    [decide("create", 100), "warning files-changed"],
    [decide("create", 1, [warning("something new")]), "warning warnings"],
    [decide("prune", 1), "warning warnings"],
    [decide("extract", 1, [warning("Include pattern '^a\nb\\Z' never matched.")]), "warning path-missing"],
    [decide("extract", 1, [warning(`Include pattern '^${"a".repeat(8000)}…`)]), "warning path-missing"],
    [decide("list-files", 2, [error("Archive.DoesNotExist")]), "failed archive-missing"],
    [decide("create", 2, [error("Archive.AlreadyExists")]), "failed archive-exists"],
    [decide("create", 2, [error("LockTimeout")]), "failed repository-locked"],
    [decide("create", 73), "failed repository-locked"],
    [decide("create", 2, [error("NotLocked")]), "failed lock-lost"],
    [decide("create", 2, [error("PassphraseWrong")]), "failed passphrase-wrong"],
    [decide("create", 2, [error("NoPassphraseFailure")]), "failed passphrase-missing"],
    [decide("create", 2, [error("Repository.DoesNotExist")]), "failed repository-missing"],
    [decide("create", 13), "failed repository-missing"],
    [decide("init", 2, [error("Repository.ParentPathDoesNotExist")]), "failed parent-missing"],
    [decide("init", 2, [error("Repository.AlreadyExists")]), "failed repository-exists"],
    [decide("create", 2, [error("Repository.InvalidRepository")]), "failed repository-invalid"],
    [decide("create", 2, [error("Cache.RepositoryAccessAborted")]), "failed repository-moved"],
    [decide("create", 2, [error("Cache.CacheInitAbortedError")]), "failed unencrypted-unknown"],
    [decide("create", 2, [error("Cache.RepositoryReplay")]), "failed repository-replay"],
    [decide("create", 2, [error("StorageQuotaExceeded")]), "failed quota-exceeded"],
    [decide("create", 2, [error("Repository.StorageQuotaExceeded")]), "failed quota-exceeded"],
    [decide("compact", 2, [error("Repository.InsufficientFreeSpaceError")]), "failed disk-full"],
    [decide("create", 2, [error("ConnectionClosedWithHint")]), "failed connection-lost"],
    [decide("create", 2, [error("PathNotAllowed")]), "failed server-refused"],
    [decide("extract", 2, [error("IntegrityError")]), "failed repository-damaged"],
    [decide("extract", 90), "failed repository-damaged"],
    [decide("check", 0, [finding]), "failed repository-damaged"],
    [decide("check", 2, [finding, error("Exception", "Local Exception")]), "failed repository-damaged"],
    [decide("check", 2, [error("Exception", "Local Exception")]), "failed repository-damaged"],
    [decide("check", 2, [error("Exception", "[Errno 28] No space left on device")]), "failed disk-full"],
    [decide("check", 2, [error("ConnectionClosed")]), "failed connection-lost"],
    // The full disk of borg 1.2: a warning that blames a source, then an error without a name of use.
    [
      decide("create", 2, [
        warning("/src/a: read: [Errno 28] No space left on device"),
        error("Exception", "Local Exception"),
      ]),
      "failed disk-full",
    ],
    [
      decide("create", 2, [error("LockFailed", "Failed to acquire the lock ([Errno 30] Read-only file system)")]),
      "failed read-only-disk",
    ],
    [
      decide("create", 2, [error("LockFailed", "Failed to acquire the lock ([Errno 13] Permission denied)")]),
      "failed permission-denied",
    ],
    [
      decide("create", 2, [
        error("Exception", "Local Exception"),
        error(null, "Traceback … OSError: [Errno 5] Input/output error"),
      ]),
      "failed disk-error",
    ],
    [decide("create", 2, [error("Exception", "Local Exception")]), "failed borg-crashed"],
    // A source that could not be read is not the reason why borg crashed later.
    [
      decide("create", 2, [warning("/a: [Errno 13] Permission denied"), error("Exception", "Local Exception")]),
      "failed borg-crashed",
    ],
    [decide("create", 2, [{ type: "raw", text: "borg: error: unrecognized arguments" }]), "failed command-refused"],
    [decide("create", 2, [error(null)]), "failed borg-error"],
    [decide("check", 0), "ok ok"],
    [decide("check", 1, [error(null, "Index object count mismatch.")]), "failed repository-damaged"],
    [decide("check", 1), "failed repository-damaged"],
    [decide("check", 0, [error(null, "repaired")]), "failed repository-damaged"],
    [decide("check", 2, [error("LockTimeout")]), "failed repository-locked"],
    [decide("create", 2, [], { stop: "cancelled" }), "cancelled cancelled"],
    [decide("create", null, [], { stop: "cancelled", signal: "SIGKILL" }), "cancelled cancelled"],
    [decide("create", 143, [], { stop: "cancelled" }), "cancelled cancelled"],
    // It was done before the signal reached it: the archive is there.
    [decide("create", 0, [], { stop: "cancelled" }), "ok ok"],
    [decide("create", 1, [status("C")], { stop: "cancelled" }), "warning files-changed"],
    [decide("extract", 0, [], { stop: "reader-left" }), "cancelled reader-left"],
    [decide("list-files", 143, [], { stop: "time-limit" }), "failed time-limit"],
    [decide("list-archives", 0, [], { stop: "output-limit" }), "failed output-too-large"],
    [decide("create", 2, [], { stop: "connection-lost" }), "failed connection-lost"],
    [decide("create", null), "interrupted interrupted"],
    [decide("create", null, [], { started: false }), "interrupted never-started"],
    [decide("create", null, [], { signal: "SIGKILL" }), "interrupted killed"],
    [decide("create", 143), "interrupted killed"],
  ];
  it("promises that something is reused of what was stored, so of a backup alone", () => {
    for (const [command, words] of [
      ["create", "Run it again: what was stored already is reused."],
      ["export-tar", "Run it again."],
    ] as const) {
      const { outcome } = decideOutcome({ ...ending(command, null, []), signal: "SIGKILL" });
      expect(outcome.nextStep).to.match(new RegExp(`\\. ${words}$`));
    }
  });

  it("takes a program that broke down for a failure, although Python ends with 1 as borg's warnings do", () => {
    const broken = ending("create", 1, [{ type: "raw", text: "re.error: missing ), unterminated subpattern" }]);
    broken.tally.exitCode = null;
    expect(decideOutcome(broken).state).to.equal("failed");
  });

  table.forEach(([decided, wanted], row) => {
    it(`${wanted} (row ${row})`, () => expect(decided).to.equal(wanted));
  });

  it("takes a reader for done that broke down over its entry in the list of readers alone, which another one had lost", () => {
    const lost =
      '  File "/x/borg/repository.py", line 478, in close\n    self.lock.release()\n' +
      '  File "/x/borg/locking.py", line 423, in release\n    self._roster.modify(SHARED, REMOVE)\n' +
      "  File \"/x/borg/locking.py\", line 316, in modify\n    elements.remove(self.id)\nKeyError: ('host@1', 25963, 0)\n\n";
    const trace = (text: string) => [error("Exception", "Local Exception"), error(null, text)];
    const first = "Traceback (most recent call last):\n";
    expect(decide("list-files", 2, trace(`${first}${lost}`))).to.equal("ok ok");
    expect(decide("export-tar", 2, trace(`${first}${lost}`))).to.equal("ok ok");
    for (const command of ["create", "prune", "check", "compact"] as const) {
      expect(decide(command, 2, trace(`${first}${lost}`))).to.match(/^failed /);
    }
    const during = `${first}OSError: no\n\nDuring handling of the above exception, another exception occurred:\n\n${first}${lost}`;
    for (const text of [during, `${first}KeyError: 'x'\n`, lost, `${first}${lost}more`]) {
      expect(decide("list-files", 2, trace(text)), text).to.equal("failed borg-crashed");
    }
    expect(decide("list-files", 2, [...trace(`${first}${lost}`), warning("/a: [Errno 5] read")])).to.match(/^failed /);
    expect(decide("list-files", 2, [error("IntegrityError"), ...trace(`${first}${lost}`)])).to.match(/^failed /);
  });

  it("names who holds the lock", () => {
    const { outcome } = decideOutcome(
      ending("create", 2, [error("LockTimeout")], { lockHolder: { host: "attic", pid: 42 } }),
    );
    expect(outcome.message).to.contain("attic").and.contain("42");
  });

  it("says in borg's words what only borg knows", () => {
    const { outcome } = decideOutcome(
      ending("create", 2, [error("Exception", "Local Exception"), error(null, "later")]),
    );
    expect(outcome.message).to.contain("Local Exception");
  });

  it("shows warnings within bounds, with their full number", () => {
    const many = Array.from({ length: 1000 }, (_, at) => warning(`/file ${at}: ${"x".repeat(5000)} [Errno 13]`));
    const { outcome } = decideOutcome(ending("create", 1, many));
    expect(outcome.warningsCount).to.equal(1000);
    expect(outcome.warnings).to.have.length(20);
    for (const text of outcome.warnings) expect(text.length).to.be.at.most(1000);
  });

  it("has a stable code of its own, a message and a next step for every failure", () => {
    const all = Object.values(explanations);
    expect(new Set(all.map(({ code }) => code)).size).to.equal(all.length);
    for (const { code, message, nextStep } of all) {
      expect(code).to.match(/^[a-z]+(-[a-z]+)+$/);
      expect(message).to.match(/^[A-Za-z].*\.$/);
      expect(nextStep).to.match(/^[A-Z].*\.$/);
    }
  });

  it("decides for every exit code of every command", () => {
    for (const command of commandNames) {
      for (let code = 0; code < 256; code += 1) {
        const { state, outcome } = decideOutcome(ending(command, code));
        expect(outcome.exitCode).to.equal(code);
        expect(state === "ok").to.equal(code === 0);
      }
    }
  });
});
