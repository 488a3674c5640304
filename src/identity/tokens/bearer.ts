// Who a program is: an API token, or a signed token (JWT) that rests on a session. Nothing else of such a request counts.
import type { UserRecord } from "../../../schemas/users.ts";
import { Fault } from "../../fault.ts";
import { type Clock, isoTime } from "../../ports/clock.ts";
import type { Accounts } from "../accounts.ts";
import { mayUseTokens, type OpenDoors } from "../doors.ts";
import type { Client, Identity, IdentityAudit } from "../identity.ts";
import { type BearerTokens, looksLikeOurs } from "../methods/bearer.ts";
import { stillHolds } from "../session-basis.ts";
import { type Sessions, storedSessionId } from "../sessions.ts";
import { type Tokens, tokenPrefix } from "./tokens.ts";

export interface Bearers {
  /**
   * Who the value behind `Bearer` is. Null where it is none of ours and the proxy's assertion comes that way, which is
   * for resolve to read. Throws Fault `invalid-token` for everything else that does not hold.
   */
  resolveBearer(value: string, client: Client): Promise<Identity | null>;
  /**
   * Begins a session that a signed token stands for. `user` is as it was when that was proved, `since` what Sessions.mark
   * gave before. Throws Fault `not-signed-in` where it holds no more.
   */
  issueBearer(
    user: UserRecord,
    assurance: "one-factor" | "two-factor",
    client: Client,
    since?: number,
  ): Promise<{ readonly accessToken: string; readonly expiresAt: string }>;
}

export interface BearerDependencies {
  readonly accounts: Pick<Accounts, "get" | "seen">;
  readonly tokens: Pick<Tokens, "find">;
  readonly signed: BearerTokens;
  readonly sessions: Pick<Sessions, "newId" | "read" | "begin">;
  readonly doors: OpenDoors;
  /** Whether the proxy's assertion comes in `Authorization`. */
  readonly assertionInAuthorization: boolean;
  /** Of a signed token, in milliseconds; asked each time. */
  lifetimeMs(): number;
  readonly audit: IdentityAudit;
  readonly clock: Clock;
}

/** Creates it. */
export function createBearers(deps: BearerDependencies): Bearers {
  const { accounts, tokens, signed, sessions, doors, audit, clock } = deps;

  const fromToken = (text: string): Identity | null => {
    const token = tokens.find(text);
    const user = token && accounts.get(token.userId);
    if (!token || !user || !mayUseTokens(user, doors)) return null;
    accounts.seen(user);
    return {
      user,
      method: "token",
      assurance: "token",
      authenticatedAt: token.createdAt,
      provedAt: null,
      sessionId: token.id,
      limits: { scopes: token.scopes, repositoryIds: token.repositoryIds },
    };
  };

  const fromSigned = async (text: string): Promise<Identity | null> => {
    const claims = await signed.verify(text, clock.now());
    const session = claims && sessions.read(claims.sessionId, { touch: true });
    if (!claims || session?.kind !== "bearer" || session.userId !== claims.userId || !doors.password) return null;
    const user = accounts.get(session.userId);
    if (!user?.active) return null;
    accounts.seen(user);
    return {
      user,
      method: "bearer",
      assurance: session.assurance,
      authenticatedAt: session.authenticatedAt,
      provedAt: null,
      sessionId: storedSessionId(claims.sessionId),
      limits: { scopes: null, repositoryIds: null },
    };
  };

  const refuse = async (client: Client, detail: string): Promise<never> => {
    await audit.record({ event: "token.refuse", outcome: "denied", actor: null, ...client, target: null, detail });
    throw new Fault(
      "invalid-token",
      "The Authorization header holds no valid token of Borgdeck: it was revoked, has expired, or was never one. A proxy in front must not send tokens of its own, unless PROXY_AUTH_JWT_HEADER says so.",
    );
  };

  return {
    async resolveBearer(value, client) {
      if (value.startsWith(tokenPrefix)) return fromToken(value) ?? refuse(client, "an API token that does not hold");
      if (looksLikeOurs(value)) return (await fromSigned(value)) ?? refuse(client, "a signed token that does not hold");
      return deps.assertionInAuthorization ? null : refuse(client, "a token of somebody else");
    },
    async issueBearer(user, assurance, client, since) {
      const id = sessions.newId();
      const issuedAt = clock.now();
      const lifetimeMs = deps.lifetimeMs();
      const authenticatedAt = isoTime(issuedAt);
      const session = { userId: user.id, kind: "bearer", method: "bearer", assurance, authenticatedAt } as const;
      const basis = { since, holds: () => stillHolds(user, accounts.get(user.id), "password") };
      const data = { ...session, provedAt: null, proxySubject: null, oidc: null };
      await sessions.begin(id, data, client, { lifetimeMs, basis });
      const expiresAt = issuedAt + lifetimeMs;
      const accessToken = await signed.sign({ userId: user.id, sessionId: id }, { issuedAt, expiresAt });
      return { accessToken, expiresAt: isoTime(expiresAt) };
    },
  };
}
