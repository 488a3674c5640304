// Puts the parts of this folder together; service.ts calls it once.
import type { AllRepositoriesRole } from "../../schemas/access.ts";
import type { SessionRecord, UserRecord } from "../../schemas/users.ts";
import type { EventBus } from "../events/bus.ts";
import type { Clock, StopTimer } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Random } from "../ports/random.ts";
import { type AccountDependencies, type Accounts, createAccounts } from "./accounts.ts";
import type { OpenDoors } from "./administrators.ts";
import { createPasswordChanges, type PasswordChanges } from "./change-password.ts";
import { clientAddress } from "./client-address.ts";
import type { Collection } from "./collection.ts";
import { ensureFirstAdmin, type FirstAdmin } from "./first-admin.ts";
import { createHeaderMethod, type ProxyHeaders } from "./methods/header.ts";
import { createPasswords } from "./methods/password.ts";
import { createTrustedPeers } from "./peers.ts";
import { openPepper, type PepperDependencies } from "./pepper.ts";
import { createProxyUsers } from "./proxy-users.ts";
import { createResolve, type Resolve } from "./resolve.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import { createSignIn, type SignIn, type SignInDependencies } from "./sign-in.ts";
import { createThrottle } from "./throttle.ts";
import { createUserCommands, type UserCommands } from "./user-commands.ts";

/** The settings that this folder obeys. */
export interface IdentityConfig {
  readonly initialAdminPassword: string | null;
  readonly proxyAuth:
    | (ProxyHeaders & {
        readonly initialAdmin: string | null;
        readonly defaultAllRepositoriesRole: AllRepositoriesRole;
        readonly localFallback: boolean;
        readonly signOutUrl: string | null;
      })
    | null;
}

export interface IdentityDependencies {
  readonly users: Collection<UserRecord>;
  readonly sessions: Collection<SessionRecord>;
  readonly vault: PepperDependencies["vault"];
  readonly audit: AccountDependencies["audit"] & SignInDependencies["audit"];
  readonly events: Pick<EventBus, "publish">;
  readonly ports: { readonly clock: Clock; readonly random: Random; readonly log: Log };
  readonly config: IdentityConfig;
  /** Rounds of bcrypt as a power of two; only tests say less than the default. */
  readonly passwordCost?: number;
}

export interface IdentityService extends Resolve, SignIn {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly passwords: PasswordChanges;
  /** The ways of signing in that are offered. */
  readonly doors: OpenDoors;
  /** Where the proxy ends its own session, if that is known. */
  readonly signOutUrl: string | null;
  /** Makes the first administrator where there is nobody; null when there is nothing to announce. */
  ensureFirstAdmin(): Promise<FirstAdmin | null>;
  /** The client's address behind trusted proxies. */
  clientAddress(peer: string | null, forwardedFor: readonly string[]): string | null;
  /** Does what the command line on the host asks: `user.list`, `user.set-role`, `user.reset-password`. */
  readonly command: UserCommands;
  /** Begins to end expired sessions. */
  start(): StopTimer;
}

/** Opens it: reads the pepper (makes it the first time) and wires the rest. */
export async function openIdentity(deps: IdentityDependencies): Promise<IdentityService> {
  const { audit, events, config } = deps;
  const { clock, random, log } = deps.ports;
  const proxy = config.proxyAuth;
  const doors: OpenDoors = { password: proxy === null || proxy.localFallback, header: proxy !== null };
  const trusted = createTrustedPeers(proxy?.trustedProxies ?? []);
  const pepper = await openPepper({ vault: deps.vault, random, users: deps.users });
  const hashing = createPasswords({ pepper, ...(deps.passwordCost === undefined ? {} : { cost: deps.passwordCost }) });

  const sessions = createSessions({ collection: deps.sessions, clock, random, events, log });
  const endSessions = (userId: string) => sessions.endAll(userId);
  const accounts = createAccounts({ collection: deps.users, doors, endSessions, audit, events, clock, random });
  const throttle = createThrottle(clock);
  const signIn = createSignIn({ accounts, passwords: hashing, throttle, audit, clock, enabled: doors.password });
  const passwords = createPasswordChanges({ accounts, passwords: hashing, signIn, sessions });
  const header = proxy && createHeaderMethod(proxy);
  const proxyUsers = proxy && createProxyUsers({ accounts, ...proxy });
  const resolve = createResolve({
    header,
    localSessions: doors.password,
    accounts,
    proxyUsers,
    sessions,
    audit,
    clock,
  });

  return {
    ...resolve,
    ...signIn,
    accounts,
    sessions,
    passwords,
    doors,
    signOutUrl: proxy?.signOutUrl ?? null,
    ensureFirstAdmin: () =>
      ensureFirstAdmin({
        accounts,
        passwords: hashing,
        random,
        doors,
        initialPassword: config.initialAdminPassword,
        proxyInitialAdmin: proxy?.initialAdmin ?? null,
      }),
    clientAddress: (peer, forwardedFor) => clientAddress(peer, forwardedFor, trusted),
    command: createUserCommands({ accounts, passwords, random }),
    start: () => sessions.start(),
  };
}
