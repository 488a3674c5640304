// The user that everybody is where authentication is switched off (ALLOW_INSECURE_NO_AUTH).
import type { Accounts } from "../accounts.ts";

/** Its name: no local account can be called that, since names are made lower-case. */
export const everybodySubject = "No-Authentication";

/** Makes it where it is missing, and an active administrator again. It has no way of signing in, so it never counts as one. */
export async function ensureEverybody(accounts: Pick<Accounts, "byDoor" | "create" | "change">): Promise<void> {
  const detail = "authentication is switched off";
  const known = accounts.byDoor("local", everybodySubject);
  const user = { door: "local", subject: everybodySubject, username: "everybody", role: "admin" } as const;
  if (!known) await accounts.create(user, null, detail);
  else if (known.role !== "admin" || !known.active) {
    await accounts.change(known.id, () => ({ role: "admin", active: true }), null, { name: "user.change", detail });
  }
}

/**
 * Shuts that user out once authentication is on: whoever was there before must not stay an administrator by a token, a passkey
 * or a link made then.
 */
export async function retireEverybody(accounts: Pick<Accounts, "byDoor" | "change">): Promise<void> {
  const known = accounts.byDoor("local", everybodySubject);
  if (!known?.active) return;
  const event = { name: "user.change" as const, detail: "active: true → false, since authentication is on" };
  await accounts.change(known.id, () => ({ active: false }), null, event);
}
