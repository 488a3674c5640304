// Every collection of the store: its file, its schema and its version.
import type { TSchema } from "typebox";
import { TokenRecord } from "../../schemas/account.ts";
import { DrillRecord } from "../../schemas/drills.ts";
import { PlanHealthRecord, RepositoryHealthRecord } from "../../schemas/health.ts";
import { PlanRecord, ScheduleRecord } from "../../schemas/plans.ts";
import { RepositoryRecord } from "../../schemas/repositories.ts";
import { SessionRecord } from "../../schemas/sessions.ts";
import { SettingsRecord } from "../../schemas/settings.ts";
import { ThrottleRecord } from "../../schemas/throttle.ts";
import { UserRecord } from "../../schemas/users.ts";
import { VaultRecord } from "../../schemas/vault.ts";
import type { CollectionSpec } from "./collection-file.ts";
import { withArchives, withBriefMessages, withLastUpkeep, withPlanDrills } from "./health-migrations.ts";
import { withUpkeep } from "./plan-migrations.ts";
import { withBorgIds, withModes } from "./repository-migrations.ts";
import { withFactors, withoutOldSessions } from "./user-migrations.ts";

const spec = <S extends TSchema>(name: string, schema: S) => ({ name, schema, schemaVersion: 1, migrations: [] });

/** Property of the store → file and schema. A changed schema raises its version and adds a migration. */
export const collectionSpecs = {
  users: { ...spec("users", UserRecord), schemaVersion: 2, migrations: [withFactors] },
  sessions: { ...spec("sessions", SessionRecord), schemaVersion: 2, migrations: [withoutOldSessions] },
  tokens: spec("tokens", TokenRecord),
  repositories: { ...spec("repositories", RepositoryRecord), schemaVersion: 3, migrations: [withModes, withBorgIds] },
  plans: { ...spec("plans", PlanRecord), schemaVersion: 2, migrations: [withUpkeep] },
  schedule: spec("schedule", ScheduleRecord),
  planHealth: {
    ...spec("plan-health", PlanHealthRecord),
    schemaVersion: 4,
    migrations: [withBriefMessages, withPlanDrills, withArchives],
  },
  repositoryHealth: {
    ...spec("repository-health", RepositoryHealthRecord),
    schemaVersion: 3,
    migrations: [withBriefMessages, withLastUpkeep],
  },
  drills: spec("drills", DrillRecord),
  vault: spec("vault", VaultRecord),
  settings: spec("settings", SettingsRecord),
  throttle: spec("throttle", ThrottleRecord),
} as const satisfies Record<string, CollectionSpec>;

/** Sessions and tokens are left out: putting an old copy back would revive those that were ended. What the throttle counts is old in a day. */
export const withoutSnapshots: readonly CollectionSpec[] = [
  collectionSpecs.sessions,
  collectionSpecs.tokens,
  collectionSpecs.throttle,
];
