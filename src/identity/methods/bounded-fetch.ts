// Asking a provider or a proxy for its documents and keys: only where it is safe to, not for long, and not for much.
import { Fault } from "../../fault.ts";
import type { Fetch, FetchOptions } from "../../ports/fetch.ts";

export interface FetchBounds {
  /** Of the answer's body, in bytes. */
  readonly maxBytes: number;
  /** From the question to the end of the body, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether that URL may be asked; the fault says what is wrong with another. */
  mayAsk(url: URL): boolean;
}

/** Whether a host name is this machine itself. */
export function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** Whether what is sent there cannot be read or changed on the way: https, or plain http that never leaves this machine. */
export function isSafeUrl(url: URL): boolean {
  if (url.username !== "" || url.password !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url));
}

/** Creates it. Redirects come back unfollowed. Rejects with Fault `provider-failed` where a bound is passed. */
export function createBoundedFetch(
  fetch: Fetch,
  bounds: FetchBounds,
): (url: string, options?: FetchOptions) => Promise<Response> {
  return async (url, options = {}) => {
    if (!bounds.mayAsk(new URL(url))) {
      throw new Fault("provider-failed", `${url} is not asked: it must be https, or http on this machine itself.`);
    }
    const timeout = AbortSignal.timeout(bounds.timeoutMs);
    const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
    const response = await fetch(url, { ...options, signal });
    const body = await readBounded(response, bounds.maxBytes, url);
    const { status, statusText, headers } = response;
    return new Response(mayHaveBody(status) ? body : null, { status, statusText, headers });
  };
}

async function readBounded(response: Response, maxBytes: number, url: string): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > maxBytes) throw new Fault("provider-failed", `${url} answers with more than ${maxBytes / 1024} KiB.`);
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** Fetch, "null body status". */
function mayHaveBody(status: number): boolean {
  return ![101, 103, 204, 205, 304].includes(status);
}
