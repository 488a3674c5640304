// Folders and baskets of paths out of an archive, as one tar or zip, streamed while borg reads it.
import type { Readable } from "node:stream";
import type { Borg } from "../../borg/borg.ts";
import { exportTarCommand } from "../../borg/commands/export-tar.ts";
import { listDetailsCommand, readDetails } from "../../borg/commands/list-details.ts";
import type { BorgResult } from "../../borg/result/result.ts";
import { subtree } from "../../borg/selector.ts";
import type { RepositoryTarget } from "../../borg/target.ts";
import { Fault } from "../../fault.ts";
import { nameOf, outermost, parentOf, toDisplayName } from "../paths.ts";
import { noDamage, noteDamage, refuseDamage } from "./damage.ts";
import { zipOfTar } from "./zip.ts";

export type BundleFormat = "tar" | "zip";

export interface WantedBundle {
  readonly target: RepositoryTarget;
  readonly archiveName: string;
  /** Inside notation; the empty one is the whole archive. */
  readonly paths: readonly string[];
  readonly format: BundleFormat;
}

export interface OpenBundle {
  /** Fails, and so never looks complete, where something could not be read. Destroying it stops borg. */
  readonly stream: Readable;
  readonly fileName: string;
  /** Resolves when borg is gone, however the stream ended. */
  readonly done: Promise<BorgResult>;
}

/**
 * Begins to read. Each path stands in the bundle by its name, without the folders that all of them lie in. Throws BorgFault, or
 * the signal's reason.
 */
export async function openBundle(
  borg: Pick<Borg, "stream">,
  { target, archiveName, paths, format }: WantedBundle,
  signal: AbortSignal,
): Promise<OpenBundle> {
  const outer = outermost(paths);
  const command = exportTarCommand(target, {
    archiveName,
    selectors: outer.includes("") ? [] : outer.map(subtree),
    stripFolders: commonDepth(outer),
  });
  const { stdout, result } = await borg.stream(command, { signal });
  return {
    stream: format === "tar" ? stdout : zipOfTar(stdout),
    fileName: `${bundleName(outer, archiveName)}.${format}`,
    done: result,
  };
}

/**
 * Fault `not-found` where the archive has none of the paths: asked of borg, whose tar would tell it at its end only. The listing
 * is given up once all were seen, unless it is for damaged files as well. Fault `archive-damaged` then.
 */
export async function requirePaths(
  borg: Pick<Borg, "stream">,
  { target, archiveName, paths }: Omit<WantedBundle, "format">,
  signal: AbortSignal,
  evenDamaged = false,
): Promise<void> {
  const damage = noDamage();
  const missing = new Set(paths);
  missing.delete("");
  if (missing.size === 0) return;
  const command = listDetailsCommand(target, { archiveName, selectors: [...missing].map(subtree) });
  const { stdout, result } = await borg.stream(command, { signal });
  try {
    for await (const batch of readDetails(stdout)) {
      for (const { path, damaged } of batch) {
        tick(missing, path);
        if (damaged) noteDamage(damage, path);
      }
      if (missing.size === 0 && evenDamaged) break;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    stdout.destroy();
    await result; // the next command would wait for its lock
  }
  if (missing.size > 0) throw noSuchPath();
  if (!evenDamaged) refuseDamage(damage);
}

/** How many folders all of the paths lie in. */
export function commonDepth(paths: readonly string[]): number {
  const parents = paths.map((path) => (parentOf(path) === "" ? [] : parentOf(path).split("/")));
  const [first = [], ...rest] = parents;
  const differs = first.findIndex((part, at) => rest.some((other) => other[at] !== part));
  return differs === -1 ? first.length : differs;
}

function bundleName(paths: readonly string[], archiveName: string): string {
  const [only] = paths;
  return toDisplayName(paths.length === 1 && only ? nameOf(only) : archiveName);
}

/** Crosses out the path and every folder that it lies in. */
function tick(missing: Set<string>, path: string): void {
  for (let at = path; at !== ""; at = parentOf(at)) missing.delete(at);
}

/** As the index finds it, too. */
export function noSuchPath(): Fault {
  return new Fault("not-found", "The archive has nothing of this name.");
}
