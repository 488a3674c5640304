// What each scope of an API token reaches, at most; beside it the user's own say decides.
import type { Action } from "../../schemas/access.ts";
import type { TokenScope } from "../../schemas/account.ts";

/**
 * Scope → actions. `status` is for dashboards: it sees no log, no source and no archive. `badge` may stand in an address, where
 * others read it, and shows the state alone. None reaches secrets, users, settings or what has no owner yet.
 */
export const scopeActions = {
  badge: ["badge.read"],
  status: ["status.read", "badge.read"],
  read: ["status.read", "badge.read", "details.read", "archive.read"],
  operate: ["status.read", "badge.read", "details.read", "backup.run", "job.cancel", "maintenance.run"],
  metrics: ["metrics.read"],
} as const satisfies Record<TokenScope, readonly Action[]>;
