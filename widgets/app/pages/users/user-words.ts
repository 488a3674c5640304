// The words for what users are and how they get in.
import type { TemplateResult } from "lit";
import type { AllRepositoriesRole, GlobalRole } from "../../../../schemas/access.ts";
import type { MethodsReply } from "../../../../schemas/sessions.ts";
import type { UserReply } from "../../../../schemas/users.ts";
import { counted } from "../../figures.ts";
import { mark } from "../../ui/state-mark.ts";
import { roleMeanings, roleNames } from "../../words.ts";

export const doorNames: Record<UserReply["door"], string> = {
  local: "Local account",
  proxy: "Proxy",
  oidc: "Single sign-on",
};

export const roleChoices = (["viewer", "operator", "admin"] as const satisfies readonly GlobalRole[]).map((role) => ({
  value: role,
  label: roleNames[role],
  hint: roleMeanings[role],
}));

export const allRoleChoices: readonly {
  readonly value: AllRepositoriesRole;
  readonly label: string;
  readonly hint?: string;
}[] = [
  { value: "none", label: "Nothing", hint: "Only what is shared with them one by one, and what they create." },
  { value: "viewer", label: "Viewer" },
  { value: "operator", label: "Operator" },
];

/** Whether somebody may sign in, as shape and word. */
export function userMark({ active, pending, invitedUntil, factors }: UserReply): TemplateResult {
  if (pending) return mark("late", "Waits for approval");
  if (!active) return mark("paused", "Deactivated");
  const open = invitedUntil !== null && !factors.password;
  return open ? mark("never", isPast(invitedUntil) ? "Invitation expired" : "Invited") : mark("ok", "Active");
}

/** Which repositories somebody reaches, besides their own. */
export function reachWords({ role, allRepositoriesRole, grants }: UserReply): string {
  if (role === "admin") return "all";
  const all = allRepositoriesRole === "none" ? null : `all, as ${roleNames[allRepositoriesRole].toLowerCase()}`;
  const shared = grants.length > 0 ? counted(grants.length, "grant") : null;
  return [all, shared].filter((part) => part !== null).join("; ") || "none";
}

/** The ways of signing in that somebody has set up here; empty where the proxy or the provider knows them. */
export function factorWords({ door, factors }: UserReply): string {
  const own = [
    factors.password && "password",
    factors.totp && "one-time codes",
    factors.passkeys > 0 && counted(factors.passkeys, "passkey"),
    factors.oidc && door !== "oidc" && "linked to single sign-on",
  ].filter((part) => part !== false);
  return own.length === 0 && door === "local" ? "nothing set up yet" : own.join(", ");
}

/** Why nobody can be added by hand where local accounts do not sign in. */
export function whyNoneIsAdded({ header, oidc }: MethodsReply): string {
  if (header) {
    return "Users cannot be added by hand here: the proxy signs people in, and local accounts are switched off. Let somebody in at the proxy; they stand in this list from their first visit on.";
  }
  if (oidc) {
    return `Users cannot be added by hand here: local sign-in is switched off. Who signs in with ${oidc.name} stands in this list from then on, as the settings of single sign-on say.`;
  }
  return "Users cannot be added by hand here: local accounts cannot sign in.";
}

export const isPast = (iso: string): boolean => Date.parse(iso) < Date.now();
