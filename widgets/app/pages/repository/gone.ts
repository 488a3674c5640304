// Whether a repository's place can be reached, as far as asking for the room there tells.
import type { MediumReply, RepositoryReply } from "../../../../schemas/repositories.ts";

/** Why it cannot be reached; null where it can, or where that is not known: of another host only borg can tell. */
export function goneText({ location }: Pick<RepositoryReply, "location">, medium: MediumReply | null): string | null {
  if (medium === null || !location.startsWith("/")) return null;
  return medium.freeBytes === null ? medium.reason : null;
}
