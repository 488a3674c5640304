// Taking files out of an archive: one as it is, folders and baskets as tar or zip. Each download is written down.
import type { DownloadFormat } from "../../schemas/archives.ts";
import type { Borg } from "../borg/borg.ts";
import type { RepositoryTarget } from "../borg/target.ts";
import { Fault } from "../fault.ts";
import type { Leases } from "./archives.ts";
import { noSuchPath, type OpenBundle, openBundle, requirePaths, type WantedBundle } from "./bundle.ts";
import type { Archives, Download } from "./contract.ts";
import type { ArchiveIndex } from "./index/archive-index.ts";
import { fromPublicPath } from "./paths.ts";

interface Actor {
  readonly userId: string;
  readonly username: string;
  readonly peer: string | null;
  readonly address: string | null;
  readonly userAgent: string | null;
}

export interface DownloadOptions {
  /** As in FileEntry.path; the empty one is the whole archive. */
  readonly paths: readonly string[];
  readonly format: DownloadFormat;
}

export interface Downloads {
  /**
   * Begins it. Faults: not-found, invalid-input (several paths or a folder as a file), repository-locked, borg-failed.
   */
  open(
    repositoryId: string,
    archiveName: string,
    options: DownloadOptions,
    signal: AbortSignal,
    actor: Actor,
  ): Promise<Download>;
}

export interface DownloadsDependencies {
  readonly borg: Pick<Borg, "stream">;
  readonly archives: Pick<Archives, "download">;
  readonly leases: Leases;
  readonly repositories: { target(id: string): Promise<RepositoryTarget> };
  /** Reads the index of an archive; null where there is none. */
  readonly peek: <T>(
    repositoryId: string,
    archiveName: string,
    use: (index: ArchiveIndex) => Promise<T>,
  ) => Promise<{ readonly value: T } | null>;
  readonly audit: (event: string, actor: Actor, target: string, detail: string | null) => Promise<void>;
}

/** Creates the use case. */
export function createDownloads(deps: DownloadsDependencies): Downloads {
  const { borg, archives, leases, repositories, peek, audit } = deps;

  async function bundle(
    repositoryId: string,
    wanted: Omit<WantedBundle, "target">,
    signal: AbortSignal,
  ): Promise<Omit<OpenBundle, "done">> {
    const known = await peek(repositoryId, wanted.archiveName, (index) => has(index, wanted.paths));
    if (known?.value === false) throw noSuchPath();
    return new Promise((resolve, reject) => {
      const whole = leases.shared(
        repositoryId,
        async (lease) => {
          const both = AbortSignal.any([lease, signal]);
          const place = { ...wanted, target: await repositories.target(repositoryId) };
          if (!known) await requirePaths(borg, place, both);
          const { done, ...opened } = await openBundle(borg, place, both);
          resolve(opened);
          await done; // the lease is held until borg is gone
        },
        { signal, lasting: true },
      );
      whole.catch(reject);
    });
  }

  return {
    async open(repositoryId, archiveName, { paths, format }, signal, actor) {
      const inside = paths.map(fromPublicPath);
      const download =
        format === "file"
          ? await archives.download(repositoryId, archiveName, onlyOne(paths), signal)
          : { ...(await bundle(repositoryId, { archiveName, paths: inside, format }, signal)), sizeBytes: null };
      await audit("archive.download", actor, repositoryId, detailOf(archiveName, paths)).catch((error: unknown) => {
        download.stream.destroy();
        throw error;
      });
      return download;
    },
  };
}

async function has(index: ArchiveIndex, paths: readonly string[]): Promise<boolean> {
  for (const path of paths) if (path !== "" && (await index.find(path)) === null) return false;
  return true;
}

function onlyOne(paths: readonly string[]): string {
  const [path, ...others] = paths;
  if (path !== undefined && path !== "" && others.length === 0) return path;
  throw new Fault("invalid-input", "One file is downloaded as it is; several, or a folder, as a tar or a zip.", {
    fields: { "?format": "is for one file only: choose tar or zip" },
  });
}

function detailOf(archiveName: string, paths: readonly string[]): string {
  const more = paths.length > 5 ? ` and ${paths.length - 5} more` : "";
  const detail = `${archiveName}: ${paths.slice(0, 5).join(", ") || "everything"}${more}`;
  return detail.length > 1000 ? `${detail.slice(0, 999)}…` : detail;
}
