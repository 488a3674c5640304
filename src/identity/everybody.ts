// The user that everybody is where authentication is switched off (ALLOW_INSECURE_NO_AUTH).
import type { Accounts } from "./accounts.ts";

/** Its name: no local account can be called that, since names are made lower-case. */
export const everybodySubject = "No-Authentication";

/** Makes it where it is missing. It has no way of signing in, so it never counts as an administrator. */
export async function ensureEverybody(accounts: Pick<Accounts, "byDoor" | "create">): Promise<void> {
  if (accounts.byDoor("local", everybodySubject)) return;
  const user = { door: "local", subject: everybodySubject, username: "everybody", role: "admin" } as const;
  await accounts.create(user, null, "authentication is switched off");
}
