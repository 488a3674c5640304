import { expect } from "chai";
import fc from "fast-check";
import { listedFields } from "../../../src/borg/commands/list-files.ts";
import { type ListedEntry, readListing, timeMs } from "../../../src/borg/commands/listing.ts";
import { createUnescaper, unescapePython } from "../../../src/borg/formats/escapes.ts";

/** What Python's `unicode_escape` codec writes. */
function escapeAsPython(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === "\\") return "\\\\";
    if (character === "\n") return "\\n";
    if (character === "\r") return "\\r";
    if (character === "\t") return "\\t";
    if (code >= 32 && code < 127) return character;
    if (code < 256) return `\\x${code.toString(16).padStart(2, "0")}`;
    return code < 65536 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\U${code.toString(16).padStart(8, "0")}`;
  }).join("");
}

/** Names with everything that is hard: backslashes before `x00`, newlines, bytes that are no text. */
const name = fc
  .array(
    fc.oneof(
      fc.constantFrom("\\", "x00", "u0041", "\n", '"', "\udce9", "é", "😀", "a", " "),
      fc.string({ unit: "binary" }),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => parts.join("").replaceAll("\0", ""));

async function* pieces(text: string, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < text.length; at += size) yield Buffer.from(text.slice(at, at + size), "latin1");
}

async function read(text: string, size = 7): Promise<ListedEntry[]> {
  const entries: ListedEntry[] = [];
  for await (const batch of readListing(pieces(text, size))) entries.push(...batch);
  return entries;
}

describe("borg/escapes", () => {
  it("reads back what Python escaped", () => {
    fc.assert(
      fc.property(name, (text) => {
        expect(unescapePython(escapeAsPython(text))).to.equal(text);
      }),
    );
  });

  it("reads it back however it is cut", () => {
    fc.assert(
      fc.property(name, fc.integer({ min: 1, max: 12 }), (text, size) => {
        const escaped = escapeAsPython(text);
        const plain = createUnescaper();
        let whole = "";
        for (let at = 0; at < escaped.length; at += size) whole += plain(escaped.slice(at, at + size));
        expect(whole).to.equal(text);
      }),
    );
  });
});

describe("borg/listing", () => {
  it("reads back entries of any name however the output is cut", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(name, { maxLength: 5 }), fc.integer({ min: 1, max: 40 }), async (paths, size) => {
        const fields = (path: string) => [
          "-",
          "-rw-r--r--",
          "12",
          "2026-11-22T11:09:15.517604",
          "2026-11-22T11:09:15.5",
          "",
          path,
        ];
        const text = paths
          .flatMap(fields)
          .map((field) => `${escapeAsPython(field)}\\x00`)
          .join("");
        const entries = await read(text, size);
        expect(entries.map(({ path }) => path)).to.deep.equal(paths);
        for (const entry of entries) expect(entry).to.include({ type: "-", sizeBytes: 12, mode: "-rw-r--r--" });
      }),
    );
  });

  it("refuses a listing that ends in the middle of an entry", async () => {
    const whole = `${listedFields.map(() => "1").join("\\x00")}\\x00`;
    expect(await read(whole)).to.have.length(1);
    for (const cut of [whole.slice(0, -1), `${whole}-\\x00`, `${whole}-`]) {
      const error = await read(cut).catch((failure: unknown) => failure);
      expect(error).to.have.property("code", "borg-failed");
    }
  });

  it("does not hold an endless field in memory", async () => {
    const error = await read("x".repeat(3_000_000), 65_536).catch((failure: unknown) => failure);
    expect(error).to.have.property("code", "borg-failed");
  });

  it("reads times to the microsecond, with and without a zone", () => {
    expect(timeMs("2026-11-22T11:09:15.517604")).to.be.closeTo(Date.parse("2026-11-22T11:09:15.517Z") + 0.604, 0.001);
    expect(timeMs("2026-11-22T12:09:15.000000+01:00")).to.equal(Date.parse("2026-11-22T11:09:15Z"));
    expect(timeMs("2026-11-22T11:09:15")).to.equal(Date.parse("2026-11-22T11:09:15Z"));
    expect(timeMs("Sun, 2026-11-22")).to.satisfy(Number.isNaN);
  });
});
