// Users: found by id or by (door, subject), changed one at a time, and every change is recorded.

import type { RepositoryRole } from "../../schemas/access.ts";
import type { AuditEvent } from "../../schemas/audit.ts";
import type { StoredPassword, UserPatch, UserRecord } from "../../schemas/users.ts";
import type { EventBus } from "../events/bus.ts";
import { Fault } from "../fault.ts";
import { createOneAtATime, type OneAtATime } from "../one-at-a-time.ts";
import { type Clock, isoTime } from "../ports/clock.ts";
import { newId, type Random } from "../ports/random.ts";
import type { Collection } from "./collection.ts";
import { canSignIn, hasAdministrator, type OpenDoors } from "./doors.ts";
import type { Actor } from "./identity.ts";

/** What a new user is made of; everything else starts out as least. */
export type NewUser = Pick<UserRecord, "door" | "subject" | "username" | "role"> &
  Partial<Omit<UserRecord, "id" | "revision" | "createdAt" | "lastSeenAt">>;

/** Somebody who did something; null where Borgdeck itself did. */
export type By = Actor | null;

export interface Accounts {
  get(id: string): UserRecord | undefined;
  list(): readonly UserRecord[];
  byDoor(door: UserRecord["door"], subject: string): UserRecord | undefined;
  /** Whoever is linked to that account of an identity provider. */
  byOidc(issuer: string, subject: string): UserRecord | undefined;
  /** Returns the one that is there already where another made it first. */
  create(user: NewUser, by: By, detail: string): Promise<UserRecord>;
  /**
   * Changes a user by a function of the record as it is at that moment, so that what is checked in it (a code not used
   * yet, a counter) still holds when it is written; a Fault thrown in it changes nothing. Refuses to leave nobody who
   * administers. Ends the access of who is not active then, and the sessions of who has another role: one that was begun
   * with one role is not carried over to another (ASVS 7.2.4). `event` null: it is no news, and neither recorded nor told
   * to streams.
   */
  change(
    id: string,
    change: (user: UserRecord) => Partial<UserRecord>,
    by: By,
    event: { readonly name: AuditEvent; readonly detail: string } | null,
    options?: { ifRevision?: number | undefined },
  ): Promise<UserRecord>;
  /** Removes a user for good, with sessions, tokens and secrets. Throws as patch does. */
  remove(id: string, options: { ifRevision?: number | undefined }, by: By): Promise<void>;
  /**
   * What an administrator changes. Throws Fault `not-found`, `stale-revision`, or `conflict` where no administrator could
   * sign in any more.
   */
  patch(id: string, patch: UserPatch, options: { ifRevision?: number | undefined }, by: By): Promise<UserRecord>;
  setGrant(id: string, repositoryId: string, role: RepositoryRole, by: By): Promise<UserRecord>;
  removeGrant(id: string, repositoryId: string, by: By): Promise<UserRecord>;
  /** Stores a hash. Ending sessions is for who calls. */
  setPassword(id: string, password: StoredPassword, options: { mustChange: boolean }, by: By): Promise<UserRecord>;
  /** What a proxy or provider says about a user; never a role. */
  describe(id: string, about: Partial<Pick<UserRecord, "displayName" | "email">>): Promise<UserRecord>;
  /** Makes somebody an administrator if, at that moment, none could sign in. */
  promoteIfNone(id: string, detail: string): Promise<UserRecord>;
  /** Notes that the user is here; written at most once a day, so that revisions stay those of real changes. */
  seen(user: UserRecord): void;
  lastSeenAt(user: UserRecord): string | null;
  /** Does something between changes of users: a decision that rests on who can sign in, and must not be overtaken by one. */
  readonly inTurn: OneAtATime;
}

export interface AccountDependencies {
  readonly collection: Collection<UserRecord>;
  readonly doors: OpenDoors;
  /** Ends sessions, streams and tokens. */
  readonly endAccess: (userId: string) => Promise<void>;
  /** Ends sessions and streams. */
  readonly endSessions: (userId: string) => Promise<void>;
  /** Removes a user's secrets from the vault. */
  readonly forgetSecrets: (userId: string) => Promise<void>;
  readonly audit: {
    record(entry: {
      event: AuditEvent;
      outcome: "ok";
      actor: By;
      target: string;
      detail: string | null;
    }): Promise<void>;
  };
  readonly events: Pick<EventBus, "publish">;
  readonly clock: Clock;
  readonly random: Random;
}

const maxUsers = 10_000;
const maxGrants = 1000;

/** Creates the accounts over their collection. */
export function createAccounts(deps: AccountDependencies): Accounts {
  const { collection, doors, audit, events, clock, random } = deps;
  const inTurn = createOneAtATime();
  const lastSeen = createLastSeen(deps);
  const ids = new Map(collection.list().map((user) => [doorKey(user.door, user.subject), user.id]));

  const byDoor: Accounts["byDoor"] = (door, subject) => {
    const id = ids.get(doorKey(door, subject));
    return id === undefined ? undefined : collection.get(id);
  };

  const byOidc: Accounts["byOidc"] = (issuer, subject) =>
    collection.list().find(({ oidc }) => oidc?.issuer === issuer && oidc.subject === subject);

  const existing = (id: string) => {
    const user = collection.get(id);
    if (!user) throw new Fault("not-found", "There is no such user.");
    return user;
  };

  /** Changes a user, tells the streams, records it, and ends what rested on what the user was before. */
  const change: Accounts["change"] = async (id, to, by, event, { ifRevision } = {}) => {
    let before = existing(id);
    const user = await collection.update(
      id,
      (now) => {
        before = now;
        const next = withoutOldInvitation(now, { ...now, ...to(now) });
        refuseToLeaveNobody(now, next, collection.list(), doors);
        return next;
      },
      ifRevision === undefined ? {} : { ifRevision },
    );
    if (event === null) return user;
    events.publish("access.changed", { userId: id });
    // Before it is written down: what rested on the role before must not wait for a disk.
    if (!user.active) await deps.endAccess(id);
    else if (user.role !== before.role) await deps.endSessions(id);
    await audit.record({ event: event.name, outcome: "ok", actor: by, target: id, detail: event.detail });
    return user;
  };

  const create: Accounts["create"] = (given, by, detail) =>
    inTurn(async () => {
      const linked = given.oidc ? byOidc(given.oidc.issuer, given.oidc.subject) : undefined;
      const known = byDoor(given.door, given.subject) ?? linked;
      if (known) return known;
      if (ids.size >= maxUsers) throw new Fault("not-allowed", `There are ${maxUsers} users; no more are taken.`);
      const now = isoTime(clock.now());
      // Whom a proxy or provider brought is here at this moment; a local account waits for its first sign-in.
      const lastSeenAt = given.door === "local" ? null : now;
      const user = await collection.insert({ ...blank(), ...given, id: newId(random), createdAt: now, lastSeenAt });
      ids.set(doorKey(user.door, user.subject), user.id);
      await audit.record({ event: "user.create", outcome: "ok", actor: by, target: user.id, detail });
      return user;
    });

  const patch: Accounts["patch"] = (id, wanted, options, by) =>
    inTurn(() => {
      const event = { name: "user.change" as const, detail: describeChange(existing(id), wanted) };
      // Either word is an administrator's decision: who was refused does not wait any longer.
      const decided = wanted.active === undefined ? {} : { pending: false };
      return change(id, () => ({ ...wanted, ...decided }), by, event, options);
    });

  const remove: Accounts["remove"] = (id, { ifRevision }, by) =>
    inTurn(async () => {
      const user = existing(id);
      refuseToLeaveNobody(user, { ...user, active: false }, collection.list(), doors);
      await collection.remove(id, ifRevision === undefined ? {} : { ifRevision });
      ids.delete(doorKey(user.door, user.subject));
      await deps.endAccess(id);
      await deps.forgetSecrets(id);
      events.publish("access.changed", { userId: id });
      await audit.record({ event: "user.remove", outcome: "ok", actor: by, target: id, detail: user.username });
    });

  const setGrant: Accounts["setGrant"] = (id, repositoryId, role, by) =>
    inTurn(async () => {
      const others = existing(id).grants.filter((grant) => grant.repositoryId !== repositoryId);
      if (others.length >= maxGrants)
        throw new Fault("conflict", `A user has ${maxGrants} grants at most; use the role on all repositories.`);
      const grants = [...others, { repositoryId, role }];
      return change(id, () => ({ grants }), by, { name: "grant.set", detail: `${role} on ${repositoryId}` });
    });

  const removeGrant: Accounts["removeGrant"] = (id, repositoryId, by) =>
    inTurn(async () => {
      const user = existing(id);
      const grants = user.grants.filter((grant) => grant.repositoryId !== repositoryId);
      if (grants.length === user.grants.length)
        throw new Fault("not-found", "The user has no grant on this repository.");
      return change(id, () => ({ grants }), by, { name: "grant.remove", detail: `on ${repositoryId}` });
    });

  return {
    get: (id) => collection.get(id),
    list: () => collection.list(),
    byDoor,
    byOidc,
    create,
    change: (...given) => inTurn(() => change(...given)),
    remove,
    patch,
    setGrant,
    removeGrant,
    setPassword: (id, password, { mustChange }, by) =>
      change(id, () => ({ password, mustChangePassword: mustChange, invitation: null }), by, {
        name: "password.change",
        detail: mustChange ? "must be changed at the next sign-in" : "changed",
      }),
    describe: (id, about) => collection.update(id, (now) => ({ ...now, ...about })),
    promoteIfNone: async (id, detail) => {
      if (hasAdministrator(collection.list(), doors)) return existing(id);
      return inTurn(async () => {
        // Looked at again: in the meantime another may have become one.
        if (hasAdministrator(collection.list(), doors)) return existing(id);
        return change(id, () => ({ role: "admin" }), null, { name: "user.change", detail });
      });
    },
    ...lastSeen,
    inTurn,
  };
}

function createLastSeen({ collection, clock }: AccountDependencies): Pick<Accounts, "seen" | "lastSeenAt"> {
  const dayMs = 24 * 60 * 60_000;
  const at = new Map<string, number>();
  const noting = new Set<string>();
  return {
    seen(user) {
      const now = clock.now();
      at.set(user.id, now);
      if (noting.has(user.id) || (user.lastSeenAt !== null && now < Date.parse(user.lastSeenAt) + dayMs)) return;
      noting.add(user.id);
      collection
        .update(user.id, (record) => ({ ...record, lastSeenAt: isoTime(now) }))
        .catch(() => {
          // It is only shown; a store that cannot be written says so where it matters.
        })
        .finally(() => noting.delete(user.id));
    },
    lastSeenAt(user) {
      const now = at.get(user.id);
      return now === undefined ? user.lastSeenAt : isoTime(now);
    },
  };
}

function blank() {
  return {
    displayName: null,
    email: null,
    allRepositoriesRole: "none" as const,
    grants: [],
    active: true,
    pending: false,
    password: null,
    mustChangePassword: false,
    totp: null,
    webauthnId: null,
    passkeys: [],
    oidc: null,
    invitation: null,
  };
}

/** The last administrator who can sign in stays one: otherwise nobody could ever make another. */
function refuseToLeaveNobody(
  before: UserRecord,
  after: UserRecord,
  users: readonly UserRecord[],
  doors: OpenDoors,
): void {
  const counts = (user: UserRecord) => user.role === "admin" && canSignIn(user, doors);
  if (!counts(before) || counts(after) || hasAdministrator(users, doors, before.id)) return;
  throw new Fault(
    "conflict",
    "This is the last administrator who can sign in. Make somebody else administrator first.",
  );
}

/** Who was invited to be one thing must not come in as another, and who was shut out not at all. */
function withoutOldInvitation(before: UserRecord, after: UserRecord): UserRecord {
  return after.active && after.role === before.role ? after : { ...after, invitation: null };
}

function describeChange(before: UserRecord, wanted: UserPatch): string {
  return Object.entries(wanted)
    .map(([field, value]) => `${field}: ${before[field as keyof UserRecord]} → ${value}`)
    .join("; ");
}

function doorKey(door: UserRecord["door"], subject: string): string {
  return `${door} ${subject}`;
}
