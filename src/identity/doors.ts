// The doors that are open, which single sign-on can change while the service runs.
import type { SessionData } from "../../schemas/sessions.ts";
import type { OidcSettings } from "../../schemas/sign-in-settings.ts";
import type { Passkey, UserRecord } from "../../schemas/users.ts";
import { issuerOf } from "./methods/oidc/provider.ts";
import { passkeyPlace } from "./methods/passkey-place.ts";

/** The ways in; each is asked anew every time. */
export interface OpenDoors {
  /** Local accounts: password, two-factor and passkeys. */
  readonly password: boolean;
  /** Users that a proxy names. */
  readonly header: boolean;
  /** Single sign-on. */
  readonly oidc: boolean;
  /** Whether it is open to somebody known by that account: one at the provider that is set, and at none before it. */
  admits(account: { readonly issuer: string } | null): boolean;
  /** Whether a passkey is one of this site: one that was made under another name opens nothing here. */
  takes(passkey: Pick<Passkey, "rpId">): boolean;
}

/** What of the configuration opens and closes doors. */
export interface DoorConfig {
  readonly publicBaseUrl: string | null;
  /** Where we listen; 0 for any free port. */
  readonly port: number;
  readonly noAuthentication: boolean;
  readonly proxyAuth: { readonly localFallback: boolean } | null;
}

/**
 * The doors of a configuration. Where a proxy signs people in, single sign-on of our own is not offered: there is one
 * authority. It needs a public address, since its links are never made of what a request says.
 */
export function createDoors(config: DoorConfig, oidcSettings: () => OidcSettings): OpenDoors {
  const { proxyAuth, publicBaseUrl, noAuthentication } = config;
  const alone = proxyAuth === null && !noAuthentication;
  const place = passkeyPlace(publicBaseUrl, config.port);
  return {
    header: proxyAuth !== null,
    get oidc() {
      return alone && publicBaseUrl !== null && oidcSettings().enabled;
    },
    admits(account) {
      return this.oidc && account !== null && isAccountAt(account, oidcSettings().discoveryUrl);
    },
    takes: ({ rpId }) => rpId === place?.rpId,
    get password() {
      if (!alone) return proxyAuth?.localFallback ?? false;
      return !(this.oidc && oidcSettings().disableLocalSignIn);
    },
  };
}

/** Whether somebody is known by an account at the provider of that discovery URL. */
export function isAccountAt(account: { readonly issuer: string }, discoveryUrl: string): boolean {
  return issuerOf(account.issuer) === issuerOf(discoveryUrl);
}

/** Whether the door that a session came in by is still open. */
export function isOpenTo(
  { kind, method, oidc }: Pick<SessionData, "kind" | "method" | "oidc">,
  doors: OpenDoors,
): boolean {
  if (kind === "presence") return doors.header;
  return method === "oidc" ? doors.admits(oidc) : doors.password;
}

/** Whether a door is open that a user may come in by. */
function hasOpenDoor(user: UserRecord, doors: OpenDoors): boolean {
  if (doors.admits(user.oidc)) return true;
  return user.door === "proxy" ? doors.header : user.door === "local" && doors.password;
}

/** Whether a user could sign in. */
export function canSignIn(user: UserRecord, doors: OpenDoors): boolean {
  if (!user.active || !hasOpenDoor(user, doors)) return false;
  return user.door !== "local" || doors.admits(user.oidc) || hasLocalFactor(user, doors);
}

function hasLocalFactor(user: UserRecord, doors: OpenDoors): boolean {
  return user.password !== null || user.passkeys.some(doors.takes);
}

/**
 * Whether API tokens of a user count: while a door of that user is open. What somebody made who came by one that was
 * closed since must not be a way around it. Where nobody signs in at all, everybody may do everything anyway.
 */
export function mayUseTokens(user: UserRecord, doors: OpenDoors): boolean {
  const isNobodyAsked = !doors.password && !doors.header && !doors.oidc;
  return user.active && (isNobodyAsked || hasOpenDoor(user, doors));
}

/**
 * Whether two-factor and passkeys of Borgdeck's own are of any use to a user: for signing in through the local door, or
 * for step-up where the proxy signs in. Where single sign-on has closed the local door they are gone.
 */
export function usesOwnFactors(user: Pick<UserRecord, "door">, doors: OpenDoors): boolean {
  return doors.password || (user.door === "proxy" && doors.header);
}

/** Whether there is an administrator who could sign in, besides the one of that id. */
export function hasAdministrator(
  users: readonly UserRecord[],
  doors: OpenDoors,
  except: string | null = null,
): boolean {
  return users.some((user) => user.role === "admin" && user.id !== except && canSignIn(user, doors));
}
