// Ids of the events of a stream: the bus's id, bound to what the caller may see.

/** The id that a client hands back as Last-Event-ID. Callers with equal keys see the same (access/caller). */
export function resumeId(busId: string, viewerKey: string): string {
  return `${busId}~${tagOf(viewerKey)}`;
}

/** The bus's id, or null where the id is of a stream that showed something else: of another user, or from before a grant. */
export function busIdOf(lastEventId: string, viewerKey: string): string | null {
  const at = lastEventId.lastIndexOf("~");
  return at > 0 && lastEventId.slice(at + 1) === tagOf(viewerKey) ? lastEventId.slice(0, at) : null;
}

function tagOf(viewerKey: string): string {
  return viewerKey.slice(0, 16);
}
