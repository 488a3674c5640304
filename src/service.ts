// The one place that wires: createService(config, ports) makes every part and gives each what it needs.
import type { Actor, AuditEvent } from "../schemas/audit.ts";
import { listArchivesForJob } from "./archives/list/catalog.ts";
import { openMounts } from "./archives/mount/open-mounts.ts";
import { openArchives } from "./archives/open-archives.ts";
import { openRestores } from "./archives/restore/open-restores.ts";
import { openUpkeep } from "./archives/upkeep/open-upkeep.ts";
import { createArchiveUseCases } from "./archives/use-cases.ts";
import { planArchiveName, planOfArchive } from "./borg/archive-name.ts";
import { createBorgDescription } from "./borg/describe.ts";
import { createBorg } from "./borg/driver.ts";
import { requireSupported } from "./borg/require-supported.ts";
import type { Config } from "./config/config.ts";
import { openDataDir } from "./data-dir.ts";
import { openHealth } from "./health/open-health.ts";
import { createHttp } from "./http/app.ts";
import { createHttpServer } from "./http/server.ts";
import { openIdentity } from "./identity/open-identity.ts";
import type { FirstAdmin } from "./identity/users/first-admin.ts";
import { filesInArchive, followArchives } from "./jobs/follow-archives.ts";
import { followRemovals } from "./jobs/follow-removals.ts";
import { createHistory } from "./jobs/history.ts";
import type { JobRequest } from "./jobs/job.ts";
import { createJobs } from "./jobs/jobs.ts";
import { createJobKinds } from "./jobs/kinds/kinds.ts";
import { createLeases } from "./jobs/leases.ts";
import { createLogStore } from "./jobs/log.ts";
import { openQueue } from "./jobs/open-queue.ts";
import { recoverJobs } from "./jobs/recover.ts";
import { createMqtt } from "./mqtt/mqtt.ts";
import { startHeartbeat } from "./plans/heartbeat.ts";
import { openPlans } from "./plans/open-plans.ts";
import { foldersBeingBackedUp, protectedPlaces } from "./plans/protected-places.ts";
import { createScheduleReader } from "./plans/schedule-reader.ts";
import { nextFireTime } from "./plans/timetable.ts";
import { isoTime } from "./ports/clock.ts";
import type { Ports } from "./ports/ports.ts";
import { createRepositories } from "./repositories/repositories.ts";
import { createSettingsAdministration } from "./settings/administration.ts";
import { createMqttSettings, mqttPasswordIn, openMqttGroups } from "./settings/mqtt-settings.ts";
import { createSignInSettings } from "./settings/sign-in-settings.ts";

export interface ServiceOptions {
  /** Absolute path of borg. */
  readonly borg: string;
  /** The program and its first arguments that run Borgdeck's command line, for processes of its own. */
  readonly program: readonly string[];
  /** Folder of the built pages and widgets. */
  readonly publicDir: string;
  readonly version: string;
}

export interface StartedService {
  readonly port: number;
  /** The administrator that was made because there was nobody; null otherwise. */
  readonly firstAdmin: FirstAdmin | null;
}

export interface Service {
  /** Takes up what an earlier process left, then listens. */
  start(): Promise<StartedService>;
  /** Stops listening and following. Running backups go on, unless the configuration says otherwise. */
  stop(): Promise<void>;
}

/** Logs that are kept. */
const keptLogs = 2000;

/** Opens DATA_DIR and makes the service. Throws Faults that say what to change. */
export async function createService(config: Config, ports: Ports, options: ServiceOptions): Promise<Service> {
  const { clock, files, processes, log } = ports;
  const { lock, folders, keyring, store, vault, events, audit, hostId } = await openDataDir(config, ports);
  const recordAction = (event: AuditEvent, actor: Actor, target: string, detail: string | null) =>
    audit.record({ event, outcome: "ok", actor, target, detail });
  const signInSettings = createSignInSettings(store.settings);
  const identity = await openIdentity({
    users: store.users,
    sessions: store.sessions,
    tokens: store.tokens,
    throttle: store.throttle,
    settings: signInSettings,
    vault,
    deriveKey: keyring.derive,
    audit,
    events,
    ports,
    config,
  });

  const installation = { executable: options.borg, baseDir: folders.borg, hostId };
  const borg = createBorg({ ports, ...installation });
  borg.version().catch(() => {}); // asked early, since it takes a moment; start() hears the answer
  const leases = createLeases({ clock });
  const history = createHistory({ journal: store.jobsJournal, events, clock });
  const logs = createLogStore(files, folders.logs);
  const scheduleReader = createScheduleReader();
  const { plans: planRecords } = store;
  const reading = {
    borg,
    leases,
    targets: { resolve: (id: string) => repositories.target(id) },
    enqueue: (request: JobRequest) => queue.enqueue(request),
    ports,
    config,
  };
  const opened = await openArchives({
    ...reading,
    installation,
    program: options.program,
    repositories: store.repositories,
    filesCountOf: (id) => filesInArchive(history.recent().jobs, id),
    counted: (id, count) => health.noteArchives(id, count),
  });
  const { archives } = opened;
  const protectedHere = () => protectedPlaces(files, config.dataDir, store.repositories.list());
  const beingBackedUp = () => foldersBeingBackedUp(history.unfinishedJobs(), planRecords.get);
  const mounting = openMounts({ borg, files, config, forbidden: protectedHere, beingBackedUp });
  const restores = openRestores({ ...reading, opened, forbidden: protectedHere, audit: recordAction });
  const upkeep = openUpkeep({ ...reading, drills: store.drills, plans: planRecords, repositories: store.repositories });
  const kinds = createJobKinds({
    clock,
    timeZone: config.timeZone,
    repository: (id) => store.repositories.get(id),
    alwaysExcluded: async () => [...(await protectedHere()), ...(await mounted())],
    ...mounting,
    restores,
    strayed: (path) => sources.strayed(path),
    verifySample: archives.verifySample,
    archiveHere: opened.archiveHere,
    indexArchive: opened.indexArchive,
    ...upkeep,
    sourcesOf: (archiveName, id) => sourcesOf(planOfArchive(archiveName), id),
    listArchives: (target, signal, jobId) => listArchivesForJob(borg, target, signal, jobId),
  });
  const queue = openQueue({
    history,
    kinds,
    leases,
    borg,
    logs,
    events,
    ports,
    runDir: folders.run,
    target: (id) => repositories.target(id),
    plan: (id) => planRecords.get(id),
    expected: (planId) => health.planHealth(planId).archives[0] ?? null,
  });
  const jobs = createJobs({
    history,
    queue,
    logs,
    audit: recordAction,
    modeOf: (id) => store.repositories.get(id)?.mode,
    archiveId: async (id, name) => (await archives.list(id)).find((archive) => archive.name === name)?.id,
    planUses: (planId, repositoryId) => planRecords.get(planId)?.repositoryIds.includes(repositoryId) ?? false,
  });
  const repositories = createRepositories({
    collection: store.repositories,
    vault,
    queue,
    borg,
    audit,
    events,
    ports,
    config,
    facts: (id) => health.facts(id),
    unfinishedJobs: history.unfinishedJobs,
    recentJobs: () => history.recent().jobs,
    journal: store.jobsJournal,
    leases,
    hostId,
    borgDir: folders.borg,
    listArchives: (id, signal) => archives.list(id, { refresh: true, signal }),
    noteArchives: (...seen) => health.noteArchives(...seen),
    repositoriesOf: (planId) => planRecords.get(planId)?.repositoryIds ?? [],
    plansUsing: (id) => planRecords.list().flatMap((plan) => (plan.repositoryIds.includes(id) ? [plan.name] : [])),
  });

  const { plans, runs, scheduler, sources, sourcesOf, mounted } = openPlans({
    collection: planRecords,
    schedule: store.schedule,
    repositories: store.repositories,
    health: () => health,
    history,
    enqueue: queue.enqueue,
    newArchiveName: (plan) => planArchiveName(plan.id, clock.now()),
    audit: recordAction,
    events,
    ports,
    config,
  });

  const { health, dayHistory, fault } = openHealth({
    journal: store.jobsJournal,
    planHealth: store.planHealth,
    repositoryHealth: store.repositoryHealth,
    plans: planRecords,
    repositories: store.repositories,
    activeRun: runs.active,
    activeJobs: history.unfinishedJobs,
    jobsOfRun: history.jobsOfRun,
    progress: queue.progress,
    nextRunAt: scheduler.nextRunAt,
    scheduleText: (plan) => scheduleReader.describe(plan.schedule),
    scheduledSince: scheduler.scheduledSince,
    deadline: (plan, sinceMs) => scheduleReader.deadline(plan.schedule, sinceMs),
    medium: repositories.medium,
    nextFire: ({ schedule }, afterMs) => schedule && nextFireTime(schedule, afterMs),
    storeFault: store.fault,
    lastTickAt: scheduler.lastTickAt,
    events,
    clock,
    log,
    timeZone: config.timeZone,
    version: options.version,
  });

  const mqttGroups = openMqttGroups(store.settings);
  const mqtt = createMqtt({
    ...mqttGroups,
    ...ports,
    health,
    events,
    password: mqttPasswordIn(vault, mqttGroups.settings),
    publicBaseUrl: config.publicBaseUrl,
  });

  const http = createHttp({
    config,
    ports,
    publicDir: options.publicDir,
    version: options.version,
    services: {
      identity,
      ...createSettingsAdministration(signInSettings, { vault, rules: identity.oidc.settingsRules, audit, events }),
      repositories,
      borg: createBorgDescription({ borg, ...mounting }),
      ...createArchiveUseCases({ ...reading, ...mounting, opened, repositories, queue, history, audit: recordAction }),
      upkeep: upkeep.previews,
      restores,
      plans,
      runs,
      jobs,
      health,
      dayHistory,
      audit,
      sources,
      events,
      fault,
      mqttSettings: createMqttSettings({ ...mqttGroups, vault, mqtt, repositories: store.repositories, audit }),
    },
  });
  const server = createHttpServer({ ...config, log });
  const stops: (() => void)[] = [];

  followRemovals({ events, forget: upkeep.drillMemory.forget });
  followArchives({ events, kinds, jobsOfRun: history.jobsOfRun, archives: opened, log });
  const trimLogs = () =>
    logs.trim(keptLogs).catch((error: unknown) => log.warn("Old logs could not be removed", { error }));

  return {
    async start() {
      const port = await server.listen();
      await requireSupported(borg);
      await history.load();
      await repositories.settleInterrupted();
      await opened.takeUp(history.unfinishedJobs());
      await recoverJobs({ history, queue, kinds, files, processes, clock, log, runDir: folders.run });
      const { jobs: recentJobs, runs: recentRuns } = history.recent();
      await health.catchUp(recentJobs, recentRuns);
      await runs.resume();
      // Last of what may fail: the password is told once, by whoever called start.
      const firstAdmin = store.fault() === null ? await identity.ensureFirstAdmin() : null;
      server.answer(http.callback);
      lock.serve(identity.command);
      stops.push(
        startHeartbeat(() => void scheduler.tick()),
        identity.start(),
        repositories.observe(),
        clock.every(10_000, health.tick),
        clock.every(86_400_000, trimLogs),
      );
      mqtt.start();
      await trimLogs();
      log.debug("Listening", { host: config.host, port, at: isoTime(clock.now()) });
      return { port, firstAdmin };
    },
    async stop() {
      const mqttStopped = mqtt.stop();
      for (const stop of stops) stop();
      http.close();
      server.close();
      await queue.stop(config.stopJobsOnExit);
      await opened.close();
      await mqttStopped;
      await store.close();
      await lock.release();
    },
  };
}
