// The end of a session, from here to the provider and from the provider to here.
import { Fault, isFault } from "../../fault.ts";
import type { OpenDoors } from "../doors.ts";
import type { Client, Identity, IdentityAudit } from "../identity.ts";
import { isSafeUrl } from "../methods/bounded-fetch.ts";
import type { ProviderSignIn } from "../methods/oidc/exchange.ts";
import type { LogoutTokens } from "../methods/oidc/logout-token.ts";
import type { Provider } from "../methods/oidc/provider.ts";
import type { OidcUrls } from "../methods/oidc/urls.ts";
import type { Sessions } from "../sessions.ts";

type ProviderSession = Pick<ProviderSignIn, "issuer" | "subject" | "sid">;

export interface OidcSignOut {
  /** Keeps the ID token of a sign-in in memory: the provider takes it as a hint of which of its sessions to end. */
  keep(signIn: ProviderSession & Pick<ProviderSignIn, "idToken">): void;
  /** Where the provider ends its own session; null where this one does not rest on it, or it offers no such place. */
  signOutUrl(identity: Identity): Promise<string | null>;
  /** Ends what a provider's logout token names. Throws Fault `not-found`, `invalid-request`, `provider-failed`. */
  backchannel(logoutToken: string, client: Client): Promise<void>;
}

export interface OidcSignOutDependencies {
  readonly provider: () => Promise<Provider>;
  readonly logoutTokens: LogoutTokens;
  readonly sessions: Pick<Sessions, "list" | "endWhere">;
  readonly doors: Pick<OpenDoors, "oidc">;
  readonly urls: OidcUrls | null;
  readonly audit: IdentityAudit;
}

const maxKept = 1000;
const event = "session.provider-sign-out";

/** Creates it. */
export function createOidcSignOut(deps: OidcSignOutDependencies): OidcSignOut {
  const { sessions, urls, doors, audit } = deps;
  const hints = new Map<string, string>();
  const keyOf = ({ issuer, subject, sid }: ProviderSession) => JSON.stringify([issuer, subject, sid]);

  const hintOf = (identity: Identity) => {
    const session = sessions.list(identity.user.id).find(({ id }) => id === identity.sessionId)?.data.oidc;
    const key = session && keyOf(session);
    const hint = key ? hints.get(key) : undefined;
    if (key) hints.delete(key);
    return hint;
  };

  return {
    keep(signIn) {
      const key = keyOf(signIn);
      hints.delete(key); // the newest is last
      if (hints.size >= maxKept) hints.delete(hints.keys().next().value as string);
      hints.set(key, signIn.idToken);
    },
    async signOutUrl(identity) {
      if (identity.method !== "oidc" || !doors.oidc || urls === null) return null;
      const hint = hintOf(identity);
      try {
        const { library, configuration } = await deps.provider();
        if (configuration.serverMetadata().end_session_endpoint === undefined) return null;
        const url = library.buildEndSessionUrl(configuration, {
          post_logout_redirect_uri: urls.signOutReturn,
          ...(hint === undefined ? {} : { id_token_hint: hint }),
        });
        return isSafeUrl(url) ? url.href : null;
      } catch {
        return null; // signing out here must not fail because the provider does not answer, or with nonsense
      }
    },
    async backchannel(logoutToken, client) {
      if (!doors.oidc) throw new Fault("not-found", "Single sign-on is not offered here.");
      try {
        const { issuer, subject, sid } = await deps.logoutTokens.read(logoutToken, await deps.provider());
        await sessions.endWhere(({ oidc }) => {
          if (oidc?.issuer !== issuer || (subject !== null && oidc.subject !== subject)) return false;
          // One whose session at the provider is not known may be the one that is meant.
          return sid === null || oidc.sid === sid || (oidc.sid === null && subject !== null);
        });
        const detail = `by the provider: ${sid === null ? `all of subject ${subject}` : "one session"}`;
        await audit.record({ event, outcome: "ok", actor: null, ...client, target: null, detail });
      } catch (error) {
        if (!isFault(error)) throw error;
        const cause = isFault(error.cause) ? error.cause.detail : error.detail;
        await audit.record({ event, outcome: "denied", actor: null, ...client, target: null, detail: cause });
        throw error;
      }
    },
  };
}
