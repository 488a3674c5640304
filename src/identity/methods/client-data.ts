// What the browser says about a WebAuthn ceremony (WebAuthn Level 3, 5.8.1): the library looks at less of it than we want.

/** What it has to say. */
export interface ExpectedClientData {
  readonly type: "webauthn.create" | "webauthn.get";
  readonly challenge: string;
  readonly origin: string;
}

/** Why the ceremony is none of ours, in words that repeat nothing of what was sent; null where it is. */
export function clientDataProblem(
  response: Readonly<Record<string, unknown>>,
  expected: ExpectedClientData,
): string | null {
  const data = readClientData(response);
  if (data === null) return "what the browser says cannot be read";
  if (data["type"] !== expected.type) return "it belongs to another ceremony";
  if (data["challenge"] !== expected.challenge) return "it answers another challenge";
  if (data["origin"] !== expected.origin) return `it was made for another origin than ${expected.origin}`;
  // Safari says nothing of being framed; the pages' frame-ancestors is what keeps them out of frames there.
  const isFramed = (data["crossOrigin"] ?? false) !== false || data["topOrigin"] !== undefined;
  return isFramed ? "it was made in a frame of another site" : null;
}

function readClientData({ response }: Readonly<Record<string, unknown>>): Record<string, unknown> | null {
  const encoded = (response as { readonly clientDataJSON?: unknown } | null | undefined)?.clientDataJSON;
  if (typeof encoded !== "string") return null;
  const bytes = Buffer.from(encoded, "base64url");
  // Written in the one proper way, so that nobody reads it otherwise than we do.
  if (bytes.toString("base64url") !== encoded) return null;
  try {
    const data: unknown = JSON.parse(bytes.toString("utf8"));
    return typeof data === "object" && data !== null ? (data as Record<string, unknown>) : null;
  } catch {
    return null; // not JSON
  }
}
