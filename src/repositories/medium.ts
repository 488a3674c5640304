// How much room there is where a repository is stored.
import type { MediumReply } from "../../schemas/repositories.ts";
import type { Patience } from "../ports/patience.ts";
import { isLocal } from "./place.ts";
import { existing, type RepositoriesDependencies } from "./use-case.ts";

/** Asks the file system. Fault `not-found`. */
export async function mediumOf(
  id: string,
  deps: Pick<RepositoriesDependencies, "collection" | "ports"> & { readonly patiently: Patience },
): Promise<MediumReply> {
  const { location } = existing(deps, id);
  if (!isLocal(location))
    return unknown("The repository is on another host, and borg does not tell how much room is there.");
  const { files } = deps.ports;
  const found = await deps.patiently(location, () => files.fileSystem(location)).catch(() => "refused" as const);
  if (found === null) return unknown("There is nothing at this place: check that its disk is connected and mounted.");
  if (found === "late") return unknown("The disk does not answer.");
  if (found === "refused") return unknown("The repository's folder cannot be reached.");
  return { freeBytes: found.freeBytes, totalBytes: found.sizeBytes, reason: null };
}

function unknown(reason: string): MediumReply {
  return { freeBytes: null, totalBytes: null, reason };
}
