import { expect } from "chai";
import type { IndexedEntry } from "../../../src/archives/index/archive-index.ts";
import { toFileEntry } from "../../../src/archives/look/entry.ts";

const entry = (change: Partial<IndexedEntry> = {}): IndexedEntry => ({
  path: "home/a",
  name: "a",
  type: "-",
  mode: 0o644,
  damaged: false,
  sizeBytes: 5,
  filesCount: 1,
  modifiedAtUs: 1_700_000_000_123_456,
  linkTarget: null,
  hardlink: false,
  ...change,
});

describe("archives/entry", () => {
  it("shows a file and a folder", () => {
    expect(toFileEntry(entry())).to.deep.equal({
      name: "a",
      path: "home/a",
      type: "file",
      sizeBytes: 5,
      filesCount: null,
      modifiedAt: "2023-11-14T22:13:20.123Z",
      mode: "-rw-r--r--",
      linkTarget: null,
    });
    expect(toFileEntry(entry({ damaged: true }))).to.include({ damaged: true, mode: "-rw-r--r--" });
    const folder = toFileEntry(entry({ type: "d", mode: 0o755, filesCount: 7, modifiedAtUs: null }));
    expect(folder).to.include({ type: "directory", filesCount: 7, mode: "drwxr-xr-x", modifiedAt: null });
  });

  it("writes modes as ls does", () => {
    const modes: readonly [number, string][] = [
      [0o000, "----------"],
      [0o777, "-rwxrwxrwx"],
      [0o4755, "-rwsr-xr-x"],
      [0o4644, "-rwSr--r--"],
      [0o2755, "-rwxr-sr-x"],
      [0o2644, "-rw-r-Sr--"],
      [0o1777, "-rwxrwxrwt"],
      [0o1666, "-rw-rw-rwT"],
    ];
    for (const [mode, text] of modes) expect(toFileEntry(entry({ mode })).mode).to.equal(text);
  });

  it("tells links, and keeps what is no text in paths only", () => {
    const link = toFileEntry(entry({ type: "l", path: "f\udce9/\udcff", name: "\udcff", linkTarget: "t\udce9" }));
    expect(link).to.include({ type: "symlink", path: "f\\xe9/\\xff", name: "\ufffd", linkTarget: "t\ufffd" });
    const second = toFileEntry(entry({ hardlink: true, linkTarget: "home/first" }));
    expect(second).to.include({ type: "hardlink", mode: "hrw-r--r--", linkTarget: "home/first" });
    const others = (["p", "c", "b", "s"] as const).map((type) => toFileEntry(entry({ type })).type);
    expect(others).to.deep.equal(["fifo", "device", "device", "socket"]);
  });

  it("gives times before 1970, and none that a timestamp cannot write", () => {
    const time = (modifiedAtUs: number) => toFileEntry(entry({ modifiedAtUs })).modifiedAt;
    expect(time(-1)).to.equal("1969-12-31T23:59:59.999Z");
    expect(time(0)).to.equal("1970-01-01T00:00:00.000Z");
    expect(time(253_402_300_800_000_000)).to.equal(null);
    expect(time(-8.64e18)).to.equal(null);
  });
});
