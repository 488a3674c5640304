// Whether there is an administrator who can come in through the provider.
import type { UserRecord } from "../../../schemas/users.ts";
import { issuerOf } from "../methods/oidc/provider.ts";

/** Whether an active administrator has signed in or linked through the provider of that discovery URL. */
export function hasLinkedAdministrator(users: readonly UserRecord[], discoveryUrl: string): boolean {
  const issuer = issuerOf(discoveryUrl);
  return users.some(
    ({ role, active, oidc }) => role === "admin" && active && oidc !== null && issuerOf(oidc.issuer) === issuer,
  );
}
