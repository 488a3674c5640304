// Sessions: what a cookie stands for. Only a digest of its value is stored, so that the file opens no door.
import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { SessionData, SessionRecord } from "../../schemas/sessions.ts";
import type { EventBus } from "../events/bus.ts";
import { isFault } from "../fault.ts";
import { type Clock, isoTime, type StopTimer } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Random } from "../ports/random.ts";
import type { Collection } from "./collection.ts";
import type { Client } from "./identity.ts";

export interface Sessions {
  /** A new value for the cookie: 256 random bits. */
  newId(): string;
  /** What the session holds, or null where it has ended. `touch` says that a person is there, which keeps it alive. */
  read(id: string, options: { readonly touch: boolean }): SessionData | null;
  /** It lives from when its user signed in, however often it is renewed. `lifetimeMs` where it is not that of the settings. */
  begin(id: string, data: SessionData, client: Client, options?: { readonly lifetimeMs?: number }): Promise<void>;
  /** Replaces what a session holds. One that has ended meanwhile stays ended. */
  write(id: string, data: SessionData): Promise<void>;
  end(id: string): Promise<void>;
  /** Ends one by its stored id. */
  endStored(storedId: string): Promise<void>;
  /** Changes what a session holds, by its stored id, such as when presence was proved. Nothing happens to one that has ended. */
  note(storedId: string, change: Partial<Pick<SessionData, "provedAt" | "assurance">>): Promise<void>;
  /** Ends those for which `matches` holds, such as all of a provider's session. */
  endWhere(matches: (data: SessionData) => boolean): Promise<void>;
  /** Ends all of a user, but for the one of that stored id. */
  endAll(userId: string, options?: { readonly except?: string | null }): Promise<void>;
  list(userId: string): readonly SessionRecord[];
  /** Begins to remove expired ones, so that their streams end without a request. */
  start(): StopTimer;
}

export interface SessionDependencies {
  readonly collection: Collection<SessionRecord>;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: Pick<EventBus, "publish">;
  readonly log: Log;
  /** Lifetimes in milliseconds: without anybody there, and at all. Asked each time. */
  lifetimes(): { readonly idleMs: number; readonly lifetimeMs: number };
}

const minute = 60_000;
/** What the settings may ask for at most; the cookie is kept as long. */
export const maxLifetimeMs = 90 * 24 * 60 * minute;
const touchEveryMs = 5 * minute;
const sweepEveryMs = minute;
/** Of each kind. */
const maxPerUser = 50;

/** The id that a session is stored under. */
export function storedSessionId(id: string): string {
  return createHash("sha256").update(id).digest("hex");
}

/** Creates the sessions over their collection. */
export function createSessions(deps: SessionDependencies): Sessions {
  const { collection, clock, random, events, log, lifetimes } = deps;
  const touching = new Set<string>();

  const isAlive = (record: SessionRecord) =>
    clock.now() < Date.parse(record.expiresAt) &&
    // A program may well be silent for long; a signed token lives as long as it says.
    (record.data.kind === "bearer" || clock.now() < Date.parse(record.lastSeenAt) + lifetimes().idleMs);

  const ofUser = (userId: string) => collection.list().filter(({ data }) => data.userId === userId);

  const remove = async (storedIds: readonly string[]) => {
    if (storedIds.length === 0) return;
    // Told first: whatever becomes of the write, a stream must not outlive the decision to end it.
    events.publish("session.ended", { sessionIds: storedIds });
    await Promise.all(storedIds.map((id) => collection.remove(id).catch(unlessGone)));
  };

  const touch = (record: SessionRecord) => {
    if (touching.has(record.id) || clock.now() < Date.parse(record.lastSeenAt) + touchEveryMs) return;
    touching.add(record.id);
    collection
      .update(record.id, (now) => ({ ...now, lastSeenAt: isoTime(clock.now()) }))
      .catch(unlessGone)
      // Not being able to note it must not refuse the request; the session then ends earlier.
      .catch((error: unknown) => log.warn("A session's last use could not be noted", { error }))
      .finally(() => touching.delete(record.id));
  };

  /** A program that asks for tokens over and over signs no browser out. */
  const makeRoom = ({ userId, kind }: SessionData) => {
    const oldestFirst = ofUser(userId)
      .filter(({ data }) => data.kind === kind)
      .toSorted((a, b) => a.lastSeenAt.localeCompare(b.lastSeenAt));
    return remove(oldestFirst.slice(0, Math.max(0, oldestFirst.length - maxPerUser + 1)).map(({ id }) => id));
  };

  const sweep = () =>
    remove(
      collection
        .list()
        .filter((record) => !isAlive(record))
        .map(({ id }) => id),
    ).catch((error: unknown) => log.warn("Expired sessions could not be removed", { error }));

  return {
    newId: () => random.bytes(32).toString("base64url"),
    read(id, options) {
      const record = collection.get(storedSessionId(id));
      if (!record || !isAlive(record)) return null;
      if (options.touch) touch(record);
      return record.data;
    },
    async begin(id, data, client, options = {}) {
      await makeRoom(data);
      const now = clock.now();
      await collection.insert({
        id: storedSessionId(id),
        data: { ...data },
        createdAt: isoTime(now),
        lastSeenAt: isoTime(now),
        expiresAt: isoTime(Date.parse(data.authenticatedAt) + (options.lifetimeMs ?? lifetimes().lifetimeMs)),
        userAgent: client.userAgent?.slice(0, 300) ?? null,
        address: client.address,
      });
    },
    async write(id, data) {
      const record = collection.get(storedSessionId(id));
      if (!record || isDeepStrictEqual(record.data, data)) return;
      await collection.update(record.id, (now) => ({ ...now, data: { ...data } })).catch(unlessGone);
    },
    end: (id) => remove(collection.get(storedSessionId(id)) ? [storedSessionId(id)] : []),
    endStored: (storedId) => remove(collection.get(storedId) ? [storedId] : []),
    async note(storedId, change) {
      if (!collection.get(storedId)) return;
      await collection.update(storedId, (now) => ({ ...now, data: { ...now.data, ...change } })).catch(unlessGone);
    },
    endWhere: (matches) =>
      remove(
        collection
          .list()
          .filter(({ data }) => matches(data))
          .map(({ id }) => id),
      ),
    endAll: (userId, options = {}) =>
      remove(
        ofUser(userId)
          .map(({ id }) => id)
          .filter((id) => id !== options.except),
      ),
    list: (userId) => ofUser(userId).filter(isAlive),
    start: () => clock.every(sweepEveryMs, () => void sweep()),
  };
}

function unlessGone(error: unknown): void {
  if (!isFault(error, "not-found")) throw error;
}
