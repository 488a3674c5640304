// Whether there is an administrator who can come in through the provider.
import type { UserRecord } from "../../../schemas/users.ts";
import { isAccountAt } from "../doors.ts";

/** Whether an active administrator has signed in or linked through the provider of that discovery URL. */
export function hasLinkedAdministrator(users: readonly UserRecord[], discoveryUrl: string): boolean {
  return users.some(
    ({ role, active, oidc }) => role === "admin" && active && oidc !== null && isAccountAt(oidc, discoveryUrl),
  );
}
