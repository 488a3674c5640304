// Taking files out of an archive: one as it is, folders and baskets as tar or zip. Each download is written down.

import type { DownloadFormat } from "../../../schemas/archives.ts";
import type { Actor, AuditEvent } from "../../../schemas/audit.ts";
import type { Borg } from "../../borg/borg.ts";
import type { RepositoryTarget } from "../../borg/target.ts";
import { Fault } from "../../fault.ts";
import type { Leases } from "../archives.ts";
import type { Archives, Download } from "../contract.ts";
import type { ArchiveIndex } from "../index/archive-index.ts";
import { fromPublicPath } from "../paths.ts";
import { noSuchPath, type OpenBundle, openBundle, requirePaths, type WantedBundle } from "./bundle.ts";
import { damageBelow, damageOf, refuseDamage } from "./damage.ts";

export interface DownloadOptions {
  /** As in FileEntry.path; the empty one is the whole archive. */
  readonly paths: readonly string[];
  readonly format: DownloadFormat;
  /** Gives files too whose lost parts are zeros. */
  readonly evenDamaged?: boolean;
}

export interface Downloads {
  /**
   * Begins it. Faults: not-found, invalid-input (several paths or a folder as a file), archive-damaged, repository-locked,
   * borg-failed.
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
  readonly audit: (event: AuditEvent, actor: Actor, target: string, detail: string | null) => Promise<void>;
}

/** Creates the use case. */
export function createDownloads(deps: DownloadsDependencies): Downloads {
  const { borg, archives, leases, repositories, peek, audit } = deps;

  async function bundle(
    repositoryId: string,
    { evenDamaged, ...wanted }: Omit<WantedBundle, "target"> & { readonly evenDamaged: boolean },
    signal: AbortSignal,
  ): Promise<Omit<OpenBundle, "done">> {
    const known = await peek(repositoryId, wanted.archiveName, (index) => has(index, wanted.paths));
    if (known?.value === false) throw noSuchPath();
    if (known && !evenDamaged) await refuse(repositoryId, wanted.archiveName, wanted.paths, signal);
    return new Promise((resolve, reject) => {
      const whole = leases.shared(
        repositoryId,
        async (lease) => {
          const both = AbortSignal.any([lease, signal]);
          const place = { ...wanted, target: await repositories.target(repositoryId) };
          if (!known) await requirePaths(borg, place, both, evenDamaged);
          const { done, ...opened } = await openBundle(borg, place, both);
          resolve(opened);
          await done; // the lease is held until borg is gone
        },
        { signal, lasting: true },
      );
      whole.catch(reject);
    });
  }

  /** Refuses what is damaged as its index tells; says whether there is an index. */
  async function refuse(
    repositoryId: string,
    archiveName: string,
    paths: readonly string[],
    signal: AbortSignal,
  ): Promise<boolean> {
    const known = await peek(repositoryId, archiveName, (index) => damageBelow(index, paths, signal));
    if (known) refuseDamage(known.value);
    return known !== null;
  }

  async function file(
    repositoryId: string,
    archiveName: string,
    path: string,
    evenDamaged: boolean,
    signal: AbortSignal,
  ): Promise<Download> {
    const inside = fromPublicPath(path);
    if (!evenDamaged && !(await refuse(repositoryId, archiveName, [inside], signal))) {
      const ask = async (lease: AbortSignal) => {
        const target = await repositories.target(repositoryId);
        return damageOf(borg, { target, archiveName, path: inside }, AbortSignal.any([lease, signal]));
      };
      refuseDamage(await leases.shared(repositoryId, ask, { signal }));
    }
    return archives.download(repositoryId, archiveName, path, signal);
  }

  return {
    async open(repositoryId, archiveName, { paths, format, evenDamaged = false }, signal, actor) {
      const inside = paths.map(fromPublicPath);
      const wanted = { archiveName, paths: inside, evenDamaged };
      const download =
        format === "file"
          ? await file(repositoryId, archiveName, onlyOne(paths), evenDamaged, signal)
          : { ...(await bundle(repositoryId, { ...wanted, format }, signal)), sizeBytes: null };
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
