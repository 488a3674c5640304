// What a browser that came back from the provider is given, by what it left for: to sign in, to link, to prove presence.
import type { UserRecord } from "../../../schemas/users.ts";
import { isFault } from "../../fault.ts";
import { type Clock, isoTime } from "../../ports/clock.ts";
import type { Accounts } from "../accounts.ts";
import type { OpenDoors } from "../doors.ts";
import type { Client, Identity, IdentityAudit } from "../identity.ts";
import type { ProviderSignIn } from "../methods/oidc/exchange.ts";
import type { PendingOf } from "../pending.ts";
import type { Sessions } from "../sessions.ts";
import type { SignIn } from "../sign-in.ts";
import type { OidcLinks } from "./oidc-links.ts";
import type { OidcSignOut } from "./oidc-sign-out.ts";
import { type OidcSession, TripFailure } from "./oidc-trip.ts";
import type { OidcUsers } from "./oidc-users.ts";

/** What to do with a browser that came back. */
export interface OidcArrival {
  /** Where it goes: a path of this origin, or an address on an origin that the configuration names. */
  readonly location: string;
  /** Signed in: the session to begin, and what it rests on. */
  readonly session: {
    readonly begins: OidcSession;
    readonly proved: { readonly user: UserRecord; readonly since: number };
  } | null;
  /** Whoever is signed in has proved presence. */
  readonly proved: boolean;
  /** What is pending from now on. */
  readonly pending: PendingOf<"oidc-link"> | null;
}

/** A trip: how it began, what the provider said, and who is signed in as it ends. */
export interface OidcTrip {
  readonly pending: PendingOf<"oidc">;
  readonly signIn: ProviderSignIn;
  readonly client: Client;
  readonly identity: Identity | null;
}

/** Ends a trip. Throws TripFailure. */
export type OidcArrivals = (trip: OidcTrip) => Promise<OidcArrival>;

export interface OidcArrivalDependencies {
  readonly users: OidcUsers;
  readonly links: Pick<OidcLinks, "add">;
  readonly signOut: Pick<OidcSignOut, "keep">;
  readonly accounts: Pick<Accounts, "seen">;
  readonly sessions: Pick<Sessions, "mark">;
  readonly signIn: Pick<SignIn, "signedIn">;
  readonly doors: Pick<OpenDoors, "password">;
  /** "" or "/x". */
  readonly basePath: string;
  readonly audit: IdentityAudit;
  readonly clock: Clock;
}

const nothing = { session: null, proved: false, pending: null } as const;
/** How far the provider's clock may be behind ours, in milliseconds. */
const toleranceMs = 30_000;

/** Creates it. */
export function createOidcArrivals(deps: OidcArrivalDependencies): OidcArrivals {
  const { users, links, signOut, accounts, doors, basePath, audit, clock } = deps;

  const signedIn = async (
    user: UserRecord,
    signIn: ProviderSignIn,
    client: Client,
  ): Promise<OidcArrival["session"]> => {
    // Roles that the provider gave just now have ended sessions themselves; from here on nothing may.
    const since = deps.sessions.mark();
    signOut.keep(signIn);
    accounts.seen(user);
    await deps.signIn.signedIn(user, client, "single sign-on");
    const { issuer, subject, sid } = signIn;
    const provedAt = provedAtOf(signIn, clock.now());
    const oidc = { issuer, subject, sid };
    const begins = { userId: user.id, method: "oidc", assurance: "provider", provedAt, oidc } as const;
    return { begins, proved: { user, since } };
  };

  const askToLink = async ({ pending, signIn, client }: OidcTrip, user: UserRecord): Promise<OidcArrival> => {
    if (!doors.password) {
      throw new TripFailure("oidc-link", "the name is that of a local account, and local sign-in is off", user.id);
    }
    signOut.keep(signIn);
    const detail = "single sign-on: the name is that of a local account that is not linked; its owner is asked";
    await audit.record({
      event: "session.sign-in",
      outcome: "denied",
      actor: null,
      ...client,
      target: user.id,
      detail,
    });
    const { issuer, subject, sid } = signIn;
    const asked = { kind: "oidc-link", userId: user.id, issuer, subject, sid, returnTo: pending.returnTo } as const;
    return { ...nothing, location: `${basePath}/link`, pending: asked };
  };

  const ends: Record<OidcTrip["pending"]["purpose"], OidcArrivals> = {
    async "sign-in"(trip) {
      const { pending, signIn, client } = trip;
      const found = await users.userOf(signIn, client);
      if (found.kind === "refused") throw new TripFailure(found.problem, found.reason, found.userId);
      if (found.kind === "link") return askToLink(trip, found.user);
      return { ...nothing, location: pending.returnTo, session: await signedIn(found.user, signIn, client) };
    },
    async link(trip) {
      const { user } = whoBegan(trip);
      try {
        await links.add(user.id, trip.signIn, { userId: user.id, username: user.username, ...trip.client });
      } catch (error) {
        if (isFault(error, "conflict")) throw new TripFailure("oidc-taken", error.detail, user.id);
        throw error;
      }
      return { ...nothing, location: trip.pending.returnTo };
    },
    async "step-up"(trip) {
      const { user } = whoBegan(trip);
      const { issuer, subject, authenticatedAtMs } = trip.signIn;
      if (user.oidc?.issuer !== issuer || user.oidc.subject !== subject) {
        throw new TripFailure("oidc-other-user", "another account of the provider answered", user.id);
      }
      if (authenticatedAtMs === null || authenticatedAtMs < trip.pending.beganAt - toleranceMs) {
        throw new TripFailure(
          "oidc-other-user",
          "the provider did not make the user sign in anew (auth_time)",
          user.id,
        );
      }
      const actor = { userId: user.id, username: user.username };
      const detail = "single sign-on";
      await audit.record({ event: "session.step-up", outcome: "ok", actor, ...trip.client, target: user.id, detail });
      return { ...nothing, location: trip.pending.returnTo, proved: true };
    },
  };
  return (trip) => ends[trip.pending.purpose](trip);
}

/** Linking and proving presence are for the one who began it, still signed in. */
function whoBegan({ identity, pending }: OidcTrip): Identity {
  if (identity === null || identity.user.id !== pending.userId || identity.limits !== null) {
    throw new TripFailure("oidc-expired", "whoever began this is not signed in any more", pending.userId);
  }
  return identity;
}

/** A sign-in that the provider answered without asking anybody proves no presence (ASVS 5.0, 6.8.4). */
function provedAtOf({ authenticatedAtMs }: ProviderSignIn, nowMs: number): string | null {
  return authenticatedAtMs === null ? null : isoTime(Math.min(authenticatedAtMs, nowMs));
}
