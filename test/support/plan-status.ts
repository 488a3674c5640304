// A plan's line of the status, for tests that need some.
import type { PlanStatus } from "../../schemas/status.ts";

export function planStatus(id: string, change: Partial<PlanStatus> = {}): PlanStatus {
  return {
    id,
    name: id,
    repositoryIds: ["repohome"],
    state: "ok",
    since: null,
    message: null,
    nextStep: null,
    lastRun: null,
    lastSuccessAt: "2026-11-22T02:30:00.000Z",
    lastVerify: null,
    nextRunAt: "2026-11-23T02:30:00.000Z",
    scheduleText: null,
    timeZone: "Europe/Berlin",
    allowed: [],
    ...change,
  };
}
