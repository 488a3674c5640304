// A user as shown: never the hash, and never who the proxy or provider says it is inside.
import { toldActions } from "../../../schemas/access.ts";
import type { SessionReply, TokenSessionReply } from "../../../schemas/sessions.ts";
import type { UserRecord, UserReply } from "../../../schemas/users.ts";
import { allowedActions } from "../../access/decide.ts";
import type { Identity } from "../../identity/identity.ts";
import { provedUntil } from "../../identity/step-up.ts";
import { isoTime } from "../../ports/clock.ts";
import { callerOf } from "../caller.ts";
import type { IdentityServices } from "../identity-services.ts";

/** Presents a user to administrators and to the user. */
export function presentUser({ identity }: IdentityServices, user: UserRecord): UserReply {
  const { id, revision, username, displayName, email, door, role, allRepositoriesRole, grants, active } = user;
  return {
    ...{ id, revision, username, displayName, email, door, role, allRepositoriesRole, grants, active },
    pending: user.pending,
    invitedUntil: user.invitation?.expiresAt ?? null,
    factors: {
      password: user.password !== null,
      totp: user.totp !== null,
      passkeys: user.passkeys.length,
      oidc: user.oidc !== null,
    },
    createdAt: user.createdAt,
    lastSeenAt: identity.accounts.lastSeenAt(user),
  };
}

/** Presents a session that has just begun: its cookie is on this very answer. */
export function presentNewSession(
  services: IdentityServices,
  begun: Pick<Identity, "user" | "method" | "assurance">,
  nowMs: number,
): SessionReply {
  const now = isoTime(nowMs);
  const identity = { ...begun, authenticatedAt: now, provedAt: now, sessionId: null, limits: null };
  return presentSession(services, identity, nowMs);
}

/** Presents an API token to whoever holds it, which is rarely the user: no address, no factors, no grants. */
export function presentTokenSession(identity: Identity): TokenSessionReply {
  const { id, username, role } = identity.user;
  const allowed = allowedActions(callerOf(identity), undefined, toldActions);
  return { user: { id, username, role }, method: "token", allowed };
}

/** Presents who is signed in. Until what is due has been done nothing else is allowed. */
export function presentSession(services: IdentityServices, identity: Identity, nowMs: number): SessionReply {
  const { user, method, assurance, authenticatedAt } = identity;
  const obligation = services.identity.obligationOf(identity);
  return {
    user: presentUser(services, user),
    method,
    assurance,
    obligation,
    authenticatedAt,
    stepUp: { until: provedUntil(identity, nowMs), methods: services.identity.stepUpMethods(identity) },
    allowed: obligation ? [] : allowedActions(callerOf(identity), undefined, toldActions),
    signOutUrl: services.identity.signOutUrl,
    banner: services.identity.bannerOf(identity),
  };
}
