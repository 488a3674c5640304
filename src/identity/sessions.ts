// Sessions: what a cookie stands for. Only a digest of its value is stored, so that the file opens no door.
import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { SessionData, SessionRecord } from "../../schemas/sessions.ts";
import type { EventBus } from "../events/bus.ts";
import { Fault, isFault } from "../fault.ts";
import { type Clock, isoTime, type StopTimer } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Random } from "../ports/random.ts";
import type { Collection } from "./collection.ts";
import type { Client } from "./identity.ts";
import { createEndings, type SessionBasis } from "./session-basis.ts";

/** How a session begins. */
export interface SessionBeginning {
  /** Where it is not that of the settings. */
  readonly lifetimeMs?: number;
  readonly basis?: SessionBasis;
  /** Stored id of the session that ends as this one begins. */
  readonly replaces?: string | undefined;
}

export interface Sessions {
  /** A new value for the cookie: 256 random bits. */
  newId(): string;
  /** What the session holds, or null where it has ended. `touch` says that a person is there, which keeps it alive. */
  read(id: string, options: { readonly touch: boolean }): SessionData | null;
  /** A moment, for `SessionBasis.since`. */
  mark(): number;
  /** Whether a session of the user could begin that rests on that. */
  stands(userId: string, basis: SessionBasis): boolean;
  /**
   * It lives from when its user signed in, however often it is renewed. Throws Fault `not-signed-in`, and nothing has begun,
   * where what it rests on does not stand once it is written.
   */
  begin(id: string, data: SessionData, client: Client, options?: SessionBeginning): Promise<void>;
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
  const endings = createEndings();
  /** Sessions being written, and what of the ones before them is being ended meanwhile. */
  const beginnings = new Set<{ readonly data: SessionData; readonly continues: string | undefined; ended: boolean }>();

  const isAlive = (record: SessionRecord) =>
    clock.now() < Date.parse(record.expiresAt) &&
    // A program may well be silent for long; a signed token lives as long as it says.
    (record.data.kind === "bearer" || clock.now() < Date.parse(record.lastSeenAt) + lifetimes().idleMs);

  const ofUser = (userId: string) => collection.list().filter(({ data }) => data.userId === userId);

  const remove = async (storedIds: readonly string[]) => {
    if (storedIds.length === 0) return;
    // Told first: whatever becomes of the write, a stream must not outlive the decision to end it.
    events.publish("session.ended", { sessionIds: storedIds });
    for (const one of beginnings) if (storedIds.includes(one.continues ?? "")) one.ended = true;
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
  const makeRoom = ({ userId, kind }: SessionData, replaces: string | undefined) => {
    const oldestFirst = ofUser(userId)
      .filter(({ id, data }) => data.kind === kind && id !== replaces)
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

  const stands = (userId: string, { since = endings.mark(), continues, holds = () => true }: SessionBasis) => {
    if (!holds()) return false;
    if (continues === undefined) return !endings.hasEnded(userId, since);
    const before = collection.get(continues);
    return before !== undefined && isAlive(before);
  };

  return {
    newId: () => random.bytes(32).toString("base64url"),
    read(id, options) {
      const record = collection.get(storedSessionId(id));
      if (!record || !isAlive(record)) return null;
      if (options.touch) touch(record);
      return record.data;
    },
    mark: endings.mark,
    stands,
    async begin(id, data, client, { lifetimeMs = lifetimes().lifetimeMs, basis: given = {}, replaces } = {}) {
      const basis = { ...given, since: given.since ?? endings.mark() };
      const storedId = storedSessionId(id);
      const beginning = { data, continues: basis.continues, ended: false };
      const requireBasis = () => {
        if (!beginning.ended && stands(data.userId, basis)) return;
        throw new Fault(
          "not-signed-in",
          "You have been signed out meanwhile, or your account was changed. Sign in again.",
        );
      };
      beginnings.add(beginning);
      try {
        await makeRoom(data, replaces);
        requireBasis();
        const now = clock.now();
        await collection.insert({
          id: storedId,
          data: { ...data },
          createdAt: isoTime(now),
          lastSeenAt: isoTime(now),
          expiresAt: isoTime(Date.parse(data.authenticatedAt) + lifetimeMs),
          userAgent: client.userAgent?.slice(0, 300) ?? null,
          address: client.address,
        });
        try {
          requireBasis();
        } catch (error) {
          await remove([storedId]); // whoever ended them did not see this one, which was not there yet
          throw error;
        }
      } finally {
        beginnings.delete(beginning);
      }
      if (replaces !== undefined && collection.get(replaces)) await remove([replaces]);
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
    endWhere(matches) {
      for (const one of beginnings) if (matches(one.data)) one.ended = true;
      const found = collection.list().filter(({ data }) => matches(data));
      return remove(found.map(({ id }) => id));
    },
    endAll(userId, options = {}) {
      endings.ofUser(userId);
      const found = ofUser(userId).filter(({ id }) => id !== options.except);
      return remove(found.map(({ id }) => id));
    },
    list: (userId) => ofUser(userId).filter(isAlive),
    start: () => clock.every(sweepEveryMs, () => void sweep()),
  };
}

function unlessGone(error: unknown): void {
  if (!isFault(error, "not-found")) throw error;
}
