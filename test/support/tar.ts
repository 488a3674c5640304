// Tars as borg writes them, and as it never would.

export interface TarPart {
  readonly type: "file" | "folder" | "symlink" | "hardlink" | "fifo" | "device";
  readonly path: string | Buffer;
  readonly content?: string | Buffer;
  readonly link?: string | Buffer;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly modifiedAtSeconds?: number;
}

const letters = { file: "0", hardlink: "1", symlink: "2", device: "3", folder: "5", fifo: "6" } as const;

/** The bytes of a tar in GNU's format. */
export function makeTar(parts: readonly TarPart[]): Buffer {
  return Buffer.concat([...parts.flatMap(blocksOf), Buffer.alloc(1024)]);
}

function blocksOf(part: TarPart): Buffer[] {
  const path = Buffer.concat([Buffer.from(part.path), Buffer.from(part.type === "folder" ? "/" : "")]);
  const link = Buffer.from(part.link ?? "");
  const content = Buffer.from(part.content ?? "");
  return [
    ...(link.length > 100 ? longName("K", link) : []),
    ...(path.length > 100 ? longName("L", path) : []),
    header(letters[part.type], path.subarray(0, 100), link.subarray(0, 100), content.length, part),
    padded(content),
  ];
}

function longName(letter: "K" | "L", name: Buffer): Buffer[] {
  const content = Buffer.concat([name, Buffer.alloc(1)]);
  return [header(letter, Buffer.from("././@LongLink"), Buffer.alloc(0), content.length, {}), padded(content)];
}

function header(letter: string, path: Buffer, link: Buffer, size: number, part: Partial<TarPart>): Buffer {
  const block = Buffer.alloc(512);
  path.copy(block, 0);
  octal(block, 100, 8, part.mode ?? (letter === "5" ? 0o755 : 0o644));
  octal(block, 108, 8, part.uid ?? 0);
  octal(block, 116, 8, part.gid ?? 0);
  octal(block, 124, 12, size);
  octal(block, 136, 12, part.modifiedAtSeconds ?? 1_600_000_000);
  block.fill(" ", 148, 156);
  block.write(letter, 156);
  link.copy(block, 157);
  block.write("ustar  \0", 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

/** What does not fit, and what is negative, as a binary number. */
function octal(block: Buffer, at: number, length: number, value: number): void {
  if (value >= 0 && value < 8 ** (length - 1)) {
    block.write(`${value.toString(8).padStart(length - 1, "0")}\0`, at);
    return;
  }
  let rest = BigInt.asUintN((length - 1) * 8, BigInt(value));
  for (let byte = length - 1; byte > 0; byte -= 1) {
    block[at + byte] = Number(rest & 255n);
    rest >>= 8n;
  }
  block[at] = value < 0 ? 0xff : 0x80;
}

function padded(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}
