// The bundles in dist/public, kept in memory as they are and gzipped.
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { FileInfo, Files } from "../ports/files.ts";

/** A file that can be sent. */
export interface StaticFile {
  readonly etag: string;
  readonly contentType: string;
  readonly body: Buffer;
  /** Null where compressing does not make it smaller. */
  readonly gzipped: Buffer | null;
}

export interface StaticFiles {
  /** The file of a path such as `widgets/borgdeck.js`; null where there is none that may be served. */
  find(path: string): Promise<StaticFile | null>;
}

/** Largest file that is served, and all that is kept in memory, in bytes. */
export const maxFileBytes = 4 * 1024 * 1024;
export const maxCacheBytes = 32 * 1024 * 1024;

const contentTypes: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  json: "application/json; charset=utf-8",
  map: "application/json; charset=utf-8",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  woff2: "font/woff2",
};

/** Names of plain characters, no dot in front: so no `..`, no hidden file, nothing encoded. */
const servedPath = /^(?:[A-Za-z0-9_][A-Za-z0-9._-]*\/)*[A-Za-z0-9_][A-Za-z0-9._-]*\.([a-z0-9]+)$/;

interface Cached {
  readonly version: string;
  readonly file: Promise<StaticFile>;
  readonly sizeBytes: number;
}

/** Creates the reader of `root`. A file that changed on disk is read anew, so that a build shows without a restart. */
export function createStaticFiles({ files, root }: { readonly files: Files; readonly root: string }): StaticFiles {
  const cache = new Map<string, Cached>();

  const makeRoom = () => {
    let total = [...cache.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    for (const [path, { sizeBytes }] of cache) {
      if (total <= maxCacheBytes) return;
      cache.delete(path);
      total -= sizeBytes;
    }
  };

  const load = (path: string, info: FileInfo, contentType: string): Promise<StaticFile> => {
    const version = `${info.inode}-${info.sizeBytes}-${info.modifiedAtMs}`;
    const known = cache.get(path);
    if (known?.version === version) return known.file;
    const file = files.readRange(`${root}/${path}`, 0, info.sizeBytes).then((body) => toStaticFile(body, contentType));
    file.catch(() => cache.delete(path));
    cache.delete(path);
    cache.set(path, { version, file, sizeBytes: 2 * info.sizeBytes });
    makeRoom();
    return file;
  };

  return {
    async find(path) {
      const contentType = contentTypes[servedPath.exec(path)?.[1] ?? ""];
      if (contentType === undefined) return null;
      const info = await files.info(`${root}/${path}`);
      if (info?.kind !== "file" || info.sizeBytes > maxFileBytes) return null;
      return load(path, info, contentType);
    },
  };
}

async function toStaticFile(body: Buffer, contentType: string): Promise<StaticFile> {
  const gzipped = await promisify(gzip)(body, { level: 9 });
  return {
    etag: createHash("sha256").update(body).digest("base64url").slice(0, 22),
    contentType,
    body,
    gzipped: gzipped.length < body.length ? gzipped : null,
  };
}
