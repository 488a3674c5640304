// Warns of repositories that would be lost together with what they protect.
import { dirname } from "node:path";
import type { FileInfo, Files } from "../ports/files.ts";
import { isWithinAny } from "../ports/paths.ts";

/** Warnings about a local repository in relation to its sources; none for one on another host. */
export async function placeWarnings(
  files: Files,
  sources: readonly string[],
  repositoryLocation: string,
): Promise<string[]> {
  if (!repositoryLocation.startsWith("/")) return [];
  const place = await nearestExisting(files, repositoryLocation);
  const infos = await Promise.all(sources.map((source) => files.info(source)));
  const warnings: string[] = [];
  if (infos.some((info) => info !== null && info.device === place?.device)) {
    warnings.push("The repository is on the same disk as what it protects: if that disk dies, both are lost.");
  }
  if (isWithinAny(repositoryLocation, sources)) {
    warnings.push("The repository lies inside a folder that is backed up; Borgdeck leaves it out of its own backup.");
  }
  return warnings;
}

async function nearestExisting(files: Files, path: string): Promise<FileInfo | null> {
  const info = await files.info(path);
  return info ?? (path === "/" ? null : nearestExisting(files, dirname(path)));
}
