import { expect } from "chai";
import { readRepositoryConfig } from "../../../src/borg/formats/repository-config.ts";

const of = (text: string) => readRepositoryConfig({ readRange: async () => Buffer.from(text) }, "/repo");

describe("borg/repository-config", () => {
  it("reads what borg wrote, and what people write", async () => {
    const config = (appendOnly: string, quota: string) =>
      of(
        `[repository]\nversion = 1\nappend_only = ${appendOnly}\nstorage_quota = ${quota}\nid = 00\nkey = aGVsbG8=\n\td29ybGQ=\n`,
      );
    expect(await config("0", "0")).to.deep.equal({ appendOnly: false, quotaBytes: null, id: null });
    expect(await config("1", "50000000")).to.deep.equal({ appendOnly: true, quotaBytes: 50_000_000, id: null });
    expect(await config("yes", "2.5G")).to.deep.equal({ appendOnly: true, quotaBytes: 2_500_000_000, id: null });
    expect(await config("False", "nonsense")).to.deep.equal({ appendOnly: false, quotaBytes: null, id: null });
    expect(await of("[repository]\n")).to.deep.equal({ appendOnly: false, quotaBytes: null, id: null });
  });

  it("tells borg's id, which a copy shares", async () => {
    const id = "0123456789abcdef".repeat(4);
    expect((await of(`[repository]\nversion = 1\nid = ${id}\n`))?.id).to.equal(id);
  });

  it("is null for what is no configuration of borg's", async () => {
    expect([await of(""), await of("[cache]\nversion = 1\n")]).to.deep.equal([null, null]);
    const unreadable = { readRange: () => Promise.reject(new Error("EACCES")) };
    expect(await readRepositoryConfig(unreadable, "/repo")).to.equal(null);
  });
});
