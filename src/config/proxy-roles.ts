// Roles that a proxy decides about: by groups, or by a header of their own. Off unless configured.
import type { Environment, SettingName } from "../../schemas/config.ts";
import { type PresetName, proxyPresets } from "../../schemas/proxy-presets.ts";
import type { Problems } from "./problems.ts";
import type { ProxyAssertion } from "./proxy-assertion.ts";

/** Where roles come from. Without groups and role headers administrators decide about them. */
export interface ProxyRoles {
  /** Read only where groups have a meaning; null also where the assertion lists groups. */
  readonly groupsHeader: string | null;
  readonly groupSeparator: "," | "|";
  /** Exact names, in Unicode normal form C. */
  readonly adminGroups: readonly string[];
  readonly operatorGroups: readonly string[];
  readonly roleHeader: string | null;
  readonly allRepositoriesRoleHeader: string | null;
}

const groupSettings = ["PROXY_AUTH_ADMIN_GROUPS", "PROXY_AUTH_OPERATOR_GROUPS"] as const;

/** Reads them, and notes settings that contradict one another or have no effect. */
export function readProxyRoles(
  settings: Environment,
  assertion: ProxyAssertion | null,
  problems: Problems,
): ProxyRoles {
  const preset = settings.PROXY_AUTH_PRESET;
  const row = preset === undefined ? null : proxyPresets[preset].headers;
  const groupsHeader = row ? row.groups : (settings.PROXY_AUTH_GROUPS_HEADER ?? null);
  const mapped = groupSettings.filter((name) => settings[name] !== undefined);
  if (mapped.length === 0) refuseUnusedGroups(settings, problems);
  if (assertion === null && groupsHeader === null) refuseAll(mapped, withoutGroups(preset), problems);
  if (settings.PROXY_AUTH_ROLE_HEADER !== undefined) refuseAll(mapped, contradiction, problems);
  const plain: Environment = assertion === null ? settings : {};
  return {
    groupsHeader: assertion === null && mapped.length > 0 ? groupsHeader : null,
    groupSeparator: row?.groupSeparator ?? ",",
    adminGroups: (settings.PROXY_AUTH_ADMIN_GROUPS ?? []).map(canonical),
    operatorGroups: (settings.PROXY_AUTH_OPERATOR_GROUPS ?? []).map(canonical),
    roleHeader: plain.PROXY_AUTH_ROLE_HEADER ?? null,
    allRepositoriesRoleHeader: plain.PROXY_AUTH_ALL_REPOSITORIES_ROLE_HEADER ?? null,
  };
}

const contradiction = "contradicts PROXY_AUTH_ROLE_HEADER: both say what role somebody has. Leave one of them out";

function refuseAll(names: readonly SettingName[], why: string, problems: Problems): void {
  for (const name of names) problems.add(name, why);
}

function refuseUnusedGroups(settings: Environment, problems: Problems): void {
  const name = "PROXY_AUTH_GROUPS_HEADER";
  if (settings[name] === undefined || problems.has(name)) return;
  const why = "has no effect without PROXY_AUTH_ADMIN_GROUPS or PROXY_AUTH_OPERATOR_GROUPS. Set one, or leave it out";
  problems.add(name, why);
}

function withoutGroups(preset: PresetName | undefined): string {
  if (preset === undefined) return "needs PROXY_AUTH_GROUPS_HEADER. Set that too";
  return `has no effect: ${preset} sends no groups. Leave it out`;
}

function canonical(group: string): string {
  return group.normalize("NFC");
}
