// Who a request is: the one place where the ways of signing in meet.
import type { SessionData } from "../../schemas/sessions.ts";
import type { UserRecord } from "../../schemas/users.ts";
import { Fault, isFault } from "../fault.ts";
import { type Clock, isoTime } from "../ports/clock.ts";
import type { Accounts } from "./accounts.ts";
import { isOpenTo, type OpenDoors } from "./doors.ts";
import type { Client, Identity, IdentityAudit } from "./identity.ts";
import type { DistinctHeaders, ProxyClaim, ProxyMethod } from "./methods/proxy-claim.ts";
import { isLoopbackPeer } from "./peers.ts";
import type { ProxyUsers } from "./proxy/proxy-users.ts";
import type { Sessions } from "./sessions.ts";

/** What is known of a request before it is known who it is. */
export interface ResolveRequest {
  readonly client: Client;
  readonly headers: DistinctHeaders;
  /** The session of the cookie, if it has one. */
  readonly session: { readonly storedId: string; readonly data: SessionData } | null;
}

export interface Resolve {
  /** Null where nobody is signed in. Throws Fault `inactive-user`, and those of ProxyMethod. */
  resolve(request: ResolveRequest): Promise<Identity | null>;
  /** Whom the proxy names, for binding a session to it. Throws as above. */
  proxySubject(request: Omit<ResolveRequest, "session">): Promise<string | null>;
}

export interface ResolveDependencies {
  /** Null where no proxy authenticates. */
  readonly proxy: ProxyMethod | null;
  readonly doors: OpenDoors;
  readonly accounts: Pick<Accounts, "get" | "seen">;
  readonly proxyUsers: ProxyUsers | null;
  readonly sessions: Pick<Sessions, "endStored" | "list">;
  /** The user that everybody is, where authentication is switched off (ALLOW_INSECURE_NO_AUTH). */
  readonly everybody: (() => UserRecord | undefined) | null;
  readonly audit: IdentityAudit;
  readonly clock: Clock;
}

/** Creates it. */
export function createResolve(deps: ResolveDependencies): Resolve {
  const { proxy, doors, accounts, proxyUsers, sessions, everybody, audit, clock } = deps;

  const refused = (client: Client, target: string | null, detail: string) =>
    audit.record({ event: "identity.refuse", outcome: "denied", actor: null, ...client, target, detail });

  const readClaim = async ({ client, headers }: Omit<ResolveRequest, "session">): Promise<ProxyClaim | null> => {
    try {
      return (await proxy?.read(client.peer, headers)) ?? null;
    } catch (error) {
      if (isFault(error)) await refused(client, null, error.detail);
      throw error;
    }
  };

  /** The session, unless it has outlived what it rests on. */
  const sessionThatHolds = async ({ session }: ResolveRequest, claim: ProxyClaim | null) => {
    if (session === null) return null;
    if (session.data.proxySubject === (claim?.subject ?? null)) return session;
    // The proxy names somebody else than at sign-in, or nobody: another person may sit there now.
    await sessions.endStored(session.storedId);
    return null;
  };

  const fromSession = (session: NonNullable<ResolveRequest["session"]>): Identity | null => {
    const { kind, userId, method, assurance, authenticatedAt, provedAt } = session.data;
    const user = accounts.get(userId);
    if (kind !== "browser" || !user?.active || !isOpenTo(session.data, doors)) return null;
    accounts.seen(user);
    return { user, method, assurance, authenticatedAt, provedAt, sessionId: session.storedId, limits: null };
  };

  const fromClaim = async (
    { client }: ResolveRequest,
    claim: ProxyClaim,
    session: ResolveRequest["session"],
  ): Promise<Identity | null> => {
    if (proxyUsers === null) return null;
    const user = await proxyUsers.userOf(claim, client);
    if (!user.active) {
      await refused(client, user.id, "the account is not active");
      throw new Fault("inactive-user", "This account is not active. An administrator can activate it.");
    }
    accounts.seen(user);
    const isPresence = session?.data.kind === "presence" && session.data.userId === user.id;
    // Looked up again: a role that the proxy gave just now has ended it.
    const presence = isPresence && sessions.list(user.id).some(({ id }) => id === session.storedId) ? session : null;
    return {
      user,
      method: claim.method,
      assurance: "proxy",
      authenticatedAt: isoTime(clock.now()),
      provedAt: presence?.data.provedAt ?? null,
      sessionId: presence?.storedId ?? null,
      limits: null,
    };
  };

  const anybody = ({ peer }: Client): Identity | null => {
    const user = everybody?.();
    // The configuration lets it listen on loopback only; should it be reached from elsewhere all the same, nobody is let in.
    if (!user || !isLoopbackPeer(peer)) return null;
    const now = isoTime(clock.now());
    return {
      user,
      method: "none",
      assurance: "none",
      authenticatedAt: now,
      provedAt: null,
      sessionId: null,
      limits: null,
    };
  };

  return {
    async resolve(request) {
      if (everybody !== null) return anybody(request.client);
      const claim = await readClaim(request);
      const session = await sessionThatHolds(request, claim);
      return (session && fromSession(session)) ?? (claim && (await fromClaim(request, claim, session)));
    },
    proxySubject: async (request) => (await readClaim(request))?.subject ?? null,
  };
}
