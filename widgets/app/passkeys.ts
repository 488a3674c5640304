// Passkeys as the browser has them. The library is loaded when the first ceremony begins.

/** Options and answers as they travel: the JSON forms of WebAuthn Level 3. */
type Json = Record<string, unknown>;
type Library = typeof import("@simplewebauthn/browser");

const library = (): Promise<Library> => import("@simplewebauthn/browser");

/** Whether this browser can, at this address: passkeys need https or localhost, and a name: none belongs to an IP address. */
export const canUsePasskeys = (): boolean =>
  isSecureContext && typeof PublicKeyCredential === "function" && !isIpAddress(location.hostname);

/** Whether what the address bar says is an IP address; browsers write those of version 6 in brackets. */
const isIpAddress = (hostname: string): boolean => /^\d+(\.\d+){3}$|^\[/.test(hostname);

/** Where passkeys do work, for somebody who is told that they do not work here. */
export function whereTheyWork(): string {
  const elsewhere = "Open Borgdeck at its public address, over https";
  const ownHost = /^127\.|^\[::1\]$/.test(location.hostname);
  if (!ownHost) return `${elsewhere}.`;
  return `${elsewhere}, or at http://localhost${location.port === "" ? "" : `:${location.port}`}.`;
}

/** Whether passkeys can stand among what the browser fills in. */
export async function canFillInPasskeys(): Promise<boolean> {
  return canUsePasskeys() && ((await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false);
}

/** Has the browser prove one of its passkeys. With `autofill` it waits until somebody chooses one in the field. */
export async function usePasskey(options: Json, { autofill = false } = {}): Promise<Json> {
  const { startAuthentication } = await library();
  return asJson(
    await startAuthentication({
      optionsJSON: options as unknown as Parameters<Library["startAuthentication"]>[0]["optionsJSON"],
      useBrowserAutofill: autofill,
    }),
  );
}

/** Has the browser make a passkey. */
export async function makePasskey(options: Json): Promise<Json> {
  const { startRegistration } = await library();
  return asJson(
    await startRegistration({
      optionsJSON: options as unknown as Parameters<Library["startRegistration"]>[0]["optionsJSON"],
    }),
  );
}

/** Ends the ceremony that is waiting, if one is. */
export async function stopWaiting(): Promise<void> {
  (await library()).WebAuthnAbortService.cancelCeremony();
}

/** Options live five minutes at the service; those behind the autofill are renewed before. */
const renewAfterMs = 4 * 60_000;

/**
 * Keeps passkeys among what the browser fills in, until stopped: `ceremony` waits for a choice. What fails otherwise than
 * by being stopped is told to `fail`.
 */
export function keepFillingIn(ceremony: () => Promise<void>, fail: (error: unknown) => void): () => void {
  let stopped = false;
  const wait = async () => {
    while (!stopped) {
      const renewal = setTimeout(() => void stopWaiting(), renewAfterMs);
      try {
        await ceremony();
        return;
      } catch (error) {
        if (stopped) return;
        if (!isStopped(error)) return fail(error);
      } finally {
        clearTimeout(renewal);
      }
    }
  };
  void wait();
  return () => {
    stopped = true;
    void stopWaiting();
  };
}

/** What a failed ceremony means to a person; null where the failure is not one of a ceremony. */
export function passkeyProblem(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  switch (error.name) {
    case "NotAllowedError":
    case "AbortError":
      return "No passkey was used: it was cancelled, or it took too long. Try again.";
    case "InvalidStateError":
      return "This device holds a passkey of this account already.";
    case "SecurityError":
      return "The browser refuses passkeys at this address. They work at the public address of Borgdeck, over https, and at localhost.";
    case "NotSupportedError":
    case "ConstraintError":
      return "This device cannot make a passkey that asks who is using it. Try another device or a security key with a PIN.";
    default:
      return null;
  }
}

function isStopped(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERROR_CEREMONY_ABORTED";
}

/** The library's answers are plain JSON; their declared types are not. */
const asJson = (answer: object): Json => answer as Json;
