// The doors that are open, which single sign-on can change while the service runs.
import type { OidcSettings } from "../../schemas/sign-in-settings.ts";
import type { UserRecord } from "../../schemas/users.ts";

/** The ways in; each is asked anew every time. */
export interface OpenDoors {
  /** Local accounts: password, two-factor and passkeys. */
  readonly password: boolean;
  /** Users that a proxy names. */
  readonly header: boolean;
  /** Single sign-on. */
  readonly oidc: boolean;
}

/** What of the configuration opens and closes doors. */
export interface DoorConfig {
  readonly publicBaseUrl: string | null;
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
  return {
    header: proxyAuth !== null,
    get oidc() {
      return alone && publicBaseUrl !== null && oidcSettings().enabled;
    },
    get password() {
      if (!alone) return proxyAuth?.localFallback ?? false;
      return !(this.oidc && oidcSettings().disableLocalSignIn);
    },
  };
}

/** Whether a user could sign in. */
export function canSignIn(user: UserRecord, doors: OpenDoors): boolean {
  if (!user.active) return false;
  if (user.oidc !== null && doors.oidc) return true;
  if (user.door === "proxy") return doors.header;
  return user.door === "local" && doors.password && (user.password !== null || user.passkeys.length > 0);
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
