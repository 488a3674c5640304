import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { openDownload, type Shown } from "../../../src/archives/download/download.ts";
import type { BorgResult } from "../../../src/borg/result/result.ts";
import { ownOutcome } from "../../../src/jobs/job.ts";
import { makeTar, type TarPart } from "../../support/tar.ts";

const done: BorgResult = {
  state: "ok",
  outcome: ownOutcome("ok", "Done."),
  exitCode: 0,
  stdout: "",
  stdoutTruncated: false,
  durationMs: 1,
  report: {},
};
const target = { location: "/srv/repo", passphrase: null, rsh: null };
const shownAs = (sizeBytes: number, seconds: number, rest: Partial<Shown> = {}): Shown => ({
  type: "-",
  hardlink: false,
  sizeBytes,
  modifiedAtUs: seconds * 1e6,
  ...rest,
});

/** The content that comes of a tar of these, and how often borg was asked. */
async function downloaded(parts: readonly TarPart[], shown: Shown | null) {
  let asked = 0;
  const borg = {
    async stream() {
      asked += 1;
      return { stdout: Readable.from([makeTar(parts)]), result: Promise.resolve(done), enough() {} };
    },
  };
  const wanted = { target, archiveName: "a", path: "x", shown };
  const { stream, sizeBytes } = await openDownload(borg, wanted, new AbortController().signal);
  const content = await text(stream);
  expect(content).to.have.length(sizeBytes ?? -1);
  return [content, asked];
}

describe("archives/download", () => {
  const twice: readonly TarPart[] = [
    { type: "file", path: "x", content: "early", modifiedAtSeconds: 1000 },
    { type: "file", path: "x", content: "later", modifiedAtSeconds: 2000 },
    { type: "file", path: "x", content: "the last one", modifiedAtSeconds: 2000 },
  ];

  it("gives the one that the index shows, where the archive has the path several times", async () => {
    expect(await downloaded(twice, shownAs(5, 2000.75))).to.deep.equal(["later", 1]);
    expect(await downloaded(twice, shownAs(12, 2000))).to.deep.equal(["the last one", 1]);
    expect(await downloaded(twice, shownAs(5, 1000))).to.deep.equal(["early", 1]);
  });

  it("gives what borg has, where the index shows another one or cannot tell", async () => {
    const one = twice.slice(0, 1);
    expect(await downloaded(one, null)).to.deep.equal(["early", 1]);
    expect(await downloaded(one, shownAs(0, 7, { hardlink: true }))).to.deep.equal(["early", 1]);
    expect(await downloaded(one, shownAs(9, 1000))).to.deep.equal(["early", 2]);
  });
});
