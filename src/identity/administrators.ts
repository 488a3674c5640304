// Which administrators count: those who could sign in now.
import type { UserRecord } from "../../schemas/users.ts";

/** The doors that are open in this configuration. */
export interface OpenDoors {
  /** Local accounts with a password. */
  readonly password: boolean;
  /** Users that the proxy names. */
  readonly header: boolean;
}

/** Whether a user could sign in. */
export function canSignIn(user: UserRecord, doors: OpenDoors): boolean {
  if (!user.active) return false;
  if (user.door === "proxy") return doors.header;
  return user.door === "local" && doors.password && user.password !== null;
}

/** Whether there is an administrator who could sign in, besides the one of that id. */
export function hasAdministrator(
  users: readonly UserRecord[],
  doors: OpenDoors,
  except: string | null = null,
): boolean {
  return users.some((user) => user.role === "admin" && user.id !== except && canSignIn(user, doors));
}
