// identity over memory, with a clock that the test owns and bcrypt at its cheapest.
import { createHash } from "node:crypto";

import type { TokenRecord } from "../../schemas/account.ts";
import type { AuditEntry } from "../../schemas/audit.ts";
import type { SessionRecord } from "../../schemas/sessions.ts";
import type { SettingsRecord } from "../../schemas/settings.ts";
import type { ThrottleRecord } from "../../schemas/throttle.ts";
import type { UserRecord } from "../../schemas/users.ts";
import { createAudit } from "../../src/audit/audit.ts";
import { createEventBus } from "../../src/events/bus.ts";
import type { PublishedEvent } from "../../src/events/events.ts";
import type { Client } from "../../src/identity/identity.ts";
import { type IdentityConfig, type IdentityDependencies, openIdentity } from "../../src/identity/open-identity.ts";
import { type Fetch, systemFetch } from "../../src/ports/fetch.ts";
import { silentLog } from "../../src/ports/log.ts";
import { createSignInSettings } from "../../src/settings/sign-in-settings.ts";
import { createFakeClock, createSeededRandom, type FakeClock } from "./fake-ports.ts";
import { createMemoryCollection } from "./memory-collection.ts";
import { createMemoryJournal } from "./memory-journal.ts";

type ProxyAuth = NonNullable<IdentityConfig["proxyAuth"]>;

/** Header mode as `PROXY_AUTH_PRESET=authelia TRUSTED_PROXIES=10.0.0.2` sets it. */
export const authelia: ProxyAuth = {
  preset: "authelia",
  userHeader: "Remote-User",
  nameHeader: "Remote-Name",
  emailHeader: "Remote-Email",
  encodedWords: false,
  refusedHeader: null,
  groupsHeader: null,
  groupSeparator: ",",
  adminGroups: [],
  operatorGroups: [],
  roleHeader: null,
  allRepositoriesRoleHeader: null,
  assertion: null,
  trustedProxies: ["10.0.0.2/32"],
  secret: null,
  initialAdmin: null,
  defaultAllRepositoriesRole: "none",
  localFallback: false,
  signOutUrl: null,
};

export const password = "kühlschrank voller licht";

/** A client at an address, straight or through a proxy. */
export function clientAt(address: string, peer = address): Client {
  return { address, peer, userAgent: "test" };
}

export interface TestIdentityOptions {
  /** Where users and the rest are kept: in memory, unless told. */
  readonly store?:
    | (Pick<IdentityDependencies, "users" | "sessions" | "tokens" | "throttle"> & {
        readonly settings: Parameters<typeof createSignInSettings>[0];
      })
    | undefined;
  readonly proxyAuth?: Partial<ProxyAuth> | null;
  readonly initialAdminPassword?: string | null;
  readonly publicBaseUrl?: string | null;
  readonly noAuthentication?: boolean;
  /** Whose word on a client's address counts; those of header mode, unless told. */
  readonly trustedProxies?: readonly string[];
  /** Who is asked for documents and keys: really anybody, unless told. */
  readonly fetch?: Fetch;
  /** When the clock starts, in milliseconds since the epoch. */
  readonly startAt?: number;
  readonly basePath?: string;
  readonly returnOrigins?: readonly string[];
}

/** Opens identity over nothing. `openAgain` opens it over what is there, as a restart with other settings would. */
export async function openTestIdentity(options: TestIdentityOptions = {}) {
  const clock = countingTimers(createFakeClock(options.startAt));
  const random = createSeededRandom();
  const users = options.store?.users ?? createMemoryCollection<UserRecord>();
  const sessions = options.store?.sessions ?? createMemoryCollection<SessionRecord>();
  const tokens = options.store?.tokens ?? createMemoryCollection<TokenRecord>();
  const throttle = options.store?.throttle ?? createMemoryCollection<ThrottleRecord>();
  const settings = createSignInSettings(options.store?.settings ?? createMemoryCollection<SettingsRecord>());
  const entries: AuditEntry[] = [];
  const published: PublishedEvent[] = [];
  const secrets = new Map<string, string>();
  const events = createEventBus({ log: silentLog, epoch: "test" });
  events.onAny((event) => published.push(event));
  const audit = createAudit({
    journal: createMemoryJournal(entries),
    clock,
    log: silentLog,
  });
  const vault = {
    has: (id: string) => secrets.has(id),
    get: (id: string) => secrets.get(id) ?? "",
    put: async (id: string, _purpose: string, secret: string) => void secrets.set(id, secret),
    remove: async (id: string) => void secrets.delete(id),
  };
  const open = (wanted: TestIdentityOptions) => {
    const { proxyAuth = null, initialAdminPassword = null, publicBaseUrl = null, noAuthentication = false } = wanted;
    return openIdentity({
      users,
      sessions,
      tokens,
      throttle,
      settings,
      vault,
      deriveKey: (purpose) => createHash("sha256").update(`test ${purpose}`).digest(),
      audit,
      events,
      ports: { clock, random, log: silentLog, fetch: wanted.fetch ?? systemFetch },
      config: {
        initialAdminPassword,
        publicBaseUrl,
        basePath: wanted.basePath ?? "",
        returnOrigins: wanted.returnOrigins ?? [],
        port: 8081,
        noAuthentication,
        trustedProxies:
          wanted.trustedProxies ?? proxyAuth?.trustedProxies ?? (proxyAuth ? authelia.trustedProxies : []),
        proxyAuth: proxyAuth && { ...authelia, ...proxyAuth },
      },
      passwordCost: 4,
    });
  };
  return {
    identity: await open(options),
    openAgain: open,
    audit,
    clock,
    events,
    users,
    sessions,
    tokens,
    settings,
    vault,
    entries,
    published,
    /** What is in the vault. */
    secrets,
  };
}

/** The clock, and how many are waiting for it. */
function countingTimers(clock: FakeClock): FakeClock & { waiting(): number } {
  let waiting = 0;
  return {
    ...clock,
    waiting: () => waiting,
    after(ms, run) {
      waiting += 1;
      return clock.after(ms, () => {
        waiting -= 1;
        run();
      });
    },
  };
}

/** Awaits the work, moving the clock on only while something waits for it. */
export async function inTime<T>({ clock }: { clock: FakeClock & { waiting(): number } }, work: Promise<T>): Promise<T> {
  let done = false;
  const finished = work.finally(() => {
    done = true;
  });
  while (!done) {
    if (clock.waiting() > 0) clock.advance(250);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return finished;
}

/** Identity with a local administrator `admin` whose password is `password` and need not be changed. */
export async function openWithAdmin(options: TestIdentityOptions = {}) {
  const { store, startAt } = options;
  const alone = await openTestIdentity({
    store,
    initialAdminPassword: password,
    ...(startAt !== undefined && { startAt }),
  });
  await alone.identity.ensureFirstAdmin();
  const admin = alone.identity.accounts.byDoor("local", "admin") as UserRecord;
  await alone.users.update(admin.id, (record) => ({ ...record, mustChangePassword: false }));
  return { ...alone, identity: await alone.openAgain(options), adminId: admin.id };
}

/** The fault that something throws; fails where it throws none. */
export async function faultOf(work: () => unknown): Promise<{ code: string; detail: string; fields: unknown }> {
  try {
    await work();
  } catch (error) {
    const { code, detail, fields } = error as { code: string; detail: string; fields: unknown };
    if (typeof code === "string") return { code, detail, fields };
    throw error;
  }
  throw new Error("nothing was thrown");
}
