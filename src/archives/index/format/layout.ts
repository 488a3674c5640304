// The index file. All numbers are little endian; offsets and sizes are 8-byte floats, which hold whole numbers up to 2^53.
//
//   front    magic, version
//   leaves   entries of one folder, 128 of them or the rest, sorted: its folders first, then by the bytes of the name
//   names    folded names (names.ts), each ended by NUL, in the order of the leaf table, cut into chunks at leaves
//   folders  pages of the folder table. Folders are numbered breadth first from the root, 0, so that the children of one
//            are a range, in the order of their entries
//   leaf table, chunk table   pages
//   footer   version, archive id, totals, where the sections are
//
// Every leaf, chunk, page and the footer carry a CRC-32. Its start value is the block's own number, so that a block which is
// whole but in another's place does not pass either. Why it is so: decision 0021.
import { crc32 } from "node:zlib";
import { InvalidIndexError } from "./invalid-index.ts";

export const entriesPerLeaf = 128;
/** A chunk of names ends with the first leaf that fills it. */
export const chunkBytes = 64 * 1024;
export const crcBytes = 4;
export const digestBytes = 16;

/** Index of borg's letter, the low three bits of an entry's flags. */
export const typeLetters = "-dlpcbs";
export const folderType = 1;

/** The other bits of an entry's flags. */
export const flag = {
  type: 0x07,
  hardlink: 0x08,
  /** The mode is that of the entry before it in the leaf. */
  sameMode: 0x10,
  /** Only implied by what is in it: it has no time. */
  implied: 0x20,
  /** Time and size are floats, since one of them is no whole number below 2^53. */
  wide: 0x40,
  link: 0x80,
} as const;

/** Above the permission bits of an entry's mode: parts of its content are lost. */
export const damagedBit = 0o10000;
export const permissionBits = 0o7777;

/** What a folder is shown with that has no entry of its own. */
export const impliedMode = 0o755;

/** Tables of records of one size, in pages with a CRC in front. */
export interface TableLayout {
  readonly recordBytes: number;
  readonly recordsPerPage: number;
  readonly pageBytes: number;
  /** Start value of a page's CRC: this and the page's number. */
  readonly seed: number;
}

export const folderRecord = {
  parent: 0,
  firstChild: 4,
  childFolders: 8,
  /** Entries, folders and others. */
  entries: 12,
  firstLeaf: 16,
  /** What is in it at any depth. */
  files: 20,
  folders: 24,
  sizeBytes: 28,
  /** Of everything below: equal only where that is. */
  digest: 36,
  /** Of its first leaf, which for most folders is the only one: it is found without the leaf table. */
  leafOffset: 52,
  leafLength: 60,
} as const;
export const folderTable = tableLayout(64, 0x10000000);

export const leafRecord = { offset: 0, length: 8, firstEntry: 12, folder: 16 } as const;
export const leafTable = tableLayout(20, 0x20000000);

export const chunkRecord = { offset: 0, length: 8, firstEntry: 12, firstLeaf: 16, crc: 20 } as const;
export const chunkTable = tableLayout(24, 0x30000000);

function tableLayout(recordBytes: number, seed: number): TableLayout {
  const recordsPerPage = Math.floor((4096 - crcBytes) / recordBytes);
  return { recordBytes, recordsPerPage, pageBytes: crcBytes + recordsPerPage * recordBytes, seed };
}

const version = 2;
export const front = Buffer.from([...Buffer.from("BDINDEX\n"), version, 0, 0, 0, 0, 0, 0, 0]);

/** What the footer says; offsets in the file, counts of records. */
export interface Footer {
  readonly archiveId: string;
  readonly entries: number;
  readonly files: number;
  readonly sizeBytes: number;
  /** Entries with the damaged bit. */
  readonly damaged: number;
  readonly foldersAt: number;
  readonly foldersCount: number;
  readonly leavesAt: number;
  readonly leavesCount: number;
  readonly chunksAt: number;
  readonly chunksCount: number;
  /** Where the footer begins, as it has to be. */
  readonly footerAt: number;
}

const longestId = 128;
const numbers = ["entries", "files", "sizeBytes", "damaged"] as const;
const places = ["foldersAt", "foldersCount", "leavesAt", "leavesCount", "chunksAt", "chunksCount", "footerAt"] as const;
const fields = [...numbers, ...places];
const idAt = front.length + 4;
const fieldsAt = idAt + longestId;
export const footerBytes = fieldsAt + fields.length * 8 + crcBytes;

/** Writes the footer. Throws where the id is no short text of letters and digits. */
export function encodeFooter(footer: Footer): Buffer {
  if (!/^[0-9A-Za-z_-]{1,128}$/.test(footer.archiveId)) throw new TypeError("Not an archive id.");
  const bytes = Buffer.alloc(footerBytes);
  front.copy(bytes);
  bytes.writeUInt32LE(bytes.write(footer.archiveId, idAt, "latin1"), front.length);
  for (const [at, field] of fields.entries()) bytes.writeDoubleLE(footer[field], fieldsAt + at * 8);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, -crcBytes)), footerBytes - crcBytes);
  return bytes;
}

/** Reads the footer of a file of `sizeBytes`. Throws InvalidIndexError. */
export function decodeFooter(bytes: Buffer, sizeBytes: number): Footer {
  if (bytes.length !== footerBytes || !bytes.subarray(0, front.length).equals(front)) {
    throw new InvalidIndexError("it does not end as one of this version does");
  }
  if (crc32(bytes.subarray(0, -crcBytes)) !== bytes.readUInt32LE(footerBytes - crcBytes)) {
    throw new InvalidIndexError("its footer is damaged");
  }
  const archiveId = bytes.toString("latin1", idAt, idAt + bytes.readUInt32LE(front.length));
  const read = Object.fromEntries(fields.map((field, at) => [field, bytes.readDoubleLE(fieldsAt + at * 8)]));
  const footer = { archiveId, ...read } as unknown as Footer;
  if (footer.footerAt + footerBytes !== sizeBytes)
    throw new InvalidIndexError("it is longer or shorter than it should be");
  return footer;
}
