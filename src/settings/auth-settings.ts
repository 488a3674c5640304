// The rules of signing in for everybody, and the record of who changed them.
import type { Actor, AuditEvent } from "../../schemas/audit.ts";
import type { AuthSettings } from "../../schemas/sign-in-settings.ts";
import type { SettingsGroup, Stored } from "./settings-group.ts";

export interface AuthSettingsAdministration {
  read(): Stored<AuthSettings>;
  /** Holds from the next request on, lifetimes for sign-ins from now on. Throws Fault `stale-revision`. */
  write(
    value: AuthSettings,
    options: { readonly ifRevision?: number | undefined },
    actor: Actor,
  ): Promise<Stored<AuthSettings>>;
}

export interface AuthSettingsDependencies {
  readonly group: SettingsGroup<AuthSettings>;
  readonly audit: {
    record(entry: { event: AuditEvent; outcome: "ok"; actor: Actor; target: string; detail: string }): Promise<void>;
  };
  readonly events: { publish(name: "sign-in-settings.changed", payload: Readonly<Record<string, never>>): void };
}

/** Creates it. */
export function createAuthSettings({ group, audit, events }: AuthSettingsDependencies): AuthSettingsAdministration {
  return {
    read: group.read,
    async write(value, options, actor) {
      const before = group.read().value;
      const stored = await group.write(value, options);
      events.publish("sign-in-settings.changed", {});
      const detail = changesOf(before, stored.value);
      await audit.record({ event: "settings.change", outcome: "ok", actor, target: "auth", detail });
      return stored;
    },
  };
}

function changesOf(before: AuthSettings, after: AuthSettings): string {
  const names = Object.keys(after) as (keyof AuthSettings)[];
  const changed = names.filter((name) => String(before[name]) !== String(after[name]));
  return changed.map((name) => `${name}: ${before[name]} → ${after[name]}`).join("; ") || "nothing changed";
}
