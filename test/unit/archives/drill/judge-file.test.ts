import { expect } from "chai";
import { judgeFile } from "../../../../src/archives/drill/judge-file.ts";
import type { ListedEntry } from "../../../../src/borg/commands/listing.ts";
import type { FileInfo, HeldFile } from "../../../../src/ports/files.ts";

const mebibyte = 1024 * 1024;
const entry = { path: "a", sizeBytes: 3 * mebibyte } as ListedEntry;

describe("archives/drill/judge-file", () => {
  it("reads no more of a source once the drill was cancelled", async () => {
    const abort = new AbortController();
    let reads = 0;
    const held: HeldFile = {
      info: async () => ({ kind: "file", sizeBytes: entry.sizeBytes }) as FileInfo,
      async read() {
        reads += 1;
        abort.abort(new Error("cancelled"));
        return Buffer.alloc(mebibyte);
      },
      close: async () => {},
    };
    const files = { openSource: async () => held };
    const judged = judgeFile(files, entry, "", Buffer.from("/a"), undefined, abort.signal);
    expect(await judged.catch((error: unknown) => error)).property("message", "cancelled");
    expect(reads).equal(1);
  });
});
