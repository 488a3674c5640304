// A tree of small files, the same one for the same number: what a home folder looks like to borg.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes `count` files of 0.5 to 8 KiB, a hundred to a folder. Half of each file cannot be compressed. */
export function writeTree(folder: string, count: number): void {
  let state = 0x2545f491;
  const random = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  for (let at = 0; at < count; at += 1) {
    const parent = join(folder, `folder-${Math.floor(at / 100)}`);
    if (at % 100 === 0) mkdirSync(parent, { recursive: true });
    const bytes = Buffer.alloc(512 + (random() % 7680), "the same text again and again. ");
    for (let offset = 0; offset < bytes.length / 2; offset += 4) bytes.writeUInt32LE(random(), offset);
    writeFileSync(join(parent, `file-${at}.dat`), bytes);
  }
}
