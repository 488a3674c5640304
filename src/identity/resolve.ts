// Who a request is: the one place where the ways of signing in meet.
import { Fault, isFault } from "../fault.ts";
import { type Clock, isoTime } from "../ports/clock.ts";
import type { Accounts } from "./accounts.ts";
import type { Client, Identity } from "./identity.ts";
import type { DistinctHeaders, HeaderMethod, ProxyClaim } from "./methods/header.ts";
import type { ProxyUsers } from "./proxy-users.ts";
import type { SessionData, Sessions } from "./sessions.ts";
import type { IdentityEvent } from "./sign-in.ts";

/** What is known of a request before it is known who it is. */
export interface ResolveRequest {
  readonly client: Client;
  readonly headers: DistinctHeaders;
  /** The session of the cookie, if it has one. */
  readonly session: { readonly storedId: string; readonly data: SessionData } | null;
}

export interface Resolve {
  /** Null where nobody is signed in. Throws Fault `untrusted-peer`, `invalid-request` or `inactive-user`. */
  resolve(request: ResolveRequest): Promise<Identity | null>;
  /** Whom the proxy names, for binding a session to it. Throws as above. */
  proxySubject(request: Omit<ResolveRequest, "session">): Promise<string | null>;
}

export interface ResolveDependencies {
  /** Null where no proxy authenticates. */
  readonly header: HeaderMethod | null;
  /** Whether sessions of local accounts count: always without a proxy, else by PROXY_AUTH_LOCAL_FALLBACK. */
  readonly localSessions: boolean;
  readonly accounts: Pick<Accounts, "get" | "seen">;
  readonly proxyUsers: ProxyUsers | null;
  readonly sessions: Pick<Sessions, "endStored">;
  readonly audit: { record(entry: IdentityEvent): Promise<void> };
  readonly clock: Clock;
}

/** Creates it. */
export function createResolve(deps: ResolveDependencies): Resolve {
  const { header, localSessions, accounts, proxyUsers, sessions, audit, clock } = deps;

  const refused = (client: Client, target: string | null, detail: string) =>
    audit.record({ event: "identity.refuse", outcome: "denied", actor: null, ...client, target, detail });

  const readClaim = async ({ client, headers }: Omit<ResolveRequest, "session">): Promise<ProxyClaim | null> => {
    try {
      return header?.read(client.peer, headers) ?? null;
    } catch (error) {
      if (isFault(error)) await refused(client, null, error.detail);
      throw error;
    }
  };

  const fromSession = async ({ session }: ResolveRequest, claim: ProxyClaim | null): Promise<Identity | null> => {
    if (session === null || !localSessions) return null;
    if (session.data.proxySubject !== (claim?.subject ?? null)) {
      // The proxy names somebody else than at sign-in, or nobody: another person may sit there now.
      await sessions.endStored(session.storedId);
      return null;
    }
    const user = accounts.get(session.data.userId);
    if (!user?.active) return null;
    accounts.seen(user);
    return {
      user,
      method: "password",
      assurance: "one-factor",
      authenticatedAt: session.data.authenticatedAt,
      sessionId: session.storedId,
    };
  };

  const fromClaim = async ({ client }: ResolveRequest, claim: ProxyClaim): Promise<Identity | null> => {
    if (proxyUsers === null) return null;
    const user = await proxyUsers.userOf(claim);
    if (!user.active) {
      await refused(client, user.id, "the account is not active");
      throw new Fault("inactive-user", "This account is not active. An administrator can activate it.");
    }
    accounts.seen(user);
    return { user, method: "header", assurance: "proxy", authenticatedAt: isoTime(clock.now()), sessionId: null };
  };

  return {
    async resolve(request) {
      const claim = await readClaim(request);
      return (await fromSession(request, claim)) ?? (claim && (await fromClaim(request, claim)));
    },
    proxySubject: async (request) => (await readClaim(request))?.subject ?? null,
  };
}
