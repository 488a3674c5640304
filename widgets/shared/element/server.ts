// Where the service is.

/** The address the script came from, without what follows the service's own path; null for a script copied elsewhere. */
export const scriptBase = /^(https?:.*?)\/(?:widgets|app)\/[^/]*$/.exec(import.meta.url)?.[1] ?? null;

/** The base address (no trailing slash) for a `server` attribute, else the script's own; null where there is neither. */
export function serverBase(server: string | null): string | null {
  if (!server) return scriptBase;
  try {
    const { protocol, origin, pathname } = new URL(server, document.baseURI);
    return /^https?:$/.test(protocol) ? origin + pathname.replace(/\/+$/, "") : null;
  } catch {
    return null; // the element says that the address is wrong
  }
}

/**
 * Whether an element may act: its page is of the service's own origin and in no frame, where a foreign page around it could lay
 * its buttons under somebody's pointer.
 */
export function isSameOrigin(base: string): boolean {
  return new URL(base).origin === location.origin && top === self;
}
