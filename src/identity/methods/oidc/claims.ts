// What a provider says of a user, and what of it counts here.
import type { AllRepositoriesRole, GlobalRole } from "../../../../schemas/access.ts";
import type { OidcSettings } from "../../../../schemas/sign-in-settings.ts";
import { isUsername } from "../../names.ts";

export type Claims = Readonly<Record<string, unknown>>;

export interface ClaimedProfile {
  /** Null where nothing that was sent can be a name. */
  readonly username: string | null;
  readonly displayName: string | null;
  readonly email: string | null;
}

/** Roles by the claims; null where the settings leave a role to administrators here. */
export interface ClaimedRoles {
  readonly role: GlobalRole | null;
  readonly allRepositoriesRole: AllRepositoriesRole | null;
  /** Why a claim to be administrator was not followed; null where there was none, or it was. */
  readonly ignoredAdmin: string | null;
}

/** The value at a path such as `resource_access.borgdeck.role`. A claim whose own name has dots in it comes first. */
export function claimAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let value: unknown = claims;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Claims)[name];
  }
  return value;
}

/** The name, e-mail and full name. The name falls back to the subject, then to the e-mail's first part. */
export function profileOf(claims: Claims, paths: OidcSettings["claims"]): ClaimedProfile {
  const email = emailOf(claims, paths.email);
  const names = [claimAt(claims, paths.username), claims["sub"], email?.split("@")[0]];
  const username = names.map(textOf).find((name) => name !== null && isUsername(name)) ?? null;
  return { username, displayName: textOf(claimAt(claims, paths.name))?.slice(0, 200) ?? null, email };
}

/**
 * The roles that the claims give. Names are exact. Administrator is only who is in one of the administrators' groups: by
 * that alone where no claim for the role is set, else where that claim says so too. Without a valid claim it is the default.
 */
export function rolesOf(claims: Claims, settings: OidcSettings): ClaimedRoles {
  const { claims: paths, defaultRole, defaultAllRepositoriesRole, adminGroups } = settings;
  const isInAdminGroup = valuesAt(claims, paths.groups).some((group) => adminGroups.includes(group));
  const claimed = valuesAt(claims, paths.role);
  const wantsAdmin = paths.role === null ? isInAdminGroup : claimed.includes("admin");
  const isManaged = paths.role !== null || adminGroups.length > 0;
  const role = wantsAdmin && isInAdminGroup ? "admin" : (firstOf(["operator", "viewer"], claimed) ?? defaultRole);
  const all = firstOf(["operator", "viewer", "none"], valuesAt(claims, paths.allRepositoriesRole));
  return {
    role: isManaged ? role : null,
    allRepositoriesRole: paths.allRepositoriesRole === null ? null : (all ?? defaultAllRepositoriesRole),
    ignoredAdmin: wantsAdmin && !isInAdminGroup ? whyNotAdmin(settings) : null,
  };
}

function whyNotAdmin({ claims, adminGroups }: OidcSettings): string {
  if (adminGroups.length === 0) return "the role claim says admin, but no administrators' group is set";
  return `the role claim says admin, but ${claims.groups} names none of the administrators' groups`;
}

/** The first that is claimed. */
function firstOf<const R extends string>(roles: readonly R[], claimed: readonly string[]): R | undefined {
  return roles.find((role) => claimed.includes(role));
}

/** The texts at a path: one, or those of a list. */
function valuesAt(claims: Claims, path: string | null): readonly string[] {
  const value = path === null ? [] : claimAt(claims, path);
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((item) => typeof item === "string");
}

function textOf(value: unknown): string | null {
  const text = typeof value === "string" ? value.normalize("NFC").trim() : "";
  return text === "" || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(text) ? null : text;
}

/** An address that the provider itself calls unverified is not taken: it may be somebody else's. */
function emailOf(claims: Claims, path: string): string | null {
  const email = textOf(claimAt(claims, path));
  if (email === null || claims["email_verified"] === false) return null;
  return email.length <= 320 && /^[^\s@,<>]+@[^\s@,<>]+$/.test(email) ? email : null;
}
