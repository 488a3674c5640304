// The use cases of repositories over a real store, with a queue and a borg that the test gives.
import { join } from "node:path";
import type { JobRecord } from "../../schemas/jobs.ts";
import type { Borg } from "../../src/borg/borg.ts";
import { createEventBus } from "../../src/events/bus.ts";
import { Fault } from "../../src/fault.ts";
import { newJob, ownOutcome } from "../../src/jobs/job.ts";
import { createLeases } from "../../src/jobs/leases.ts";
import { silentLog } from "../../src/ports/log.ts";
import { systemPorts } from "../../src/ports/ports.ts";
import { createRepositories } from "../../src/repositories/repositories.ts";
import type { RepositoriesDependencies } from "../../src/repositories/use-case.ts";
import { createKeyring } from "../../src/secrets/keyring.ts";
import { createVault } from "../../src/secrets/vault.ts";
import { openStore } from "../../src/store/open.ts";

export const actor = {
  userId: "useraaaa",
  username: "ada",
  peer: "127.0.0.1",
  address: "127.0.0.1",
  userAgent: "test",
} as const;

/** Somebody who sees every repository. */
export const seesAll = () => true;

export interface RepositoriesPlace {
  /** DATA_DIR. */
  readonly dataDir: string;
  /** Runs the init job; by default it ends well and makes nothing. */
  readonly init?: (job: JobRecord) => Promise<Partial<JobRecord>>;
  readonly borg?: Pick<Borg, "run">;
  readonly plansUsing?: (id: string) => string[];
  readonly unfinishedJobs?: () => readonly JobRecord[];
  readonly recentJobs?: () => readonly JobRecord[];
  readonly hostId?: string;
  readonly listArchives?: (id: string) => Promise<readonly { readonly startedAt: string }[]>;
}

/** Opens them; call `close` at the end. */
export async function openRepositories(place: RepositoriesPlace) {
  const ports = systemPorts(silentLog);
  const store = await openStore({ dataDir: place.dataDir, ports });
  const keyring = await createKeyring({ ...place, files: ports.files, random: ports.random, secretKey: null });
  const vault = createVault({ collection: store.vault, keyring, random: ports.random });
  const events = createEventBus({ log: silentLog, epoch: "test" });
  const audited: Parameters<RepositoriesDependencies["audit"]["record"]>[0][] = [];
  const noted: unknown[][] = [];
  const requests: { kind: string; repositoryId: string }[] = [];
  const cancelled: string[] = [];
  const repositories = createRepositories({
    collection: store.repositories,
    vault,
    events,
    ports,
    borg: place.borg ?? borgThatSays("BORG_KEY 1234\n"),
    queue: {
      async enqueue(request) {
        requests.push(request);
        return newJob("jobbbbbb", request, ports.clock.now());
      },
      async cancel(id) {
        cancelled.push(id);
        throw new Fault("conflict", "This job has already ended");
      },
      async run(request) {
        requests.push(request);
        const job = newJob("jobaaaaa", request, ports.clock.now());
        const finishedAt = new Date().toISOString();
        const end = await (place.init ?? endWell)(job);
        return { ...job, state: "ok", finishedAt, ...end };
      },
    },
    audit: { record: async (entry) => void audited.push(entry) },
    config: { dataDir: place.dataDir },
    facts: () => ({ archivesCount: 3 }),
    plansUsing: place.plansUsing ?? (() => []),
    unfinishedJobs: place.unfinishedJobs ?? (() => []),
    recentJobs: place.recentJobs ?? (() => []),
    journal: store.jobsJournal,
    listArchives: place.listArchives ?? (async () => []),
    noteArchives: (...seen) => void noted.push(seen),
    repositoriesOf: () => [],
    borgDir: join(place.dataDir, "borg"),
    hostId: place.hostId ?? "borgdeck-test@1",
    leases: createLeases({ clock: ports.clock }),
  });
  return { cancelled, repositories, store, vault, events, audited, requests, noted, close: store.close };
}

async function endWell() {
  return {};
}

/** How an init job fails. */
export const failedInit = (code: string, state: JobRecord["state"] = "failed"): Partial<JobRecord> => ({
  state,
  outcome: ownOutcome(code, "It did not work.", "Try otherwise."),
});

/** A borg whose every command ends well and prints this. */
export function borgThatSays(stdout: string): Pick<Borg, "run"> {
  return {
    run: async () => ({
      state: "ok",
      outcome: ownOutcome("ok", "Done."),
      exitCode: 0,
      stdout,
      stdoutTruncated: false,
      durationMs: 1,
      report: {},
    }),
  };
}

/** A borg whose every command fails. */
export function borgThatFails(code: string): Pick<Borg, "run"> & { readonly ran: string[] } {
  const ran: string[] = [];
  return {
    ran,
    run: async ({ name }) => {
      ran.push(name);
      return {
        state: "failed",
        outcome: ownOutcome(code, "It did not work.", "Try otherwise."),
        exitCode: 2,
        stdout: "",
        stdoutTruncated: false,
        durationMs: 1,
        report: {},
      };
    },
  };
}
