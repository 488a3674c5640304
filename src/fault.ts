// The one error that reaches people: a stable code, a status, a safe detail, and a cause that stays private.

/** Every code a reply, a start-up refusal or a CLI message can carry, with its HTTP status and title. */
export const faultCodes = {
  "invalid-input": { status: 422, title: "Some values are not valid" },
  "invalid-json": { status: 400, title: "The body is not valid JSON" },
  "invalid-request": { status: 400, title: "The request is not valid" },
  "body-too-large": { status: 413, title: "The body is too large" },
  "unsupported-media-type": { status: 415, title: "Send JSON" },
  "not-signed-in": { status: 401, title: "Not signed in" },
  "wrong-credentials": { status: 401, title: "Name or password is wrong" },
  "code-required": { status: 401, title: "A one-time code is needed" },
  "invalid-token": { status: 401, title: "The token is not valid" },
  "challenge-expired": { status: 401, title: "Begin to sign in again" },
  "untrusted-peer": { status: 401, title: "Identity header from an untrusted address" },
  "invalid-assertion": { status: 401, title: "The proxy's assertion does not hold" },
  "password-change-required": { status: 403, title: "Change the password first" },
  "totp-required": { status: 403, title: "Set up two-factor first" },
  "not-allowed": { status: 403, title: "Not allowed" },
  "cross-site": { status: 403, title: "The request came from another site" },
  "step-up-required": { status: 403, title: "Sign in again to do this" },
  "inactive-user": { status: 403, title: "This account is not active" },
  "passkey-refused": { status: 400, title: "The passkey was not accepted" },
  "passkey-expired": { status: 400, title: "The passkey was asked for too long ago" },
  "wrong-host": { status: 421, title: "Unknown host name" },
  "not-found": { status: 404, title: "Not found" },
  "method-not-allowed": { status: 405, title: "Method not allowed" },
  conflict: { status: 409, title: "Conflict" },
  "answer-needed": { status: 409, title: "borg asks something first" },
  "archive-damaged": { status: 409, title: "Parts of it are damaged" },
  "stale-revision": { status: 412, title: "It has changed meanwhile" },
  "repository-locked": { status: 423, title: "The repository is locked" },
  "too-many-requests": { status: 429, title: "Too many requests" },
  "too-many-streams": { status: 429, title: "Too many live streams" },
  "provider-failed": { status: 502, title: "The identity provider did not answer as it should" },
  "keys-unavailable": { status: 503, title: "The keys of the proxy cannot be fetched" },
  "borg-failed": { status: 502, title: "borg reported an error" },
  "borg-missing": { status: 503, title: "borg is not installed" },
  "mount-unavailable": { status: 503, title: "Archives cannot be mounted on this host" },
  "store-read-only": { status: 503, title: "The data files cannot be written" },
  "store-write-failed": { status: 507, title: "The data could not be saved" },
  "disk-full": { status: 507, title: "There is not enough space" },
  "store-damaged": { status: 500, title: "A data file is damaged" },
  "secret-unreadable": { status: 500, title: "A stored secret cannot be read" },
  "invalid-configuration": { status: 500, title: "The configuration is not valid" },
  "already-running": { status: 500, title: "Another Borgdeck uses this data folder" },
  stopping: { status: 503, title: "The service is stopping" },
  internal: { status: 500, title: "Internal error" },
} as const satisfies Record<string, { status: number; title: string }>;

export type FaultCode = keyof typeof faultCodes;

/** What a fault may say beside its code. `fields` maps a JSON pointer (or a setting's name) to what is wrong there. */
export interface FaultOptions {
  readonly fields?: Readonly<Record<string, string>>;
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** An error with a stable code. `detail` is shown to people: it says what is wrong and what to do, and holds no secret. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly fields: Readonly<Record<string, string>> | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: FaultCode, detail: string, options: FaultOptions = {}) {
    super(`${code}: ${detail}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "Fault";
    this.code = code;
    this.status = faultCodes[code].status;
    this.title = faultCodes[code].title;
    this.detail = detail;
    this.fields = options.fields;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Whether an error is a fault, of the given code if one is named. */
export function isFault(error: unknown, code?: FaultCode): error is Fault {
  return error instanceof Fault && (code === undefined || error.code === code);
}
