// Puts the parts of this folder together; service.ts calls it once.
import type { AllRepositoriesRole } from "../../schemas/access.ts";
import type { TokenRecord } from "../../schemas/account.ts";
import type { Obligation, SessionRecord, SessionReply } from "../../schemas/sessions.ts";
import type { AuthSettings, OidcSettings } from "../../schemas/sign-in-settings.ts";
import type { ThrottleRecord } from "../../schemas/throttle.ts";
import type { UserRecord } from "../../schemas/users.ts";
import type { EventBus } from "../events/bus.ts";
import type { Clock, StopTimer } from "../ports/clock.ts";
import type { Fetch } from "../ports/fetch.ts";
import type { Log } from "../ports/log.ts";
import type { Random } from "../ports/random.ts";
import { type AccountDependencies, type Accounts, createAccounts } from "./accounts.ts";
import type { Collection } from "./collection.ts";
import { createDoors, isOpenTo, type OpenDoors } from "./doors.ts";
import { openFactors } from "./factors/open-factors.ts";
import type { PasskeySignIn } from "./factors/passkey-sign-in.ts";
import type { Passkeys } from "./factors/passkeys.ts";
import { type SecondFactors, totpVault } from "./factors/second-factors.ts";
import type { TwoFactor, TwoFactorDependencies } from "./factors/two-factor.ts";
import type { Identity } from "./identity.ts";
import { createBearerTokens } from "./methods/bearer.ts";
import { createPasswords } from "./methods/password.ts";
import { createProxyMethod, type ProxyMethodConfig } from "./methods/proxy-method.ts";
import { obligationOf } from "./obligation.ts";
import { type OidcService, openOidc } from "./oidc/open-oidc.ts";
import { createPasswordChanges, type PasswordChanges } from "./passwords/change-password.ts";
import { openPepper, type PepperDependencies } from "./passwords/pepper.ts";
import { createTrustedPeers } from "./peers.ts";
import { createPending, type PendingStore } from "./pending.ts";
import { createPresence, type Presence } from "./presence.ts";
import { createClientAddresses } from "./proxy/client-address.ts";
import { createProxyCheck, type ProxyCheck } from "./proxy/proxy-check.ts";
import { createProxyUsers } from "./proxy/proxy-users.ts";
import { createResolve, type Resolve } from "./resolve.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import { createSignIn, type SignIn, type SignInDependencies } from "./sign-in.ts";
import { createSignInChallenge, type SignInChallenge } from "./sign-in-challenge.ts";
import { stepUpMethodsOf } from "./step-up.ts";
import { createThrottling, type Throttling } from "./throttle/throttling.ts";
import { type Bearers, createBearers } from "./tokens/bearer.ts";
import { createTokens, type Tokens } from "./tokens/tokens.ts";
import { ensureEverybody, everybodySubject, retireEverybody } from "./users/everybody.ts";
import { ensureFirstAdmin, type FirstAdmin } from "./users/first-admin.ts";
import { createUserCommands, type UserCommands } from "./users/user-commands.ts";
import { createUserServices, type UserServices } from "./users/user-services.ts";

/** What of the configuration this folder obeys. */
export interface IdentityConfig {
  /** The service's root as browsers see it; null where only local addresses are known. */
  readonly publicBaseUrl: string | null;
  /** "" or "/x". */
  readonly basePath: string;
  /** Where we listen; 0 for any free port. */
  readonly port: number;
  /** Other origins that single sign-on may send a browser back to (OIDC_ALLOWED_RETURN_ORIGINS). */
  readonly returnOrigins: readonly string[];
  /** Authentication is switched off: everybody is an administrator (ALLOW_INSECURE_NO_AUTH). */
  readonly noAuthentication: boolean;
  readonly initialAdminPassword: string | null;
  /** Whose word on a client's address counts, also where no proxy authenticates. */
  readonly trustedProxies: readonly string[];
  readonly proxyAuth:
    | (ProxyMethodConfig & {
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
  readonly tokens: Collection<TokenRecord>;
  readonly throttle: Collection<ThrottleRecord>;
  /** What administrators set while the service runs. */
  readonly settings: {
    readonly auth: { read(): { readonly value: AuthSettings } };
    readonly oidc: { read(): { readonly value: OidcSettings }; write(value: OidcSettings): Promise<unknown> };
  };
  readonly vault: PepperDependencies["vault"] & TwoFactorDependencies["vault"];
  /** 32 bytes for one purpose, the same for as long as the master key is. */
  deriveKey(purpose: string): Buffer;
  readonly audit: AccountDependencies["audit"] & SignInDependencies["audit"];
  readonly events: Pick<EventBus, "publish">;
  readonly ports: { readonly clock: Clock; readonly random: Random; readonly log: Log; readonly fetch: Fetch };
  readonly config: IdentityConfig;
  /** Rounds of bcrypt as a power of two; only tests say less than the default. */
  readonly passwordCost?: number;
}

export interface IdentityService extends Resolve, SignIn, ProxyCheck, SignInChallenge, Presence, Bearers, UserServices {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  readonly passwords: PasswordChanges;
  readonly passkeys: Passkeys & PasskeySignIn;
  readonly twoFactor: TwoFactor;
  readonly oidc: OidcService;
  /** Takes a one-time or recovery code of a user, once. Whoever proves a password for a user with two-factor asks for it. */
  readonly proveSecondFactor: SecondFactors["prove"];
  readonly pending: PendingStore;
  /** What a browser keeps of a sign-in, so that it need not wait while others guess. */
  readonly deviceNote: Throttling["deviceNote"];
  /** What somebody who is signed in has to do first; null when nothing. */
  obligationOf(identity: Pick<Identity, "user" | "method">): Obligation | null;
  /** How somebody can prove presence again. */
  stepUpMethods(identity: Identity): SessionReply["stepUp"]["methods"];
  /** What every page must say of how it is signed in; null when nothing. */
  bannerOf(identity: Identity): SessionReply["banner"];
  /** The ways of signing in that are offered. */
  readonly doors: OpenDoors;
  /** Where the proxy ends its own session, if that is known. */
  readonly signOutUrl: string | null;
  /** Makes the first administrator where there is nobody, or the user that everybody is; null when there is nothing to announce. */
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
  const authSettings = () => deps.settings.auth.read().value;
  const oidcSettings = () => deps.settings.oidc.read().value;
  const doors = createDoors(config, oidcSettings);
  const trusted = createTrustedPeers(config.trustedProxies);
  const pepper = await openPepper({ vault: deps.vault, random, users: deps.users });
  const hashing = createPasswords({ pepper, ...(deps.passwordCost === undefined ? {} : { cost: deps.passwordCost }) });

  const lifetimes = () => ({ idleMs: authSettings().sessionIdleMs, lifetimeMs: authSettings().sessionLifetimeMs });
  const sessions = createSessions({ collection: deps.sessions, clock, random, events, log, lifetimes });
  const pending = createPending({ clock, random });
  const tokens = createTokens({ collection: deps.tokens, clock, random, events, audit, log });
  const accounts = createAccounts({
    collection: deps.users,
    doors,
    endSessions: (userId) => sessions.endAll(userId),
    async endAccess(userId) {
      await Promise.all([sessions.endAll(userId), tokens.endAll(userId)]);
    },
    forgetSecrets: (userId) => deps.vault.remove(totpVault.idOf(userId)),
    audit,
    events,
    clock,
    random,
  });
  const throttling = createThrottling({ ...deps, ...deps.ports, collection: deps.throttle, accounts });
  const { attempts } = throttling;
  const signIn = createSignIn({ accounts, passwords: hashing, attempts, audit, clock, doors });
  const passwords = createPasswordChanges({ accounts, passwords: hashing, signIn, sessions, doors, clock });
  const factors = openFactors({ ...deps, ...deps.ports, accounts, sessions, signIn, attempts, doors });
  const { secondFactors, passkeys } = factors;
  const challenge = createSignInChallenge({ accounts, secondFactors, signIn, doors });
  const presence = createPresence({ signIn, secondFactors, passkeys, doors, audit });
  const oidc = openOidc({
    settings: oidcSettings,
    vault: deps.vault,
    accounts,
    sessions,
    signIn,
    secondFactors,
    doors,
    doorsUnder: (value) => createDoors(config, () => value),
    requireTotpFor: () => authSettings().requireTotpFor,
    audit,
    ports: deps.ports,
    publicBaseUrl: config.publicBaseUrl,
    instead: config.noAuthentication ? "nobody" : proxy && "proxy",
    returnRules: { basePath: config.basePath, origins: config.returnOrigins },
  });
  const proxyUsers = proxy && createProxyUsers({ accounts, audit, ...proxy });
  const resolve = createResolve({
    proxy: proxy && createProxyMethod(proxy, deps.ports),
    doors,
    accounts,
    proxyUsers,
    sessions,
    everybody: config.noAuthentication ? () => accounts.byDoor("local", everybodySubject) : null,
    audit,
    clock,
  });

  const bearers = createBearers({
    accounts,
    tokens,
    signed: createBearerTokens(() => deps.deriveKey("bearer.sign")),
    sessions,
    doors,
    assertionInAuthorization: proxy?.assertion?.header.toLowerCase() === "authorization",
    lifetimeMs: () => authSettings().bearerLifetimeMs,
    audit,
    clock,
  });

  const userServices = createUserServices({
    accounts,
    passwords: hashing,
    sessions,
    signIn,
    proveSecondFactor: secondFactors.prove,
    bearers,
    doors,
    authSettings,
    oidcSettings,
    passkeysPossible: factors.passkeysPossible,
    audit,
    clock,
    random,
    config,
  });

  return {
    ...resolve,
    ...signIn,
    ...challenge,
    ...presence,
    ...bearers,
    ...userServices,
    accounts,
    sessions,
    tokens,
    passwords,
    passkeys,
    twoFactor: factors.twoFactor,
    oidc,
    proveSecondFactor: secondFactors.prove,
    pending,
    deviceNote: throttling.deviceNote,
    doors,
    obligationOf: (identity) => obligationOf(identity, authSettings().requireTotpFor),
    stepUpMethods: ({ user, limits }) => (limits === null ? stepUpMethodsOf(user, doors) : []),
    bannerOf: ({ method }) => {
      if (method === "none") return "no-authentication";
      return proxy !== null && (method === "password" || method === "passkey") ? "local-fallback" : null;
    },
    signOutUrl: proxy?.signOutUrl ?? null,
    async ensureFirstAdmin() {
      if (config.noAuthentication) {
        await ensureEverybody(accounts);
        return null;
      }
      await retireEverybody(accounts);
      return ensureFirstAdmin({
        accounts,
        passwords: hashing,
        random,
        doors,
        initialPassword: config.initialAdminPassword,
        proxyInitialAdmin: proxy?.initialAdmin ?? null,
      });
    },
    clientAddress: createClientAddresses(trusted, log),
    ...createProxyCheck({ ...config, trusted }),
    command: createUserCommands({
      accounts,
      administration: userServices.userAdministration,
      passwords,
      twoFactor: factors.twoFactor,
      forgetAttempts: throttling.forgetAttempts,
      oidcSettings: deps.settings.oidc,
      audit,
      random,
    }),
    start() {
      // The configuration may have closed doors, or the process before ended before it had done this.
      sessions
        .endWhere((data) => !isOpenTo(data, doors))
        .catch((error: unknown) => log.warn("Sessions of doors that are closed could not be ended", { error }));
      const stops = [sessions.start(), tokens.start(), throttling.start()];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}
