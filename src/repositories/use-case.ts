// What the use cases of this folder share: their dependencies, as this folder needs them.
import type { Actor, AuditEntry, AuditEvent } from "../../schemas/audit.ts";
import type { JobJournalEntry, JobRecord } from "../../schemas/jobs.ts";
import type { RepositoryRecord } from "../../schemas/repositories.ts";
import type { Borg } from "../borg/borg.ts";
import type { EventBus } from "../events/bus.ts";
import { Fault } from "../fault.ts";
import type { Ports } from "../ports/ports.ts";

export interface RepositoriesDependencies {
  readonly collection: {
    get(id: string): RepositoryRecord | undefined;
    list(): readonly RepositoryRecord[];
    insert(record: Omit<RepositoryRecord, "revision">): Promise<RepositoryRecord>;
    update(
      id: string,
      change: (record: RepositoryRecord) => Omit<RepositoryRecord, "revision">,
      condition?: RevisionCondition,
    ): Promise<RepositoryRecord>;
    remove(id: string, condition?: RevisionCondition): Promise<void>;
  };
  readonly vault: {
    put(id: string, purpose: string, secret: string): Promise<void>;
    get(id: string, purpose: string): string;
    has(id: string): boolean;
    remove(id: string): Promise<void>;
  };
  readonly queue: {
    /** Resolves when the job has ended. */
    run(request: {
      readonly kind: "init";
      readonly repositoryId: string;
      readonly planId: null;
      readonly runId: null;
      readonly requester: { readonly type: "user"; readonly userId: string };
    }): Promise<JobRecord>;
    /** Resolves when the job waits for its turn. */
    enqueue(request: {
      readonly kind: "destroy";
      readonly repositoryId: string;
      readonly planId: null;
      readonly runId: null;
      readonly requester: { readonly type: "user"; readonly userId: string };
    }): Promise<JobRecord>;
    cancel(id: string): Promise<JobRecord>;
  };
  readonly borg: Pick<Borg, "run">;
  readonly audit: {
    record(entry: {
      readonly event: AuditEvent;
      readonly outcome: AuditEntry["outcome"];
      readonly actor: Actor | null;
      readonly target?: string | null;
      readonly detail?: string | null;
    }): Promise<void>;
  };
  readonly events: Pick<EventBus, "publish" | "on">;
  readonly ports: Pick<Ports, "clock" | "random" | "files" | "processes" | "log">;
  readonly config: { readonly dataDir: string };
  /** What borg takes for its home: its caches, key files, and what it last saw of each repository. */
  readonly borgDir: string;
  /** What is known of a repository's size, or null. */
  readonly facts: (repositoryId: string) => { readonly archivesCount: number | null } | null;
  /** Names of the plans that back up to it. */
  readonly plansUsing: (repositoryId: string) => readonly string[];
  /** Jobs that have not ended, those of an earlier process among them. */
  readonly unfinishedJobs: () => readonly JobRecord[];
  /** Those that are remembered, ended ones among them. */
  readonly recentJobs: () => readonly JobRecord[];
  readonly journal: { readBackwards(): AsyncIterable<JobJournalEntry> };
  /** Names this installation in borg's locks. */
  readonly hostId: string;
  readonly leases: {
    /** Waits until it is free; rejects with the signal's reason when aborted before. */
    take(repositoryId: string, mode: "exclusive", signal?: AbortSignal): Promise<() => void>;
  };
}

export interface RevisionCondition {
  readonly ifRevision?: number | undefined;
}

/** What the vault calls a passphrase's purpose. */
export const passphrasePurpose = "repository.passphrase";

/** What the vault calls the purpose of a key that is kept while another takes its place. */
export const formerKeyPurpose = "repository.former-key";

/** Where that key is kept: what is there was left by an import that did not end. */
export function formerKeyPlace({ id }: Pick<RepositoryRecord, "id">): string {
  return `repository/${id}/former-key`;
}

/**
 * Where a repository's next passphrase is kept. There are two places, taken in turn: what a crash leaves in one is written over
 * by the next.
 */
export function secretPlace({ id, secretId }: Pick<RepositoryRecord, "id" | "secretId">): string {
  const first = `repository/${id}`;
  return secretId === first ? `${first}/2` : first;
}

/** The record, or Fault `not-found`. */
export function existing({ collection }: Pick<RepositoriesDependencies, "collection">, id: string): RepositoryRecord {
  const record = collection.get(id);
  if (!record) throw new Fault("not-found", "There is no such repository, or no longer");
  return record;
}

/** Takes a record and its secret away. The record goes first: one without its secret would be worse than the reverse. */
export async function dropRecord(
  { collection, vault, events }: RepositoriesDependencies,
  record: RepositoryRecord,
): Promise<void> {
  await collection.remove(record.id);
  await dropSecrets(record, vault);
  events.publish("repository.changed", { repositoryId: record.id, removed: true });
}

/** Takes away what opened a repository. */
export async function dropSecrets(
  { id, secretId, nextSecretId }: RepositoryRecord,
  vault: Pick<RepositoriesDependencies["vault"], "remove">,
): Promise<void> {
  for (const place of [secretId, nextSecretId, formerKeyPlace({ id })]) if (place !== null) await vault.remove(place);
}
