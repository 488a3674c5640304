import { expect } from "chai";
import fc from "fast-check";
import { freeableBytes } from "../../../src/borg/formats/hints.ts";

/** As Python's msgpack writes them without bin types. */
function integer(value: number): Buffer {
  if (value >= 0 && value < 128) return Buffer.from([value]);
  if (value < 0 && value >= -32) return Buffer.from([0x100 + value]);
  if (value < 0) return withTag(0xd3, 8, (to) => to.writeBigInt64BE(BigInt(value), 1));
  if (value < 0x100) return Buffer.from([0xcc, value]);
  if (value < 0x10000) return withTag(0xcd, 2, (to) => to.writeUInt16BE(value, 1));
  if (value < 0x100000000) return withTag(0xce, 4, (to) => to.writeUInt32BE(value, 1));
  return withTag(0xcf, 8, (to) => to.writeBigUInt64BE(BigInt(value), 1));
}
function withTag(tag: number, length: number, write: (to: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(1 + length);
  bytes[0] = tag;
  write(bytes);
  return bytes;
}
const key = (name: string) => Buffer.concat([Buffer.from([0xa0 + name.length]), Buffer.from(name)]);
function map(entries: readonly (readonly [Buffer, Buffer])[]): Buffer {
  const size =
    entries.length < 16
      ? Buffer.from([0x80 + entries.length])
      : withTag(0xde, 2, (to) => to.writeUInt16BE(entries.length, 1));
  return Buffer.concat([size, ...entries.flat()]);
}
const numbers = (values: readonly (readonly [number, number])[]) =>
  map(values.map(([segment, bytes]) => [integer(segment), integer(bytes)]));
const hints = (compact: readonly (readonly [number, number])[], version = 2) =>
  map([
    [key("version"), integer(version)],
    [
      key("segments"),
      numbers([
        [1, 70_000],
        [300, 2],
      ]),
    ],
    [key("compact"), numbers(compact)],
    [key("storage_quota_use"), integer(5_000_000_000)],
  ]);

describe("borg/hints", () => {
  it("adds up what segments could give back", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(fc.nat(5_000_000), fc.integer({ min: -100, max: 1e12 })), {
          selector: ([at]) => at,
          maxLength: 300,
        }),
        (compact) => {
          const sum = compact.reduce((total, [, bytes]) => total + Math.max(0, bytes), 0);
          expect(freeableBytes(hints(compact))).to.equal(sum);
        },
      ),
    );
  });

  it("says nothing of another version, of what is cut off, and of any other bytes", () => {
    const whole = hints([[7, 1000]]);
    expect(freeableBytes(hints([[7, 1000]], 1))).to.equal(null);
    const until = whole.indexOf("storage_quota_use") - 1;
    for (let length = 0; length < until; length += 1) expect(freeableBytes(whole.subarray(0, length))).to.equal(null);
    expect(freeableBytes(whole.subarray(0, until))).to.equal(1000);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const found = freeableBytes(Buffer.from(bytes));
        expect(found === null || found >= 0).to.equal(true);
      }),
    );
  });
});
