// Who looks into a repository, and who takes a file out of it, is written down.
import type { Archives, BrowseOptions } from "./contract.ts";

interface Actor {
  readonly userId: string;
  readonly username: string;
  readonly peer: string | null;
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** The archives as people read them. */
export interface RecordedArchives {
  list(
    repositoryId: string,
    options: { readonly refresh?: boolean; readonly signal?: AbortSignal },
    actor: Actor,
  ): ReturnType<Archives["list"]>;
  browse(
    repositoryId: string,
    archiveName: string,
    options: BrowseOptions,
    actor: Actor,
  ): ReturnType<Archives["browse"]>;
  download(
    repositoryId: string,
    archiveName: string,
    path: string,
    signal: AbortSignal,
    actor: Actor,
  ): ReturnType<Archives["download"]>;
}

export interface RecordedArchivesDependencies {
  readonly archives: Pick<Archives, "list" | "browse" | "download">;
  readonly audit: (event: string, actor: Actor, target: string, detail: string | null) => Promise<void>;
  readonly clock: { now(): number };
}

/** Looking around in a repository is one event an hour for each user: a folder is many requests. */
const againAfterMs = 3_600_000;
const maxRemembered = 5000;

/** Creates it. Every download is an event, `archive.download`; looking into a repository is `repository.open`. */
export function createRecordedArchives({ archives, audit, clock }: RecordedArchivesDependencies): RecordedArchives {
  const openedAt = new Map<string, number>();

  const opened = async (actor: Actor, repositoryId: string) => {
    const key = `${actor.userId} ${repositoryId}`;
    if (clock.now() < (openedAt.get(key) ?? Number.NEGATIVE_INFINITY) + againAfterMs) return;
    openedAt.delete(key);
    openedAt.set(key, clock.now());
    if (openedAt.size > maxRemembered) openedAt.delete(openedAt.keys().next().value as string);
    await audit("repository.open", actor, repositoryId, null).catch((error: unknown) => {
      openedAt.delete(key);
      throw error;
    });
  };

  return {
    async list(repositoryId, options, actor) {
      const items = await archives.list(repositoryId, options);
      await opened(actor, repositoryId);
      return items;
    },
    async browse(repositoryId, archiveName, options, actor) {
      const folder = await archives.browse(repositoryId, archiveName, options);
      await opened(actor, repositoryId);
      return folder;
    },
    async download(repositoryId, archiveName, path, signal, actor) {
      const download = await archives.download(repositoryId, archiveName, path, signal);
      await audit("archive.download", actor, repositoryId, `${archiveName}: ${path}`).catch((error: unknown) => {
        download.stream.destroy();
        throw error;
      });
      return download;
    },
  };
}
