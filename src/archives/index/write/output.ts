// The bytes of an index file on their way out: gathered to about a megabyte, and counted.
import { crc32 } from "node:zlib";
import { crcBytes, type TableLayout } from "../format/layout.ts";

export interface Output {
  /** Bytes so far, those of `write` included. */
  offset(): number;
  /** Copies the bytes. */
  write(bytes: Uint8Array): void;
  /** Whether it is time for `flush`: enough has gathered. */
  isFull(): boolean;
  flush(): Promise<void>;
}

const fullBytes = 1 << 20;

export function createOutput(sink: (chunk: Buffer) => Promise<void>): Output {
  let buffer = Buffer.allocUnsafeSlow(fullBytes + (fullBytes >> 2));
  let used = 0;
  let flushed = 0;
  return {
    offset: () => flushed + used,
    write(bytes) {
      if (used + bytes.length > buffer.length) {
        buffer = Buffer.concat([buffer.subarray(0, used)], (used + bytes.length) * 2);
      }
      buffer.set(bytes, used);
      used += bytes.length;
    },
    isFull: () => used >= fullBytes,
    async flush() {
      if (used === 0) return;
      flushed += used;
      const length = used;
      used = 0;
      await sink(buffer.subarray(0, length)); // written to again only after the sink has done with it
    },
  };
}

/** Writes a table's pages; `fill` puts record `index` at `offset` of `page`. */
export async function writeTable(
  output: Output,
  layout: TableLayout,
  count: number,
  fill: (page: Buffer, offset: number, index: number) => void,
): Promise<void> {
  const { recordBytes, recordsPerPage, pageBytes, seed } = layout;
  const page = Buffer.alloc(pageBytes);
  for (let first = 0; first < count; first += recordsPerPage) {
    const records = Math.min(recordsPerPage, count - first);
    for (let at = 0; at < records; at += 1) fill(page, crcBytes + at * recordBytes, first + at);
    const end = crcBytes + records * recordBytes;
    page.writeUInt32LE(crc32(page.subarray(crcBytes, end), seed + first / recordsPerPage), 0);
    output.write(page.subarray(0, end));
    if (output.isFull()) await output.flush();
  }
}
