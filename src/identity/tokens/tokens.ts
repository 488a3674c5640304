// API tokens: made once, shown once, kept as a digest. A token reaches no further than its user does.

import { createHash, timingSafeEqual } from "node:crypto";
import type { CreateTokenRequest, TokenRecord } from "../../../schemas/account.ts";
import type { AuditEvent } from "../../../schemas/audit.ts";
import type { EventBus } from "../../events/bus.ts";
import { Fault, isFault } from "../../fault.ts";
import { type Clock, isoTime, type StopTimer } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { newId, type Random } from "../../ports/random.ts";
import type { Collection } from "../collection.ts";
import type { Actor, Identity, IdentityAudit } from "../identity.ts";

/** What every API token begins with; scanners for leaked secrets know a token by such a mark. */
export const tokenPrefix = "bdk_";

export interface Tokens {
  /** Those of a user, also expired ones. */
  list(userId: string): readonly TokenRecord[];
  /**
   * Makes a token; `secret` is the whole of it and is known only now. `sees` says which repositories there are for the user.
   * Throws Fault `invalid-input` by field, or `conflict` where there are too many.
   */
  create(
    request: CreateTokenRequest,
    sees: (repositoryId: string) => boolean,
    actor: Actor,
  ): Promise<{ readonly token: TokenRecord; readonly secret: string }>;
  /** Revokes one of the actor's own, and ends its streams. Throws Fault `not-found`. */
  revoke(id: string, actor: Actor): Promise<void>;
  /** Revokes all of a user. */
  endAll(userId: string): Promise<void>;
  /** The token that a text is; null where it is none, or no more. Notes that it was used, once an hour. */
  find(text: string): TokenRecord | null;
  /** Begins to end the streams of expired tokens, and to forget those long expired. */
  start(): StopTimer;
}

export interface TokenDependencies {
  readonly collection: Collection<TokenRecord>;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: Pick<EventBus, "publish">;
  readonly audit: IdentityAudit;
  readonly log: Log;
}

const form = /^bdk_([a-z2-7]{16})_([A-Za-z0-9_-]{43})$/;
const maxPerUser = 100;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const sweepEveryMs = 60_000;
/** How long an expired one is still shown, so that its owner sees why something stopped working. */
const shownMs = 30 * dayMs;

/** Creates the tokens over their collection. */
export function createTokens({ collection, clock, random, events, audit, log }: TokenDependencies): Tokens {
  const noting = new Set<string>();
  let sweptAt = clock.now();

  const ofUser = (userId: string) => collection.list().filter((token) => token.userId === userId);
  const expiresAt = (token: TokenRecord) => (token.expiresAt === null ? Infinity : Date.parse(token.expiresAt));

  const remove = async (ids: readonly string[]) => {
    if (ids.length === 0) return;
    // Told first: whatever becomes of the write, a stream must not outlive the decision to end it.
    events.publish("session.ended", { sessionIds: ids });
    await Promise.all(ids.map((id) => collection.remove(id).catch(unlessGone)));
  };

  const noteUse = (token: TokenRecord) => {
    const now = clock.now();
    if (noting.has(token.id) || (token.lastUsedAt !== null && now < Date.parse(token.lastUsedAt) + hourMs)) return;
    noting.add(token.id);
    collection
      .update(token.id, (record) => ({ ...record, lastUsedAt: isoTime(now) }))
      .catch(unlessGone)
      // It is only shown; not being able to note it must not refuse the request.
      .catch((error: unknown) => log.warn("A token's last use could not be noted", { error }))
      .finally(() => noting.delete(token.id));
  };

  const sweep = () => {
    const now = clock.now();
    const expired = collection.list().filter((token) => expiresAt(token) <= now);
    const news = expired.filter((token) => expiresAt(token) > sweptAt).map(({ id }) => id);
    sweptAt = now;
    if (news.length > 0) events.publish("session.ended", { sessionIds: news });
    remove(expired.filter((token) => expiresAt(token) + shownMs <= now).map(({ id }) => id)).catch((error: unknown) =>
      log.warn("Expired tokens could not be removed", { error }),
    );
  };

  return {
    list: ofUser,
    async create({ name, scopes, repositoryIds = null, expiresInDays }, sees, actor) {
      refuseUnseen(repositoryIds ?? [], sees);
      if (ofUser(actor.userId).length >= maxPerUser) {
        throw new Fault("conflict", `You have ${maxPerUser} tokens. Revoke those that are not used any more first.`);
      }
      const now = clock.now();
      const id = newId(random);
      const secret = random.bytes(32).toString("base64url");
      const token = await collection.insert({
        id,
        userId: actor.userId,
        name,
        digest: digestOf(secret).toString("hex"),
        scopes,
        repositoryIds,
        createdAt: isoTime(now),
        expiresAt: expiresInDays === null ? null : isoTime(now + expiresInDays * dayMs),
        lastUsedAt: null,
      });
      const reach = `${scopes.join(", ")} on ${repositoryIds?.join(", ") ?? "all repositories"}`;
      await audit.record(entry("token.create", actor, id, `${name}: ${reach}; expires ${token.expiresAt ?? "never"}`));
      return { token, secret: `${tokenPrefix}${id}_${secret}` };
    },
    async revoke(id, actor) {
      const token = collection.get(id);
      if (token?.userId !== actor.userId) throw new Fault("not-found", "You have no such token.");
      await remove([id]);
      await audit.record(entry("token.revoke", actor, id, token.name));
    },
    endAll: (userId) => remove(ofUser(userId).map(({ id }) => id)),
    find(text) {
      const [, id = "", secret = ""] = form.exec(text) ?? [];
      const token = collection.get(id);
      const right = timingSafeEqual(digestOf(secret), Buffer.from(token?.digest ?? nobodysDigest, "hex"));
      if (!token || !right || expiresAt(token) <= clock.now()) return null;
      noteUse(token);
      return token;
    },
    start: () => clock.every(sweepEveryMs, sweep),
  };
}

/** Throws Fault `conflict` where authentication is switched off: a token would be of nobody, and outlive that. */
export function refuseNobody({ method }: Pick<Identity, "method">): void {
  if (method !== "none") return;
  throw new Fault(
    "conflict",
    "Authentication is switched off (ALLOW_INSECURE_NO_AUTH), so nobody is there to own a token, and none is needed.",
  );
}

/** What unknown tokens are compared with, so that they take as long as known ones. */
const nobodysDigest = "0".repeat(64);

/** The secret has 256 random bits, so a fast digest is enough: there is nothing to guess from. */
function digestOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}

function refuseUnseen(ids: readonly string[], sees: (repositoryId: string) => boolean): void {
  const unseen = ids.flatMap((id, at) => (sees(id) ? [] : [[`/repositoryIds/${at}`, "does not exist"] as const]));
  if (unseen.length === 0) return;
  throw new Fault("invalid-input", "A token reaches only repositories that you see.", {
    fields: Object.fromEntries(unseen),
  });
}

function entry(event: AuditEvent, { userId, username, ...client }: Actor, target: string, detail: string) {
  return { event, outcome: "ok" as const, actor: { userId, username }, ...client, target, detail };
}

function unlessGone(error: unknown): void {
  if (!isFault(error, "not-found")) throw error;
}
