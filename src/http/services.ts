// What the routes need of the rest of Borgdeck, stated here by its consumer.
import type { Action } from "../../schemas/access.ts";
import type { ArchivePatch, DeletePreviewReply, FilesystemReply } from "../../schemas/archives.ts";
import type { Actor, AuditEntry, AuditEvent, AuditItem } from "../../schemas/audit.ts";
import type {
  JobLogReply,
  JobProgress,
  JobRecord,
  JobState,
  MaintenanceRequest,
  RunRecord,
} from "../../schemas/jobs.ts";
import type { MqttSettingsReply, MqttSettingsRequest, MqttTestReply } from "../../schemas/mqtt.ts";
import type {
  CreatePlanRequest,
  PlanPatch,
  PlanPreviewReply,
  PlanPreviewRequest,
  PlanRecord,
} from "../../schemas/plans.ts";
import type {
  BorgReply,
  CreateRepositoryRequest,
  GrowthReply,
  ImportRepositoryRequest,
  LockReply,
  MediumReply,
  RecoveryKit,
  ReopenRepositoryRequest,
  RepositoryPatch,
  RepositoryRecord,
} from "../../schemas/repositories.ts";
import type { StatusDelta } from "../../schemas/status.ts";
import type {
  CompactPreviewReply,
  LastCheck,
  LastDrill,
  PrunePreviewReply,
  PrunePreviewRequest,
} from "../../schemas/upkeep.ts";
import type { WidgetHistory } from "../../schemas/widgets.ts";
import type { Subject, SubjectRepository } from "../access/decide.ts";
import type { EventBus } from "../events/bus.ts";
import type { ArchiveService, DownloadService, MountService } from "./archive-services.ts";
import type { IdentityServices } from "./identity-services.ts";
import type { RestoreService } from "./restore-services.ts";

export type { Actor } from "../../schemas/audit.ts";
export type { ArchiveItem, ArchiveService } from "./archive-services.ts";

/** A caller as the read models know it. */
export interface Viewer {
  readonly key: string;
  /** Whether paths, archives and borg's own words are told too, or only how things stand. */
  readonly details: boolean;
  /** What of a job's progress is told. */
  progress(progress: JobProgress): JobProgress;
  sees(repository: SubjectRepository): boolean;
  allowed(subject: Subject): Action[];
}

/** The revision the client saw; undefined where it sent no If-Match. */
export interface RevisionOption {
  readonly ifRevision?: number | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface PageOptions {
  readonly limit: number;
  readonly cursor: string | null;
}

export interface RepositoryService {
  list(): readonly RepositoryRecord[];
  get(id: string): RepositoryRecord | undefined;
  create(
    request: CreateRepositoryRequest,
    actor: Actor,
  ): Promise<{ repository: RepositoryRecord; recovery: RecoveryKit }>;
  /** `sees` says of which other repositories its faults may tell the name. */
  import(request: ImportRepositoryRequest, actor: Actor, sees: Viewer["sees"]): Promise<RepositoryRecord>;
  patch(id: string, patch: RepositoryPatch, options: RevisionOption, actor: Actor): Promise<RepositoryRecord>;
  exportKey(id: string, actor: Actor): Promise<RecoveryKit>;
  importKey(id: string, key: string, actor: Actor): Promise<void>;
  reopen(id: string, request: ReopenRepositoryRequest, actor: Actor, sees: Viewer["sees"]): Promise<RepositoryRecord>;
  changePassphrase(id: string, passphrase: string | undefined, actor: Actor): Promise<RecoveryKit>;
  forget(id: string, options: RevisionOption, actor: Actor): Promise<void>;
  destroy(id: string, typedName: string, actor: Actor): Promise<JobRecord>;
  lock(id: string): Promise<LockReply>;
  breakLock(id: string, confirm: string, actor: Actor): Promise<LockReply>;
  medium(id: string): Promise<MediumReply>;
  growth(id: string): Promise<GrowthReply>;
}

export interface AuditFilter {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  readonly event?: string | undefined;
  readonly outcome?: AuditEntry["outcome"] | undefined;
  readonly userId?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface AuditService {
  /** Newest first. Throws Fault `invalid-input` where the cursor is none. */
  list(filter: AuditFilter): Promise<Page<AuditItem>>;
  record(entry: {
    readonly event: AuditEvent;
    readonly outcome: AuditEntry["outcome"];
    readonly actor: { readonly userId: string; readonly username: string } | null;
    readonly peer: string | null;
    readonly address: string | null;
    readonly userAgent: string | null;
    readonly target: string | null;
    readonly detail: string | null;
  }): Promise<void>;
}

export interface ArchiveChangeService {
  patch(repositoryId: string, archiveName: string, patch: ArchivePatch, actor: Actor): Promise<JobRecord>;
  remove(repositoryId: string, names: readonly string[], actor: Actor): Promise<JobRecord>;
  previewRemove(repositoryId: string, names: readonly string[], signal: AbortSignal): Promise<DeletePreviewReply>;
}

export interface PlanService {
  list(): readonly PlanRecord[];
  get(id: string): PlanRecord | undefined;
  create(request: CreatePlanRequest, actor: Actor, sees: (repositoryId: string) => boolean): Promise<PlanRecord>;
  patch(
    id: string,
    patch: PlanPatch,
    options: RevisionOption & { sees(repositoryId: string): boolean },
    actor: Actor,
  ): Promise<PlanRecord>;
  remove(id: string, options: RevisionOption, actor: Actor): Promise<void>;
  setPaused(id: string, paused: boolean, actor: Actor): Promise<PlanRecord>;
  run(id: string, actor: Actor): Promise<RunRecord>;
  accept(id: string, actor: Actor): Promise<PlanRecord>;
  preview(request: PlanPreviewRequest): Promise<PlanPreviewReply>;
  nextRunAt(id: string): string | null;
  scheduleText(plan: PlanRecord): string | null;
  /** How long a run that is due is waited for before it is late, in milliseconds; null without a schedule. */
  graceMs(plan: PlanRecord, lastSuccessAt: string | null): number | null;
}

export interface RunService {
  get(id: string): Promise<{ run: RunRecord; jobs: readonly JobRecord[] } | undefined>;
  list(
    filter: PageOptions & { readonly planId?: string | undefined; sees(planId: string): boolean },
  ): Promise<Page<{ run: RunRecord; jobs: readonly JobRecord[] }>>;
}

export interface JobFilter extends PageOptions {
  readonly planId?: string | undefined;
  readonly repositoryId?: string | undefined;
  readonly runId?: string | undefined;
  readonly states?: readonly JobState[] | undefined;
  readonly byHand?: boolean | undefined;
  sees(repositoryId: string): boolean;
}

export interface JobService {
  get(id: string): Promise<JobRecord | undefined>;
  list(filter: JobFilter): Promise<Page<JobRecord>>;
  cancel(id: string, actor: Actor): Promise<JobRecord>;
  progress(id: string): JobProgress | null;
  waitsFor(id: string): JobRecord | null;
  log(id: string): Promise<JobLogReply>;
  maintenance(repositoryId: string, request: MaintenanceRequest, actor: Actor): Promise<JobRecord>;
}

export interface UpkeepService {
  /** What pruning would keep and delete. */
  prune(repositoryId: string, request: PrunePreviewRequest, signal: AbortSignal): Promise<PrunePreviewReply>;
  /** What compacting would free. */
  compact(repositoryId: string): Promise<CompactPreviewReply>;
}

export interface HealthService {
  /** The status as JSON text with its ETag, ready to send. */
  read(viewer: Viewer): { readonly etag: string; readonly body: string };
  delta(viewer: Viewer, changed: { plans: readonly string[]; repositories: readonly string[] }): StatusDelta;
  /** Sizes as last measured; null where nothing is known. */
  facts(repositoryId: string): {
    readonly sizeBytes: number | null;
    readonly archivesCount: number | null;
    readonly lastBackupAt: string | null;
    readonly lastCheck: LastCheck | null;
    readonly lastDrill: LastDrill | null;
  } | null;
}

export interface MqttSettingsService {
  read(): MqttSettingsReply;
  write(request: MqttSettingsRequest, options: RevisionOption, actor: Actor): Promise<MqttSettingsReply>;
  test(request: MqttSettingsRequest): Promise<MqttTestReply>;
}

/** Every service that a route may use. */
export interface Services extends IdentityServices {
  readonly repositories: RepositoryService;
  readonly archives: ArchiveService;
  readonly archiveChanges: ArchiveChangeService;
  readonly downloads: DownloadService;
  readonly mounts: MountService;
  readonly restores: RestoreService;
  readonly upkeep: UpkeepService;
  readonly plans: PlanService;
  readonly runs: RunService;
  readonly jobs: JobService;
  readonly health: HealthService;
  /** What happened on each of the last days, today last. */
  readonly dayHistory: { read(viewer: Viewer, days: number): Promise<WidgetHistory> };
  /** The installed borg. */
  readonly borg: { describe(): Promise<BorgReply> };
  readonly audit: AuditService;
  readonly mqttSettings: MqttSettingsService;
  readonly sources: { browse(path: string | null): Promise<FilesystemReply> };
  readonly events: EventBus;
  /** What is wrong with the service as a whole, by its code; null when nothing is. */
  fault(): { readonly code: string } | null;
}
