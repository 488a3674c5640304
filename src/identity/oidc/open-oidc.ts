// Puts single sign-on together; open-identity.ts calls it once.
import type { GlobalRole } from "../../../schemas/access.ts";
import type { OidcSettings, OidcTestReply } from "../../../schemas/sign-in-settings.ts";
import { Fault } from "../../fault.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Fetch } from "../../ports/fetch.ts";
import type { Accounts } from "../accounts.ts";
import { hasAdministrator, isOpenTo, type OpenDoors } from "../doors.ts";
import type { SecondFactors } from "../factors/second-factors.ts";
import type { IdentityAudit } from "../identity.ts";
import { checkProvider, type ProviderCheck } from "../methods/oidc/check-provider.ts";
import { createLogoutTokens } from "../methods/oidc/logout-token.ts";
import { createProviderSource, discoveryUrlProblem } from "../methods/oidc/provider.ts";
import type { ReturnRules } from "../methods/oidc/return-to.ts";
import { type OidcUrls, oidcUrls } from "../methods/oidc/urls.ts";
import type { Sessions } from "../sessions.ts";
import type { SignIn } from "../sign-in.ts";
import { hasLinkedAdministrator } from "./oidc-administrators.ts";
import { createOidcArrivals } from "./oidc-arrivals.ts";
import { createOidcLinks, type OidcLinks } from "./oidc-links.ts";
import { createOidcSignIn, type OidcSignIn } from "./oidc-sign-in.ts";
import { createOidcSignOut, type OidcSignOut } from "./oidc-sign-out.ts";
import { createOidcUsers } from "./oidc-users.ts";

/** Where the client secret is in the vault. */
export const oidcSecret = { id: "oidc/client-secret", purpose: "oidc.client-secret" } as const;

export interface OidcSettingsRules {
  readonly secret: typeof oidcSecret;
  readonly urls: OidcUrls | null;
  readonly instead: "proxy" | "nobody" | null;
  userExists(id: string): boolean;
  discoveryUrlProblem(url: string): string | null;
  hasLinkedAdministrator(discoveryUrl: string): boolean;
  keepsAdministrator(next: OidcSettings): boolean;
  readonly inTurn: Accounts["inTurn"];
  endOutdated(before: OidcSettings): Promise<void>;
}

export interface OidcService extends OidcSignIn {
  readonly links: OidcLinks;
  readonly signOut: OidcSignOut;
  /** What saving the settings has to ask of this folder. */
  readonly settingsRules: OidcSettingsRules;
  /** Tries settings that are not saved. */
  test(tried: Pick<ProviderCheck, "settings" | "clientSecret">): Promise<OidcTestReply>;
  /** What people know the provider as. */
  providerName(): string;
  /** For the sign-in page; null where single sign-on is off. */
  offer(): { readonly name: string; readonly loginUrl: string } | null;
}

export interface OpenOidcDependencies {
  readonly settings: () => OidcSettings;
  readonly vault: { has(id: string): boolean; get(id: string, purpose: string): string };
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  readonly secondFactors: SecondFactors;
  readonly doors: OpenDoors;
  /** The doors as they would be under other settings. */
  doorsUnder(settings: OidcSettings): OpenDoors;
  readonly requireTotpFor: () => readonly GlobalRole[];
  readonly audit: IdentityAudit;
  readonly ports: { readonly clock: Clock; readonly fetch: Fetch };
  readonly publicBaseUrl: string | null;
  /** Who signs people in instead; null where Borgdeck does. */
  readonly instead: "proxy" | "nobody" | null;
  readonly returnRules: ReturnRules;
}

/** Creates it. The provider is asked when somebody first wants to go there. */
export function openOidc(deps: OpenOidcDependencies): OidcService {
  const { settings, vault, accounts, sessions, signIn, doors, audit, returnRules } = deps;
  const { clock, fetch } = deps.ports;
  const urls = oidcUrls(deps.publicBaseUrl);
  const provider = createProviderSource({
    fetch,
    clock,
    access: () => {
      const clientSecret = vault.has(oidcSecret.id) ? vault.get(oidcSecret.id, oidcSecret.purpose) : null;
      if (clientSecret === null) throw new Fault("provider-failed", "The client secret is not set.");
      const { discoveryUrl, clientId, authMethod } = settings();
      return { discoveryUrl, clientId, authMethod, clientSecret };
    },
  });
  const users = createOidcUsers({ accounts, settings, audit, clock });
  const links = createOidcLinks({ ...deps, clock });
  const logoutTokens = createLogoutTokens(clock);
  const signOut = createOidcSignOut({ provider, logoutTokens, sessions, doors, urls, audit });
  const { basePath } = returnRules;
  const arrivals = createOidcArrivals({
    users,
    links,
    signOut,
    accounts,
    sessions,
    signIn,
    doors,
    basePath,
    audit,
    clock,
  });
  return {
    ...createOidcSignIn({ provider, settings, doors, urls, returnRules, arrivals, audit, clock }),
    links,
    signOut,
    settingsRules: {
      secret: oidcSecret,
      urls,
      instead: deps.instead,
      userExists: (id) => accounts.get(id) !== undefined,
      discoveryUrlProblem,
      hasLinkedAdministrator: (discoveryUrl) => hasLinkedAdministrator(accounts.list(), discoveryUrl),
      keepsAdministrator(next) {
        const users = accounts.list();
        return !hasAdministrator(users, doors) || hasAdministrator(users, deps.doorsUnder(next));
      },
      inTurn: accounts.inTurn,
      endOutdated({ clientId }) {
        // To another client of the provider, the one before can tell no more that somebody signed out.
        const isOtherClient = clientId !== settings().clientId;
        return sessions.endWhere((data) => !isOpenTo(data, doors) || (isOtherClient && data.method === "oidc"));
      },
    },
    test({ settings: wanted, clientSecret }) {
      const redirectUri = wanted.redirectUri ?? urls?.callback ?? null;
      return checkProvider({ settings: wanted, clientSecret, redirectUri }, { fetch, clock });
    },
    providerName: () => settings().providerName,
    offer: () => (doors.oidc && urls !== null ? { name: settings().providerName, loginUrl: urls.login } : null),
  };
}
