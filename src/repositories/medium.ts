// How much room there is where a repository is stored.
import type { MediumReply } from "../../schemas/repositories.ts";
import { isLocal } from "./place.ts";
import { existing, type RepositoriesDependencies } from "./use-case.ts";

/** A network's disk that is gone may never answer. */
const patienceMs = 5000;

/** Asks the file system. Fault `not-found`. */
export async function mediumOf(
  id: string,
  deps: Pick<RepositoriesDependencies, "collection" | "ports">,
): Promise<MediumReply> {
  const { location } = existing(deps, id);
  if (!isLocal(location))
    return unknown("The repository is on another host, and borg does not tell how much room is there.");
  const { files, clock } = deps.ports;
  const late = new Promise<"late">((resolve) => clock.after(patienceMs, () => resolve("late")));
  const found = await Promise.race([files.fileSystem(location).catch(() => "refused" as const), late]);
  if (found === null) return unknown("There is nothing at this place: check that its disk is connected and mounted.");
  if (found === "late") return unknown("The disk does not answer.");
  if (found === "refused") return unknown("The repository's folder cannot be reached.");
  return { freeBytes: found.freeBytes, totalBytes: found.sizeBytes, reason: null };
}

function unknown(reason: string): MediumReply {
  return { freeBytes: null, totalBytes: null, reason };
}
