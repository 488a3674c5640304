// Roles that the proxy decides about. Exact names only: whoever is in no group with a meaning has the least role.
import type { AllRepositoriesRole, GlobalRole } from "../../../schemas/access.ts";
import type { ProxyClaim } from "./proxy-claim.ts";

/** Where roles come from; all empty where administrators decide about them. */
export interface ProxyRoleRules {
  readonly groupsHeader: string | null;
  readonly groupSeparator: "," | "|";
  /** In Unicode normal form C. */
  readonly adminGroups: readonly string[];
  readonly operatorGroups: readonly string[];
  readonly roleHeader: string | null;
  readonly allRepositoriesRoleHeader: string | null;
}

/** Whether somebody's groups decide about the role. */
export function groupsDecide({ adminGroups, operatorGroups }: ProxyRoleRules): boolean {
  return adminGroups.length > 0 || operatorGroups.length > 0;
}

/** The role of a member of those groups. */
export function roleOfGroups(groups: readonly string[], rules: ProxyRoleRules): GlobalRole {
  const members = new Set(groups.map((group) => group.normalize("NFC").trim()));
  if (rules.adminGroups.some((group) => members.has(group))) return "admin";
  return rules.operatorGroups.some((group) => members.has(group)) ? "operator" : "viewer";
}

/** The roles that headers say, decoded; null for one that was not sent. */
export function rolesOfHeaders(
  sent: { readonly groups: string | null; readonly role: string | null; readonly allRepositoriesRole: string | null },
  rules: ProxyRoleRules,
): ProxyClaim["roles"] {
  return {
    ...(groupsDecide(rules) && { role: roleOfGroups(sent.groups?.split(rules.groupSeparator) ?? [], rules) }),
    ...(rules.roleHeader !== null && { role: oneOf<GlobalRole>(sent.role, ["operator", "admin"], "viewer") }),
    ...(rules.allRepositoriesRoleHeader !== null && {
      allRepositoriesRole: oneOf<AllRepositoriesRole>(sent.allRepositoriesRole, ["viewer", "operator"], "none"),
    }),
  };
}

function oneOf<R extends string>(text: string | null, known: readonly R[], otherwise: R): R {
  return known.find((role) => role === text?.trim()) ?? otherwise;
}
