import { expect } from "chai";
import fc from "fast-check";
import { printedUs, type TakeEntry } from "../../../../../src/archives/index/sources/entry.ts";
import { createItemScanner } from "../../../../../src/archives/index/sources/item-scanner.ts";
import { createJsonScanner } from "../../../../../src/archives/index/sources/json.ts";
import { createListingScanner } from "../../../../../src/archives/index/sources/nul.ts";
import { SourceError } from "../../../../../src/archives/index/sources/source-error.ts";
import {
  type EntryValue,
  entryValue,
  formatListing,
  jsonListing,
  pack,
  packItem,
  type StoredItem,
} from "../../../../support/item-stream.ts";

interface Scanner {
  push(piece: Buffer): void;
  end(): void;
}

/** Scans `bytes` in pieces that end at `cuts`. */
function scan(create: (take: TakeEntry) => Scanner, bytes: Buffer, cuts: readonly number[] = []): EntryValue[] {
  const entries: EntryValue[] = [];
  const scanner = create((entry) => entries.push(entryValue(entry)));
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  let from = 0;
  for (const end of ends) {
    scanner.push(Buffer.from(bytes.subarray(from, end)));
    from = end;
  }
  scanner.end();
  return entries;
}

const oddPieces = [
  "é",
  "€",
  "😀",
  " ",
  "\\",
  "\\x00",
  "\n",
  "\t",
  "\r",
  "\u0001",
  "\u007f",
  "\u0085",
  "?",
  "*",
  '"',
  "{NUL}",
];
const name = fc
  .array(fc.oneof(fc.constantFrom(...oddPieces), fc.string({ minLength: 1, maxLength: 5, unit: "grapheme" })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((pieces) => pieces.join("").replace(/[/\0]/g, "_"))
  .filter((text) => text !== "." && text !== "..");
const text = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => Buffer.from(names.join("/")));
const bytes = fc
  .uint8Array({ minLength: 1, maxLength: 40 })
  .map((array) => Buffer.from(array.map((byte) => (byte === 0 || byte === 0x2f ? 0xff : byte))))
  .filter((path) => path.toString("latin1") !== ".");

const itemOf = (path: fc.Arbitrary<Buffer>): fc.Arbitrary<StoredItem> =>
  fc
    .record(
      {
        path,
        type: fc.constantFrom(1, 2, 4, 6, 8, 8, 8, 10, 12),
        mode: fc.integer({ min: 0, max: 0o7777 }),
        mtimeUs: fc.bigInt({ min: 0n, max: 2_147_310_847_000_000n }),
        source: path,
        size: fc.maxSafeNat(),
        chunks: fc.array(fc.nat(), { maxLength: 20 }),
        damaged: fc.boolean(),
      },
      { requiredKeys: ["path", "type", "mode", "mtimeUs"] },
    )
    .map(({ type, mode, mtimeUs, ...item }) => ({ ...item, mode: (type << 12) | mode, mtimeNs: mtimeUs * 1000n }));
const items = (path: fc.Arbitrary<Buffer>) => fc.array(itemOf(path), { maxLength: 12 });
const cuts = fc.array(fc.nat(), { maxLength: 8 });
const packed = (stored: readonly StoredItem[]) => Buffer.concat(stored.map((item) => packItem(item)));

describe("archives/index/sources", () => {
  it("say the same of every entry, wherever their output is cut", () => {
    fc.assert(
      fc.property(items(fc.oneof(text, bytes)), cuts, (stored, at) => {
        const entries = scan(createItemScanner, packed(stored), at);
        expect(entries).to.have.length(stored.length);
        expect(scan(createListingScanner, formatListing(stored), at)).to.deep.equal(entries);
      }),
    );
  });

  it("say so in JSON too, where names are text", () => {
    fc.assert(
      fc.property(items(text), cuts, (stored, at) => {
        expect(scan(createJsonScanner, jsonListing(stored), at)).to.deep.equal(scan(createItemScanner, packed(stored)));
      }),
    );
  });

  it("give names byte for byte, but in JSON", () => {
    fc.assert(
      fc.property(items(bytes), (stored) => {
        const paths = stored.map(({ path }) => path.toString("latin1"));
        expect(scan(createItemScanner, packed(stored)).map(({ path }) => path)).to.deep.equal(paths);
        expect(scan(createListingScanner, formatListing(stored)).map(({ path }) => path)).to.deep.equal(paths);
        expect(scan(createJsonScanner, jsonListing(stored))).to.have.length(stored.length);
      }),
    );
  });

  const plain: StoredItem = { path: Buffer.from("a/b"), mode: 0o100644, mtimeNs: 1_234_567_890_123_456_000n };

  it("leave out the root, and slashes around a path", () => {
    const stored = [".", "", "/", "/etc/passwd", "a/", "a/."].map((path) => ({ ...plain, path: Buffer.from(path) }));
    for (const entries of [
      scan(createItemScanner, packed(stored)),
      scan(createListingScanner, formatListing(stored)),
      scan(createJsonScanner, jsonListing(stored)),
    ]) {
      expect(entries.map(({ path }) => path)).to.deep.equal(["etc/passwd", "a", "a/."]);
    }
  });

  it("print the bytes of a link's target that are no text as borg does, one mark each", () => {
    const source = Buffer.from([0x61, 0xe9, 0xff, 0xe2, 0x82, 0xc3, 0xa9]);
    const link = { ...plain, mode: 0o120777, source };
    for (const [entry] of [
      scan(createItemScanner, packed([link])),
      scan(createListingScanner, formatListing([link])),
    ]) {
      expect(entry).to.include({ type: "l", hardlink: false, sizeBytes: 6, link: "a????\u00c3\u00a9" });
    }
    const second = { ...plain, source, mode: 0o010644 };
    expect(scan(createItemScanner, packed([second]))[0]).to.include({ type: "p", hardlink: true, sizeBytes: 0 });
  });

  describe("the item dump", () => {
    it("leaves out pieces of files, from backups that were cut off", () => {
      const pieces = [packItem(plain), packItem(plain, { part: 1 })];
      expect(scan(createItemScanner, Buffer.concat(pieces))).to.have.length(1);
    });

    it("reads times that borg stores as bytes, and bounds them as borg does", () => {
      const times: [unknown, number][] = [
        [-1, 0],
        [-(10n ** 15n), 0],
        [2n ** 63n - 1n, 2_147_310_847_000_000],
        [Buffer.from("00000000000000008000", "hex"), 2_147_310_847_000_000],
        [Buffer.from("ffffffffffffffff7fff", "hex"), 0],
        [Buffer.from("00e1f50500000000", "hex"), 100_000],
      ];
      for (const [mtime, us] of times) {
        expect(scan(createItemScanner, packItem(plain, { mtime }))[0]?.modifiedAtUs).to.equal(us);
      }
    });

    it("reads an item of any length, in pieces", () => {
      const chunks = Array.from({ length: 70_000 }, (_, at) => at);
      const stored = [plain, { ...plain, chunks }, plain];
      const stream = packed(stored);
      const every = Array.from({ length: 40 }, (_, at) => Math.floor((stream.length / 40) * at));
      const entries = scan(createItemScanner, stream, every);
      expect(entries.map(({ sizeBytes }) => sizeBytes)).to.deep.equal([0, 2_449_965_000, 0]);
    });

    it("skips what it does not need, in every form", () => {
      const wide = [1.5, 2 ** 40].map((value) => {
        const double = Buffer.alloc(9, 0xcb);
        double.writeDoubleBE(value, 1);
        return double;
      });
      const values = [
        null,
        true,
        false,
        -5,
        200,
        -200,
        70_000,
        2 ** 40,
        "x".repeat(300),
        Buffer.alloc(70_000),
        new Map([["a", [1]]]),
      ];
      const list = Buffer.concat([Buffer.from([0xdc, 0, values.length + wide.length]), ...values.map(pack), ...wide]);
      const item = packItem(plain, { xattrs: null });
      const at = item.indexOf("xattrs") + 6;
      const full = Buffer.concat([item.subarray(0, at), list, item.subarray(at + 1)]);
      expect(scan(createItemScanner, full)).to.deep.equal(scan(createItemScanner, packItem(plain)));
    });

    it("trusts nothing that it does not know", () => {
      const wrong: Record<string, Buffer> = {
        "a field of a later borg": packItem(plain, { inode: 5 }),
        "a field whose name begins like another": packItem(plain, { paths: 5 }),
        "no time": pack(
          new Map<string, unknown>([
            ["path", "a"],
            ["mode", 0o100644],
          ]),
        ),
        "no mode": pack(
          new Map<string, unknown>([
            ["path", "a"],
            ["mtime", 5],
          ]),
        ),
        "no path": pack(
          new Map<string, unknown>([
            ["mode", 0o100644],
            ["mtime", 5],
          ]),
        ),
        "a time of another kind": packItem(plain, { mtime: true }),
        "a path of another kind": packItem(plain, { path: 5 }),
        "chunks of another kind": packItem(plain, { chunks: [5] }),
        "what is no map": Buffer.from("no item"),
        "an extension type": Buffer.concat([packItem(plain), Buffer.from([0xc7, 0, 0])]),
      };
      for (const [what, stream] of Object.entries(wrong)) {
        expect(() => scan(createItemScanner, stream), what).to.throw(SourceError);
      }
      const item = packItem({ ...plain, chunks: [1, 2] });
      for (let end = 1; end < item.length; end += 1) {
        expect(() => scan(createItemScanner, item.subarray(0, end)), String(end)).to.throw(SourceError);
      }
    });
  });

  describe("the listings", () => {
    it("take a time with the zone that borg is told to use", () => {
      const listing = formatListing([plain]).toString("latin1");
      for (const zone of ["", "Z", "+0000", "+00:00"]) {
        const zoned = Buffer.from(listing.replace(".123456", `.123456${zone}`), "latin1");
        expect(scan(createListingScanner, zoned)[0]?.modifiedAtUs).to.equal(1_234_567_890_123_456);
      }
    });

    it("trust nothing that they do not know", () => {
      const good = formatListing([plain]).toString("latin1");
      const wrong = [
        "no listing",
        "warning: something\n",
        good.slice(0, -1),
        good.slice(0, -4),
        good.replace("- -rw", "- drw"),
        good.replace(" 0 ", " -1 "),
        good.replace(" 0 ", "  "),
        good.replace("2009", "x009"),
        good.replace(".123456", ""),
        good.replace(".123456", ".123456+01:00"),
        good.replace("a/b", "a\\q"),
        good.replace("a/b", "a\\u12"),
      ];
      for (const output of wrong) {
        expect(() => scan(createListingScanner, Buffer.from(output, "latin1")), output).to.throw(SourceError);
      }
      expect(() => scan(createListingScanner, Buffer.alloc(5 * 1024 * 1024, "x"))).to.throw(SourceError);
    });

    it("trust no JSON of another form either", () => {
      const good = jsonListing([plain]).toString();
      const wrong = [
        "no JSON\n",
        "null\n",
        "5\n",
        "{}\n",
        good.replace('"size":0', '"size":"0"'),
        good.replace('"size":0', '"size":-1'),
        good.replace('"type":"-"', '"type":"--"'),
        good.replace("2009", "20090"),
      ];
      for (const output of wrong) {
        expect(() => scan(createJsonScanner, Buffer.from(output)), output).to.throw(SourceError);
      }
    });
  });

  it("round times half to even, as Python does with halves that a float can hold", () => {
    const rounded = [0, 499, 500, 501, 1499, 1500, 2500, 3500].map(printedUs);
    expect(rounded).to.deep.equal([0, 0, 0, 1, 1, 2, 2, 4]);
    expect(printedUs(1_795_337_668_999_999_500)).to.equal(1_795_337_669_000_000);
  });
});
