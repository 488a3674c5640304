// A place to restore into, and an archive of any content, told by a borg that answers from memory.
import { execFileSync } from "node:child_process";
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { RestoreOptions } from "../../schemas/restores.ts";
import { fromBytes } from "../../src/archives/paths.ts";
import { type RestoreDependencies, type RestoreEnd, restore } from "../../src/archives/restore/restore.ts";
import type { StreamedBorg } from "../../src/borg/borg.ts";
import type { BorgCommand } from "../../src/borg/command.ts";
import { systemClock } from "../../src/ports/clock.ts";
import { type OpenFolder, openFolder } from "../../src/ports/directories.ts";
import { systemFiles } from "../../src/ports/files.ts";
import { silentLog } from "../../src/ports/log.ts";
import { makeTar, type TarPart } from "./tar.ts";

export const testJobId = "restorejobaaaaaa";

/** An entry of the archive; `damaged` and the time are what borg's listing says of it. */
export interface ArchivedPart extends TarPart {
  readonly damaged?: boolean;
  readonly modifiedAt?: string;
}

export interface RestorePlace {
  /** Holds `root` (the only RESTORE_ROOT), `outside` and `data`. */
  readonly folder: string;
  readonly root: string;
  readonly outside: string;
  readonly data: string;
  readonly dependencies: RestoreDependencies;
  restore(archive: readonly ArchivedPart[], options?: Partial<RestoreOptions>, how?: RestoreHow): Promise<RestoreEnd>;
  /** What is below the root, but not its own time and mode: path → what it is. */
  tree(): Promise<Record<string, string>>;
  remove(): Promise<void>;
}

export interface RestoreHow {
  readonly openFolder?: OpenFolder;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { phase: string }) => void;
}

export async function createRestorePlace(): Promise<RestorePlace> {
  const folder = await mkdtemp(join(tmpdir(), "borgdeck-restore-"));
  const [root, outside, data] = [join(folder, "root"), join(folder, "outside"), join(folder, "data")];
  for (const each of [root, outside, data]) await mkdir(each);
  const dependencies: RestoreDependencies = {
    borg: answering([]),
    files: systemFiles,
    clock: systemClock,
    openFolder,
    roots: [root],
    forbidden: async () => [data],
    notesDir: join(data, "restores"),
    log: silentLog,
  };
  return {
    folder,
    root,
    outside,
    data,
    dependencies,
    restore: (archive, options = {}, how = {}) =>
      restore(
        { ...dependencies, borg: answering(archive), ...(how.openFolder ? { openFolder: how.openFolder } : {}) },
        {
          target: { location: "/nowhere", passphrase: null, rsh: null },
          archiveName: "archive",
          jobId: testJobId,
          options: {
            paths: [],
            destination: { type: "folder", path: root },
            layout: "full-path",
            conflicts: "skip",
            ownership: false,
            ...options,
          },
          signal: how.signal ?? new AbortController().signal,
          onProgress: how.onProgress ?? (() => {}),
        },
      ),
    tree: () => treeOf(root),
    remove: async () => {
      // Node's own removal cannot reach what has a longer path than the system takes.
      execFileSync("rm", ["-rf", "--", folder]);
    },
  };
}

/** Answers listings and tars of this archive, chosen by the selectors as borg would. */
export function answering(archive: readonly ArchivedPart[]): RestoreDependencies["borg"] {
  return {
    async stream(command) {
      const chosen = archive.filter(({ path }) => isChosen(command, Buffer.from(path)));
      const bytes = command.name === "export-tar" ? makeTar(chosen) : listing(chosen);
      const result = { state: "ok" } as Awaited<StreamedBorg["result"]>;
      return {
        stdout: Readable.from(pieces(bytes), { objectMode: false }),
        result: Promise.resolve(result),
        enough() {},
      };
    },
  };
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 5000) yield bytes.subarray(at, at + 5000);
}

function isChosen({ args }: BorgCommand, path: Buffer): boolean {
  const selectors = args.filter((arg) => arg.startsWith("re:"));
  return selectors.length === 0 || selectors.some((selector) => pattern(selector).test(fromBytes(path)));
}

function pattern(selector: string): RegExp {
  const source = selector
    .slice("re:".length)
    .replaceAll("\\Z", "$")
    .replace(/\\U([0-9a-f]{8})/g, (_, code: string) => `\\u{${code}}`);
  return new RegExp(source, "u");
}

function listing(parts: readonly ArchivedPart[]): Buffer {
  const letters = { file: "-", hardlink: "-", symlink: "l", device: "c", folder: "d", fifo: "p" } as const;
  const fields = parts.flatMap(({ type, path, content, modifiedAt, damaged }) => [
    letters[type],
    type === "hardlink" ? "hrw-r--r--" : "-rw-r--r--",
    String(Buffer.byteLength(content ?? "")),
    modifiedAt ?? "2020-09-13T12:26:40.123456",
    damaged ? "broken" : "healthy",
    escaped(fromBytes(Buffer.from(path))),
  ]);
  return Buffer.from(fields.map((field) => `${field}\\x00`).join(""), "latin1");
}

function escaped(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === "\\") return "\\\\";
    if (code >= 32 && code < 127) return character;
    if (code < 256) return `\\x${code.toString(16).padStart(2, "0")}`;
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  }).join("");
}

/** Files as their content, folders as `/`, links as `-> target`; names in latin1. */
async function treeOf(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const look = async (path: Buffer, name: string): Promise<void> => {
    const info = await lstat(path);
    if (info.isSymbolicLink()) found[name] = `-> ${await readlink(path)}`;
    else if (info.isFile()) found[name] = await readFile(path, "latin1");
    else if (!info.isDirectory()) found[name] = "special";
    else {
      if (name !== "") found[name] = "/";
      for (const entry of await readdir(path, { encoding: "buffer" })) {
        const inside = entry.toString("latin1");
        await look(Buffer.concat([path, Buffer.from("/"), entry]), name === "" ? inside : `${name}/${inside}`);
      }
    }
  };
  await look(Buffer.from(folder), "");
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}
