// The settings of single sign-on: what has to hold before they are saved, and the client secret, which is only ever written.
import type { Actor, AuditEvent } from "../../schemas/audit.ts";
import type { OidcSettings, OidcSettingsReply, OidcSettingsRequest } from "../../schemas/sign-in-settings.ts";
import { Fault } from "../fault.ts";
import {
  blockersOf,
  localSignInBlocker,
  type OidcSettingsRules,
  oidcSettingsProblems,
} from "./oidc-settings-problems.ts";
import type { SettingsGroup, Stored } from "./settings-group.ts";

export interface OidcSettingsAdministration {
  read(): OidcSettingsReply;
  /** Throws Fault `invalid-input` naming every field that is wrong, or `stale-revision`. */
  write(
    request: OidcSettingsRequest,
    options: { readonly ifRevision?: number | undefined },
    actor: Actor,
  ): Promise<OidcSettingsReply>;
  /** What would be tried of a request that is not saved; the stored secret where it brings none. */
  tried(request: OidcSettingsRequest): { readonly settings: OidcSettings; readonly clientSecret: string | null };
}

export interface OidcSettingsDependencies {
  readonly group: SettingsGroup<OidcSettings>;
  readonly vault: {
    has(id: string): boolean;
    get(id: string, purpose: string): string;
    put(id: string, purpose: string, secret: string): Promise<void>;
    remove(id: string): Promise<void>;
  };
  readonly rules: OidcSettingsRules;
  readonly audit: {
    record(entry: { event: AuditEvent; outcome: "ok"; actor: Actor; target: string; detail: string }): Promise<void>;
  };
  readonly events: { publish(name: "sign-in-settings.changed", payload: Readonly<Record<string, never>>): void };
}

/** Creates it. */
export function createOidcSettings(deps: OidcSettingsDependencies): OidcSettingsAdministration {
  const { group, vault, rules, audit, events } = deps;
  const { secret, urls } = rules;

  const present = ({ value, revision }: Stored<OidcSettings>): OidcSettingsReply => {
    const clientSecretSet = vault.has(secret.id);
    return {
      ...value,
      revision,
      clientSecretSet,
      callbackUrl: value.redirectUri ?? urls?.callback ?? null,
      signOutReturnUrl: urls?.signOutReturn ?? null,
      backchannelLogoutUrl: urls?.backchannelLogout ?? null,
      blockers: blockersOf(rules, clientSecretSet),
      localSignInBlocker: localSignInBlocker(rules, value),
    };
  };

  const secretAfter = ({ clientSecret }: OidcSettingsRequest) =>
    clientSecret === undefined ? vault.has(secret.id) : clientSecret !== null;

  const save = async (request: OidcSettingsRequest, { ifRevision }: { readonly ifRevision?: number | undefined }) => {
    const { clientSecret, ...value } = request;
    const before = group.read();
    refuse(oidcSettingsProblems(rules, value, secretAfter(request)));
    if (ifRevision !== undefined && ifRevision !== before.revision) {
      throw new Fault("stale-revision", "The settings have changed meanwhile. Load them again.");
    }
    if (typeof clientSecret === "string") await vault.put(secret.id, secret.purpose, clientSecret);
    const stored = await group.write(value, { ifRevision });
    // Last, so that single sign-on is never on without its secret.
    if (clientSecret === null) await vault.remove(secret.id);
    return { before, stored };
  };

  return {
    read: () => present(group.read()),
    async write(request, options, actor) {
      const { clientSecret } = request;
      // What is decided about who administers still holds when it is saved: meanwhile no user changes.
      const { before, stored } = await rules.inTurn(() => save(request, options));
      events.publish("sign-in-settings.changed", {});
      await rules.endOutdated(before.value);
      const detail = changesOf(before.value, stored.value, clientSecret);
      await audit.record({ event: "settings.change", outcome: "ok", actor, target: "oidc", detail });
      return present(stored);
    },
    tried({ clientSecret, ...settings }) {
      const stored = () => (vault.has(secret.id) ? vault.get(secret.id, secret.purpose) : null);
      return { settings, clientSecret: clientSecret === undefined ? stored() : clientSecret };
    },
  };
}

function refuse(fields: Record<string, string>): void {
  const all = Object.entries(fields);
  if (all.length === 0) return;
  throw new Fault(
    "invalid-input",
    `${all
      .map(([at, why]) => `${at} ${why}`)
      .join("; ")
      .slice(0, 1000)}`,
    { fields },
  );
}

/** Names of what changed; who may read the audit knows the values from the page. */
function changesOf(before: OidcSettings, after: OidcSettings, clientSecret: string | null | undefined): string {
  const names = Object.keys(after) as (keyof OidcSettings)[];
  const changed: string[] = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  if (clientSecret !== undefined) changed.push(clientSecret === null ? "clientSecret (removed)" : "clientSecret");
  return changed.join(", ") || "nothing changed";
}
