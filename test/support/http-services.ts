// What the routes stand on, in memory: two repositories, two plans, a job and a run, and users with different says.
import { Readable } from "node:stream";
import type { Status } from "../../schemas/status.ts";
import type { UserRecord } from "../../schemas/users.ts";
import { describeBorg } from "../../src/borg/features.ts";
import { createEventBus } from "../../src/events/bus.ts";
import { Fault } from "../../src/fault.ts";
import type { Services } from "../../src/http/services.ts";
import type { Identity } from "../../src/identity/identity.ts";
import { obligationOf } from "../../src/identity/obligation.ts";
import type { IdentityService } from "../../src/identity/open-identity.ts";
import { createPending } from "../../src/identity/pending.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { isoTime } from "../../src/ports/clock.ts";
import { silentLog } from "../../src/ports/log.ts";
import { newId, systemRandom } from "../../src/ports/random.ts";
import { authDefaults } from "../../src/settings/sign-in-settings.ts";
import { archiveServices } from "./archive-services.ts";
import { healthServices } from "./health-services.ts";
import { fakeRepositories } from "./http-repositories.ts";
import { job, plan, repository, run, user } from "./records.ts";

const borgVersion = { text: "1.2.4", major: 1, minor: 2, supported: true };

/** One call of a service: which, and with what. */
export type Call = readonly [name: string, ...args: unknown[]];

/** The services; `calls` lists what was asked of them to do. */
export function createTestServices({ clock }: { readonly clock: Clock }) {
  const calls: Call[] = [];
  const events = createEventBus({ log: silentLog, epoch: "test" });
  const users = new Map(
    [
      user("admin", { role: "admin" }),
      user("olga", { grants: [{ repositoryId: "repohome", role: "operator" }] }),
      user("vera", { role: "viewer", grants: [{ repositoryId: "repohome", role: "viewer" }] }),
      user("nina", { role: "viewer" }),
    ].map((record) => [record.username, record]),
  );
  const repositories = new Map(["repohome", "repowork"].map((id) => [id, repository(id)]));
  const plans = new Map(
    [plan("planhome", ["repohome"], { ownerId: users.get("olga")?.id ?? null }), plan("planwork", ["repowork"])].map(
      (record) => [record.id, record],
    ),
  );
  const jobs = new Map([["jobhomea", job("jobhomea", "repohome", { planId: "planhome", runId: run.id })]]);
  const stored = { fault: null as { code: string } | null, downloads: [] as Readable[], status: {} as Partial<Status> };
  const saw = (name: string, ...args: unknown[]) => void calls.push([name, ...args.map(withoutSignal)]);
  const found = <T>(value: T | undefined): T => value ?? fail();

  const services: Services = {
    identity: identityOf(users, clock) as unknown as IdentityService,
    oidcSettings: { read: fail, write: fail, tried: fail },
    mqttSettings: { read: fail, write: fail, test: fail },
    authSettings: {
      read: () => ({ value: authDefaults, revision: 0 }),
      async write(value, options, actor) {
        saw("authSettings.write", value, options, actor.username);
        return { value, revision: 1 };
      },
    },
    events,
    fault: () => stored.fault,
    repositories: fakeRepositories(repositories, saw),
    archives: archiveServices(saw),
    mounts: {
      list: (repositoryId) =>
        [...jobs.values()].filter((record) => record.kind === "mount" && record.repositoryId === repositoryId),
      async start(repositoryId, { archiveName = null, ...mount }, actor) {
        saw("mounts.start", repositoryId, archiveName, mount, actor.username);
        return job("jobnewaa", repositoryId, { kind: "mount", archiveName, state: "queued", options: { mount } });
      },
    },
    downloads: {
      async open(repositoryId, archiveName, { paths, format }, signal) {
        saw("downloads.open", repositoryId, archiveName, paths, format);
        const [path = ""] = paths;
        const stream = path === "endless" ? new Readable({ read() {} }) : Readable.from([Buffer.from("content")]);
        signal.addEventListener("abort", () => stream.destroy(), { once: true });
        stored.downloads.push(stream);
        return { stream, fileName: path, sizeBytes: path === "endless" || format !== "file" ? null : 7 };
      },
    },
    archiveChanges: {
      async patch(repositoryId, archiveName, patch, actor) {
        saw("archiveChanges.patch", repositoryId, archiveName, patch, actor.username);
        const kind = patch.name === undefined ? "comment-archive" : "rename-archive";
        return job("jobnewaa", repositoryId, { kind, archiveName, state: "queued" });
      },
      async remove(repositoryId, names, actor) {
        saw("archiveChanges.remove", repositoryId, names, actor.username);
        return job("jobnewaa", repositoryId, { kind: "delete-archives", state: "queued" });
      },
      async previewRemove(repositoryId, names) {
        saw("archiveChanges.previewRemove", repositoryId, names);
        return { items: [], missing: [...names], freedBytes: 0, archivesLeft: 0, undeletable: false };
      },
    },
    restores: {
      async preview(repositoryId, request) {
        saw("restores.preview", repositoryId, request);
        return {
          files: 2,
          folders: 1,
          sizeBytes: 3,
          freeBytes: null,
          target: "/",
          existingCount: 0,
          existing: [],
          complete: true,
          warnings: [],
        };
      },
      async start(repositoryId, request, actor) {
        saw("restores.start", repositoryId, request, actor.username);
        return job("jobnewaa", repositoryId, { kind: "restore", state: "queued" });
      },
    },
    upkeep: {
      async prune(repositoryId, request) {
        saw("upkeep.prune", repositoryId, request);
        return { keptCount: 0, deletedCount: 0, othersCount: 0, items: [], truncated: false };
      },
      async compact(repositoryId) {
        saw("upkeep.compact", repositoryId);
        return { freeableBytes: 1000, reason: null };
      },
    },
    plans: {
      list: () => [...plans.values()],
      get: (id) => plans.get(id),
      async create(request, actor, sees) {
        const unseen = request.repositoryIds.flatMap((id, at) =>
          sees(id) ? [] : [[`/repositoryIds/${at}`, "does not exist"]],
        );
        if (unseen.length > 0) throw new Fault("invalid-input", "Not saved.", { fields: Object.fromEntries(unseen) });
        saw("plans.create", request, actor.username);
        return plan("plannewa", [...request.repositoryIds], { name: request.name, ownerId: actor.userId });
      },
      async patch(id, patch, { sees: _sees, ...options }, actor) {
        saw("plans.patch", id, patch, options, actor.username);
        if (options.ifRevision !== undefined && options.ifRevision !== plans.get(id)?.revision) {
          throw new Fault("stale-revision", "The plan was changed meanwhile.", { fields: { "/name": "changed" } });
        }
        return found(plans.get(id));
      },
      async remove(id, options, actor) {
        saw("plans.remove", id, options, actor.username);
      },
      async accept(id, actor) {
        saw("plans.accept", id, actor.username);
        return found(plans.get(id));
      },
      async setPaused(id, paused, actor) {
        saw("plans.setPaused", id, paused, actor.username);
        return { ...found(plans.get(id)), paused };
      },
      async run(id, actor) {
        saw("plans.run", id, actor.username);
        return run;
      },
      async preview(request) {
        saw("plans.preview", request);
        return {
          scheduleText: null,
          fireTimes: [],
          sourceErrors: {},
          sourceSizeBytes: null,
          sourceFiles: null,
          sourceSizeComplete: true,
          warnings: [],
        };
      },
      nextRunAt: () => null,
      scheduleText: () => null,
      graceMs: ({ schedule }) => schedule && 5_400_000,
    },
    runs: {
      get: async (id) => (id === run.id ? { run, jobs: [...jobs.values()] } : undefined),
      async list(filter) {
        saw("runs.list", filter);
        return { items: filter.sees(run.planId) ? [{ run, jobs: [...jobs.values()] }] : [], next: null };
      },
    },
    jobs: {
      get: async (id) => jobs.get(id),
      async list(filter) {
        saw("jobs.list", filter);
        return { items: [...jobs.values()].filter((record) => filter.sees(record.repositoryId)), next: null };
      },
      async cancel(id, actor) {
        saw("jobs.cancel", id, actor.username);
        return found(jobs.get(id));
      },
      progress: () => null,
      waitsFor: () => null,
      log: async () => ({ lines: [], truncated: false }),
      async maintenance(repositoryId, request, actor) {
        saw("jobs.maintenance", repositoryId, request, actor.username);
        return job("jobnewaa", repositoryId, { kind: request.kind, state: "queued" });
      },
    },
    ...healthServices({ repositories, clock, saw, stored }),
    borg: { describe: async () => describeBorg(borgVersion, { mountProblem: null }) },
    audit: {
      async record() {},
      async list(filter) {
        saw("audit.list", filter);
        return { items: [], next: null };
      },
    },
    sources: {
      async browse(path) {
        saw("sources.browse", path);
        return { path, parent: null, items: [], truncated: false };
      },
    },
  };
  return { services, events, calls, users, repositories, plans, jobs, stored };
}

/** Whoever `x-test-user` names is signed in, since `x-test-age` milliseconds, by the session `x-test-session`. */
function identityOf(users: ReadonlyMap<string, UserRecord>, clock: Clock) {
  return {
    doors: { password: false, header: true, oidc: false },
    obligationOf: (identity: Identity) => obligationOf(identity, []),
    pending: createPending({ clock, random: systemRandom }),
    sessions: { newId: () => newId(systemRandom), read: () => null, mark: () => 0 }, // nobody comes with a cookie here
    clientAddress: (peer: string | null) => peer,
    async resolveBearer() {
      throw new Fault("invalid-token", "There are no tokens here.");
    },
    accounts: { get: (id: string) => [...users.values()].find((record) => record.id === id) },
    async resolve({ headers }: { headers: Readonly<Record<string, string[] | undefined>> }) {
      const record = users.get(headers["x-test-user"]?.[0] ?? "");
      if (!record) return null;
      return {
        user: record,
        method: headers["x-test-method"]?.[0] ?? "password",
        assurance: headers["x-test-method"]?.[0] === "header" ? "proxy" : "one-factor",
        authenticatedAt: isoTime(clock.now() - Number(headers["x-test-age"]?.[0] ?? 0)),
        provedAt:
          headers["x-test-method"]?.[0] === "header"
            ? null
            : isoTime(clock.now() - Number(headers["x-test-age"]?.[0] ?? 0)),
        sessionId: headers["x-test-session"]?.[0] ?? null,
        limits: null,
      };
    },
  };
}

function fail(): never {
  throw new Fault("not-found", "There is no such thing.");
}

/** A call's options but for the signal that ends it with its request. */
function withoutSignal(argument: unknown): unknown {
  if (typeof argument !== "object" || argument === null || !("signal" in argument)) return argument;
  const { signal: _signal, ...rest } = argument;
  return rest;
}
