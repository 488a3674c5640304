// For which site passkeys are: decided by the configuration, never by what a request says.
import { isIP } from "node:net";

/** A site as WebAuthn knows it. */
export interface PasskeyPlace {
  /** The host name that a passkey is bound to. */
  readonly rpId: string;
  /** The one origin that a page may have. */
  readonly origin: string;
}

/**
 * The site of PUBLIC_BASE_URL or, where there is none, `http://localhost` at our port. Null where browsers offer no
 * passkeys: at addresses without a name, and over plain http anywhere but on localhost (WebAuthn Level 3, 5.1.3; Secure
 * Contexts, 3.1).
 */
export function passkeyPlace(publicBaseUrl: string | null, port: number): PasskeyPlace | null {
  if (publicBaseUrl === null && port === 0) return null; // any free port: nobody knows it before it is taken
  const { hostname, origin, protocol } = new URL(publicBaseUrl ?? `http://localhost:${port}`);
  const isLocal = hostname === "localhost" || hostname.endsWith(".localhost");
  if (isIP(hostname.replace(/^\[|\]$/g, "")) !== 0 || !(protocol === "https:" || isLocal)) return null;
  return { rpId: hostname, origin };
}
